"""What this machine can do at best: each limit is measured in the same run as the figure that is held against it."""

import getpass
import socket
import subprocess
import time
from pathlib import Path

from installation import free_port, request
from postfix import UNPACKED, environment
from programs import Child, wait_until

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
