"""Programs that the tests start: each is a child of this process and is ended by its process id."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# The benchmarks drive the release build with the same code.
ANPI = REPOSITORY / ".build" / os.environ.get("BUILD", "debug") / "anpi"
# Subjects of mails that only tell somebody what happened to their login or who saw their contacts.
NOTICES = "ログイン設定のお知らせ|About your login|連絡先の閲覧のお知らせ|Your contacts were looked at"


def wait_until(condition, seconds, what, interval=0.05):
    """Returns the first true value of `condition`; fails with `what` if there is none in time."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(interval)


class Child:
    """A running program; what it prints goes to files, so that no pipe fills up."""

    def __init__(self, command, folder, name, environment=None):
        self.name = name
        self.output = Path(folder) / f"{name}.out"
        self.errors = Path(folder) / f"{name}.err"
        # The kernel ends it when this process dies, however that happens.
        with open(self.output, "ab") as output, open(self.errors, "ab") as errors:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *map(str, command)], stdin=subprocess.DEVNULL, stdout=output,
                stderr=errors, env=environment, cwd=REPOSITORY)

    def text(self):
        """Everything it has printed so far."""
        return self.output.read_text(errors="replace") + self.errors.read_text(errors="replace")

    def fail_if_ended(self):
        if self.process.poll() is not None:
            raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.text()[-3000:]}")

    def stop(self, seconds=30):
        """Asks it to end (SIGTERM) and returns its status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not end within {seconds} s of SIGTERM:\n{self.text()[-3000:]}")

    def kill(self):
        """Ends it as a power cut would (SIGKILL)."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)


class Tool(Child):
    """A program of Tools/ that says `ready name=port …`."""

    def __init__(self, name, folder, *arguments):
        super().__init__(["/usr/bin/python3", REPOSITORY / "Tools" / name, *arguments], folder, name)
        self.ports = {key: int(port) for key, port in re.findall(r"(\w+)=(\d+)", self.ready())}

    def ready(self):
        def line():
            self.fail_if_ended()
            text = self.output.read_text()
            return text if text.endswith("\n") else None
        return wait_until(line, 20, f"{self.name} is ready")

    def json(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['http']}{path}", timeout=20) as response:
            return json.load(response)


class MailCatcher(Tool):
    """Takes every mail and delivers none."""

    def __init__(self, folder, rules=()):
        folder = Path(folder)
        behaviour = folder / "relay.json"
        behaviour.write_text(json.dumps({"rules": list(rules)}))
        super().__init__("mail-catcher.py", folder, "--folder", folder / "mails", "--behaviour", behaviour)

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.ports['smtp']}"

    def count(self):
        """Mails but notices."""
        return len(self.messages(notices=False))

    def messages(self, to="", whole=False, notices=True):
        """Newest first; on demand without notices."""
        found = self.json(f"/messages?to={to}&limit=10000&whole={int(whole)}")["messages"]
        return [mail for mail in found if notices or not re.search(NOTICES, mail["subject"])]

    def link(self, to, seconds=30):
        """The answer link in the newest mail to an address."""
        def found():
            for mail in self.messages(to, whole=True):
                link = re.search(r"http://localhost:\d+/r/[a-z0-9]+", mail["text"])
                if link:
                    return link[0]
            return None
        return wait_until(found, seconds, f"a mail with a link to {to}")


class VoiceGateway(Tool):
    """Places no real calls: people pick up and press what the rules say."""

    TOKEN = "voice-token-of-the-tests"

    def __init__(self, folder, callback_key, rules=(), speed=20):
        folder = Path(folder)
        config = folder / "gateway.json"
        config.write_text(json.dumps(
            {"account": "anpi", "token": self.TOKEN, "callbackKey": callback_key, "rules": list(rules)}))
        self.token_file = folder / "voice-token"
        self.token_file.write_text(self.TOKEN)
        super().__init__("voice-gateway.py", folder, "--config", config, "--speed", speed)

    @property
    def variables(self):
        address = f"http://localhost:{self.ports['http']}"
        return {"ANPI_VOICE_GATEWAY": address, "ANPI_SMS_GATEWAY": address, "ANPI_VOICE_ACCOUNT": "anpi",
                "ANPI_VOICE_TOKEN_FILE": str(self.token_file)}
