"""What this machine can do at best: each limit is measured in the same run as the figure that is held against it."""

import getpass
import os
import re
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

from installation import free_port, request
from programs import REPOSITORY, Child, wait_until

UNPACKED = REPOSITORY / ".build/bench/programs"


def environment():
    """Postfix keeps its libraries in a folder of its own."""
    return os.environ | {"LD_LIBRARY_PATH": str(UNPACKED / "usr/lib/postfix")}


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


class Load:
    """What wrk saw."""

    def __init__(self, text):
        self.per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        self.requests = int(re.search(r"(\d+) requests in", text)[1])
        value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
        self.p99 = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        self.errors = int(refused[1]) if refused else 0
        self.errors += sum(map(int, broken.groups())) if broken else 0


def answers_per_second(url, paths, answers, connections, seconds):
    """wrk pressing the buttons of the answer pages in a file, one after the other; each press differs from the last."""
    said = subprocess.run(
        ["wrk", "--threads", "1", "--connections", str(connections), "--duration", str(seconds), "--latency",
         "--script", REPOSITORY / "Benchmarks/answers.lua", url, "--", paths, *answers],
        text=True, capture_output=True, timeout=seconds + 60, check=True).stdout
    return Load(said)


def rows_per_second(folder, group, seconds=3):
    """Rows like an answer's, written straight to SQLite, `group` of them in each durable transaction."""
    store = sqlite3.connect(Path(folder) / f"rows{group}.db", isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute(
        "CREATE TABLE answer (tenant_id INTEGER, broadcast_id INTEGER, person_id INTEGER, seq INTEGER, at INTEGER,"
        " status TEXT, comment TEXT, PRIMARY KEY (tenant_id, broadcast_id, person_id, seq)) WITHOUT ROWID")
    begun, rows = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        store.execute("BEGIN IMMEDIATE")
        store.executemany(
            "INSERT INTO answer VALUES (1, 2, ?, ?, 1700000000000000, 'safe', '')",
            [((rows + each) * 7919 % 20011, rows + each) for each in range(group)])
        store.execute("COMMIT")
        rows += group
    store.close()
    return rows / (time.monotonic() - begun)
