"""The real program on an empty SQLite store, with one organization and an administrator who is logged in."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "shiroi neko ga 3biki iru"


class APIServer:
    """Runs `anpi serve` in a folder of its own until it is stopped."""

    def __init__(self, folder: pathlib.Path):
        self.binary = os.environ.get("ANPI_BINARY", str(ROOT / ".build/debug/anpi"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.folder = folder
        self.environment = dict(
            os.environ,
            ANPI_DATABASE=f"sqlite:{folder}/anpi.db",
            ANPI_KEY_FILE=f"{folder}/keys",
            ANPI_LISTEN=str(self.port),
            ANPI_PUBLIC_URL=self.url,
            ANPI_LOG_LEVEL="warning",
        )
        self.process = None

    def run(self, *arguments: str) -> str:
        """Runs one command to its end and gives what it printed."""
        done = subprocess.run(
            [self.binary, *arguments], env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        self.run("keys", "init", f"{self.folder}/keys")
        self.run("migrate")
        self.run("tenant", "create", "seikai", "Seikai", "--voice")
        people = self.folder / "people.csv"
        people.write_text(
            "login_id,name,role\r\nB000001,Administrator,administrator\r\nB000002,Member,member\r\n", encoding="utf-8"
        )
        self.run("people", "import", "seikai", str(people))
        # While it serves, the store belongs to the server.
        printed = self.run("people", "first-password", "seikai", "B000001")
        self.first_password = next(word for word in printed.split() if word.count("-") == 5)
        self.log = open(self.folder / "serve.log", "w", encoding="utf-8")
        self.process = subprocess.Popen([self.binary, "serve"], env=self.environment, stdout=self.log, stderr=self.log)
        end = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2).read()
                return
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None and time.monotonic() < end, self.said()
                time.sleep(0.05)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(timeout=30) == 0, self.said()
        finally:
            self.process.kill()
            self.log.close()

    def said(self) -> str:
        return (self.folder / "serve.log").read_text(encoding="utf-8")[-4000:]

    def call(self, method: str, path: str, body: object = None, token: str | None = None) -> dict:
        """Calls the API; what is not a success fails."""
        request = urllib.request.Request(f"{self.url}/api/v1{path}", method=method)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        with urllib.request.urlopen(request, timeout=30) as response:
            text = response.read()
        return json.loads(text) if text else {}

    def wait_until(self, holds, seconds: float = 60) -> None:
        """Returns when it holds; fails after some time."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, self.said()
            time.sleep(0.2)

    def log_in(self) -> str:
        """The administrator's session, from the first password on."""
        login = {"organization": "seikai", "loginId": "B000001", "password": self.first_password}
        pending = self.call("POST", "/session", login)["pendingToken"]
        choice = {"pendingToken": pending, "newPassword": PASSWORD, "confirmation": PASSWORD}
        return self.call("POST", "/session/password", choice)["token"]
