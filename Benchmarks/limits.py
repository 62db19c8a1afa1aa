"""What this machine can do at best: each limit is measured in the same run as the figure that is held against it."""

import ctypes
import ctypes.util
import getpass
import socket
import subprocess
import threading
import time
from pathlib import Path
from statistics import mean

from figures import processor_seconds
from installation import free_port, request
from postfix import UNPACKED, environment
from programs import Child, wait_until

# The parameters and the two threads of PasswordHasher.
OPERATIONS, MEMORY, THREADS = 2, 19 * 1024 * 1024, 2


class Sink(Child):
    """Postfix's smtp-sink: takes mail as fast as a program can, and keeps it only where asked to."""

    def __init__(self, folder, name="sink", dump=None):
        self.port = free_port()
        keep = ["-D", dump] if dump else []
        super().__init__(
            [UNPACKED / "usr/sbin/smtp-sink", "-u", getpass.getuser(), *keep, f"127.0.0.1:{self.port}", "1024"], folder, name, environment())
        wait_until(self.listens, 10, "smtp-sink listens")

    def listens(self):
        self.fail_if_ended()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.port}"


def mails_per_second(sink, message, count, connections):
    """Postfix's smtp-source, sending one message over and over on connections that stay open."""
    begun = time.monotonic()
    subprocess.run(
        [UNPACKED / "usr/sbin/smtp-source", "-d", "-s", str(connections), "-m", str(count), "-F", message,
         "-f", "anpi@anpi.example", "-t", "p1@mail.example", f"127.0.0.1:{sink.port}"],
        env=environment(), check=True, timeout=300)
    return count / (time.monotonic() - begun)


def hashes_per_second(seconds=3):
    """libsodium checking passwords by Argon2id on two threads and doing nothing else."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    sodium.sodium_init()
    password, stored = b"0" * 64, ctypes.create_string_buffer(128)
    length, memory_bytes = ctypes.c_ulonglong(len(password)), ctypes.c_size_t(MEMORY)
    assert sodium.crypto_pwhash_str(stored, password, length, ctypes.c_ulonglong(OPERATIONS), memory_bytes) == 0
    counts, end = [], time.monotonic() + seconds

    def work():
        done = 0
        while time.monotonic() < end:
            assert sodium.crypto_pwhash_str_verify(stored, password, length) == 0
            done += 1
        counts.append(done)
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def beside_hashes(server, count, turn):
    """`count` turns of a load on the server, each between two measures of Argon2id alone: what a machine can do drifts by
    a tenth within a minute, so that what is compared is measured side by side. Returns what the turns returned, and the
    mean of what could be done beside each."""
    turns, bounds = [], [hashes_per_second()]
    for each in range(count):
        turns.append(turn(each))
        # Whoever waited when the load ended is still being looked at.
        wait_until(lambda: rests(server), 30, "the server is done with those who waited")
        bounds.append(hashes_per_second())
    return turns, mean((before + after) / 2 for before, after in zip(bounds, bounds[1:]))


def rests(server, seconds=0.2):
    """Whether a program does little for a moment."""
    before = processor_seconds(server)
    time.sleep(seconds)
    return processor_seconds(server) - before < seconds / 10


class Nginx(Child):
    """A web server that says the same to everybody, without looking."""

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        work = Path(folder) / "nginx"
        work.mkdir()
        paths = "".join(
            f"{name}_temp_path {work}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (work / "nginx.conf").write_text(
            f"daemon off; pid {work}/pid; error_log stderr; worker_processes 2;"
            "events { worker_connections 4096; }"
            f"http {{ access_log off; keepalive_requests 1000000000; {paths}"
            f"server {{ listen 127.0.0.1:{self.port} backlog=4096; location / {{ return 303 /done; }} }} }}")
        super().__init__(
            [UNPACKED / "usr/sbin/nginx", "-e", "stderr", "-p", work, "-c", work / "nginx.conf"], folder, "nginx-server")
        wait_until(lambda: self.answers(), 10, "nginx answers")

    def answers(self):
        try:
            return request(self.url).status == 303
        except OSError:
            return False
