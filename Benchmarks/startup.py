"""How soon it is there, and how soon its people are."""

import time

from figures import Figure, memory
from installation import Installation, PostgreSQL, SQLite, people_file
from world import FAST, MailCatcherOf


def start(folder, _size):
    """How soon a fresh server answers, and how much memory it holds while nothing happens."""
    with MailCatcherOf(folder) as mails:
        anpi = Installation(folder, SQLite(folder), mails, **FAST).prepare(people=12)
        taken = []
        for _ in range(5):
            begun = time.monotonic()
            anpi.start(interval=0.002)
            taken.append(time.monotonic() - begun)
            if len(taken) == 5:
                # What it prepares beside its first requests, and what it does each minute, is part of an idle server.
                anpi.sign_in()
                anpi.api("GET", "/regions?q=%E7%9F%B3%E5%B7%9D")
                time.sleep(65)
                resident = memory(anpi.server.process)[0]
            anpi.stop()
        yield Figure("start → first answered request", sorted(taken)[2] * 1000, "ms", most=200)
        yield Figure("memory of an idle server", resident / 1e6, "MB", most=60)


def imports(folder, _size):
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
