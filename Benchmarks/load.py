"""Who presses: wrk as fast as it goes, or a steady pace from a process of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path

from figures import percentile
from programs import Child

HERE = Path(__file__).resolve().parent


class Load:
    """What wrk saw."""

    def __init__(self, url, script, arguments, connections, seconds):
        text = subprocess.run(
            ["wrk", "--threads", "1", "--connections", str(connections), "--duration", str(seconds), "--latency",
             "--timeout", "10", "--script", HERE / script, url, "--", *map(str, arguments)],
            text=True, capture_output=True, timeout=seconds + 60, check=True).stdout
        self.per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        self.requests = int(re.search(r"(\d+) requests in", text)[1])
        value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
        self.p99 = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        self.errors = int(refused[1]) if refused else 0
        self.errors += sum(map(int, broken.groups())) if broken else 0


def pressed(url, asked, connections, seconds):
    """wrk pressing the buttons of all answer pages, one after the other; each press differs from the last."""
    return Load(url, "answers.lua", [asked.paths, *asked.choices], connections, seconds)


class Paced(Child):
    """Requests at a steady pace, in the background."""

    def __init__(self, folder, name, port, rate, seconds, requests):
        file = Path(folder) / f"{name}.json"
        file.write_text(json.dumps(requests))
        self.seconds = seconds
        super().__init__([sys.executable, HERE / "paced.py", port, rate, seconds, file], folder, name)

    def p99(self):
        """Waits for the end; fails if a request failed."""
        status = self.process.wait(self.seconds + 60)
        assert status == 0, self.text()
        said = json.loads(self.output.read_text())
        assert not said["errors"], f"{self.name}: {len(said['errors'])} failed: {said['errors'][:5]}"
        return percentile(said["milliseconds"], 0.99)


def presses(links, choices):
    """Answers for `Paced`: each person in turn, with another answer than before."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return [["POST", path, headers, f"s={choice}"] for choice in choices for path in links]


def logins(organization, people, password, count=2000):
    """Logins for `Paced`, of each person in turn and each from another address, as nginx would report it."""
    return [["POST", "/api/v1/session",
             {"Content-Type": "application/json", "X-Forwarded-For": f"10.9.{each // 250}.{each % 250 + 1}"},
             json.dumps({"organization": organization, "loginId": f"B{each % people + 1:06d}", "password": password})]
            for each in range(count)]
