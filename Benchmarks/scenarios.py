"""What is measured. Each scenario drives the real program from outside and yields figures."""

import base64
import re
import sqlite3
import subprocess
import time
from dataclasses import asdict, dataclass

import limits
from installation import Installation, PostgreSQL, SQLite, people_file, request
from programs import MailCatcher, wait_until

FAST = {"ANPI_LOG_LEVEL": "info", "ANPI_MAIL_CONNECTIONS": "10", "ANPI_LEASE": "60s"}
CHOICE = re.compile(r'name="s" value="([^"]+)"')


@dataclass
class Figure:
    """One number, and what it is held against: a limit measured in the same run, or a bound that is promised."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    limit_name: str = ""
    #: The least ratio to the limit that is promised.
    least: float | None = None
    #: The most that the value itself may be.
    most: float | None = None

    @property
    def ratio(self):
        return self.value / self.limit if self.limit else None

    @property
    def holds(self):
        ratio_holds = self.least is None or self.ratio >= self.least
        return ratio_holds and (self.most is None or self.value <= self.most)

    def row(self):
        return asdict(self) | {"ratio": self.ratio, "holds": self.holds}


def memory(process):
    """Resident bytes, and the most there ever were."""
    status = open(f"/proc/{process.pid}/status").read()
    return tuple(int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024 for name in ("VmRSS", "VmHWM"))


def processor_seconds(process):
    """User and system time of a process, in seconds."""
    fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def handed_on(anpi):
    """Mails that the relay has taken, as the server's own metrics say."""
    text = request(anpi.url + "/metrics").text
    return sum(
        int(float(value)) for value in re.findall(r'anpi_hand_offs_total\{[^}]*"accepted"[^}]*\} ([\d.e+]+)', text))


def asked_by_a_bulletin(anpi, people, seconds):
    """Drops the bulletin; returns the instants of its drop, of the first and of the last mail."""
    dropped = time.monotonic()
    anpi.hand_in()
    first = None

    def count():
        nonlocal first
        done = handed_on(anpi)
        if done and first is None:
            first = time.monotonic()
        return done >= people
    wait_until(count, seconds, lambda: f"{people} mails left: {handed_on(anpi)}")
    return dropped, first, time.monotonic()


def start(folder, _people):
    """How soon a fresh server answers, and how much memory it holds while nothing happens."""
    with MailCatcherOf(folder) as mails:
        anpi = Installation(folder, SQLite(folder), mails, **FAST).prepare(people=12)
        taken = []
        for _ in range(5):
            begun = time.monotonic()
            anpi.start(interval=0.002)
            taken.append(time.monotonic() - begun)
            resident = memory(anpi.server.process)[0]
            anpi.stop()
        yield Figure("start → first answered request", sorted(taken)[2] * 1000, "ms", most=200)
        yield Figure("memory of an idle server", resident / 1e6, "MB", most=60)


def imports(folder, _people):
    """A file of 100,000 people, on both engines."""
    for database in (SQLite(folder), PostgreSQL()):
        own = folder / type(database).__name__
        own.mkdir()
        with MailCatcherOf(own) as mails:
            anpi = Installation(own, database, mails, **FAST)
            anpi.run("keys", "init", anpi.key_file)
            anpi.run("migrate")
            anpi.run("tenant", "create", "seikai", "青海精機")
            file = own / "people.csv"
            file.write_text(people_file(100_000), encoding="utf-8")
            begun = time.monotonic()
            anpi.run("people", "import", "seikai", file, "--create-departments")
            yield Figure(
                f"import of 100,000 people, {type(database).__name__}", time.monotonic() - begun, "s", most=30)
            anpi.close()


def mail(folder, people):
    """A bulletin asks everybody by mail; every attempt is durable before and after its hand-off."""
    message = one_message(folder)
    sink = limits.Sink(folder)
    limit = limits.mails_per_second(sink, message, 100_000, 10)
    anpi = Installation(folder, SQLite(folder), sink, **FAST).prepare(people=people)
    anpi.start().sign_in().obey_bulletins()
    before = processor_seconds(anpi.server.process)
    dropped, first, last = asked_by_a_bulletin(anpi, people, 600)
    spent = processor_seconds(anpi.server.process) - before
    most = memory(anpi.server.process)[1]
    limit = (limit + limits.mails_per_second(sink, message, 100_000, 10)) / 2
    source = "smtp-source -d, 10 connections"
    yield Figure(f"mail to {people:,} people, bulletin → last mail", people / (last - dropped), "/s", limit, source, 0.4)
    yield Figure("the same, first mail → last mail", people / (last - first), "/s", limit, source)
    yield Figure("bulletin in the folder → first mail", (first - dropped) * 1000, "ms", most=1000)
    yield Figure("processor time per recipient", spent / people * 1e6, "µs")
    yield Figure("most memory while sending", most / 1e6, "MB", most=300)
    broadcast = anpi.broadcast()
    begun = time.monotonic()
    anpi.results(broadcast)
    yield Figure("results of all of them", (time.monotonic() - begun) * 1000, "ms", most=300)
    anpi.stop()
    begun = time.monotonic()
    anpi.audit(broadcast)
    yield Figure("anpi audit dispatch, 0 differences", time.monotonic() - begun, "s")
    sink.kill()


def answers(folder, people):
    """People press the buttons of their pages, all at once; every answer is durable before it is confirmed."""
    people = min(people, 20_000)
    dump = folder / "mails"
    sink = limits.Sink(folder, dump=dump)
    anpi = Installation(folder, SQLite(folder), sink, **FAST).prepare(people=people)
    anpi.start().sign_in().obey_bulletins()
    asked_by_a_bulletin(anpi, people, 300)
    paths = folder / "paths"
    links = links_in(dump)
    assert len(links) == people, f"{len(links)} links in the mails to {people} people"
    paths.write_text("\n".join(links) + "\n")
    page = request(anpi.url + links[0])
    choices = CHOICE.findall(page.text)[:2]
    yield Figure("answer page, everything included", len(page.body) / 1024, "KiB", most=10)

    nginx = limits.Nginx(folder)
    try:
        for connections in (64, 512):
            limit = limits.answers_per_second(nginx.url, paths, choices, connections, 5)
            load = limits.answers_per_second(
                anpi.url.replace("localhost", "127.0.0.1"), paths, choices, connections, 10)
            rows = limits.rows_per_second(folder, connections)
            assert load.errors == 0, f"{load.errors} of {load.requests} answers failed at {connections} connections"
            # Each thread of the load goes through all people in turn.
            assert load.requests >= 2 * people, f"{load.requests} answers do not reach all of {people} people"
            name = f"durable answers, {connections} connections"
            yield Figure(name, load.per_second, "/s", limit.per_second, "nginx, a constant", 0.3)
            yield Figure(name, load.per_second, "/s", rows, f"SQLite rows, {connections} a commit", 0.4)
            yield Figure(f"{name}, p99", load.p99, "ms", limit.p99, "nginx", most=50 if connections == 512 else None)
    finally:
        nginx.stop()
    broadcast = anpi.broadcast()
    # Not even the last confirmed answer may be lost with the process.
    anpi.server.kill()
    with sqlite3.connect(anpi.database.path) as store:
        kept = store.execute(
            "SELECT count(DISTINCT person_id) FROM answer WHERE broadcast_id = ?", [broadcast]).fetchone()[0]
    assert kept == people, f"all of {people} people were told that their answer was kept, and {kept} were"
    sink.kill()


def one_message(folder):
    """A mail as this program writes it, for smtp-source to repeat."""
    own = folder / "sample"
    own.mkdir()
    with MailCatcherOf(own) as mails:
        anpi = Installation(own, SQLite(own), mails, **FAST).prepare(people=1)
        anpi.start().sign_in().obey_bulletins()
        asked_by_a_bulletin(anpi, 1, 30)
        anpi.stop()
    found = [each for each in (own / "mails").rglob("*") if each.is_file()]
    assert len(found) == 1, found
    return found[0]


def links_in(dump):
    """The paths of the answer pages in a sink's dump of plain base64 mails, in some order without repeats."""
    found = set()
    for mail in dump.read_text(errors="replace").split("X-Client-Addr:")[1:]:
        text = base64.b64decode(mail.split("\n\n", 1)[1]).decode()
        found.update(re.findall(r"http://localhost:\d+(/r/[a-z0-9]+)", text))
    return sorted(found)


class MailCatcherOf:
    """A mail catcher that ends with its block."""

    def __init__(self, folder):
        self.catcher = MailCatcher(folder)

    def __enter__(self):
        return self.catcher

    def __exit__(self, *_):
        self.catcher.stop()


ALL = {each.__name__: each for each in (start, imports, mail, answers)}
