"""What the scenarios share: an installation with people, a bulletin that asks them, the links in their mails."""

import base64
import os
import re
import sqlite3
import time
from dataclasses import dataclass

import limits
from crashes import OPEN
from installation import Installation, SQLite, request
from programs import MailCatcher, wait_until

FAST = {"ANPI_LOG_LEVEL": "info", "ANPI_API_LIMIT": "none", "ANPI_MAIL_CONNECTIONS": "10", "ANPI_LEASE": "60s"}
CHOICE = re.compile(r'name="s" value="([^"]+)"')
# A million people are imported by one command.
Installation.patience = 1800


@dataclass
class Size:
    """How much is measured."""

    #: People of a broadcast.
    people: int
    #: People, or rows, where a million is what is promised.
    many: int
    #: Open attempts that the auditor looks over.
    rows: int
    #: Runs of which the median counts, at the largest size.
    runs: int


class MailCatcherOf:
    """A mail catcher that ends with its block."""

    def __init__(self, folder):
        self.catcher = MailCatcher(folder)

    def __enter__(self):
        return self.catcher

    def __exit__(self, *_):
        self.catcher.stop()


def handed_on(anpi):
    """Mails that the relay has taken, as the server's own metrics say."""
    text = request(anpi.url + "/metrics").text
    return sum(
        int(float(value)) for value in re.findall(r'anpi_hand_offs_total\{[^}]*"accepted"[^}]*\} ([\d.e+]+)', text))


def quiet(anpi):
    """Waits until nothing is on its way: signing in sends notices. Returns how many mails have left."""
    def still_open():
        with sqlite3.connect(anpi.database.path, timeout=20) as store:
            return store.execute(f"SELECT COUNT(*) FROM attempt WHERE state IN {OPEN}").fetchone()[0]
    wait_until(lambda: not still_open(), 60, lambda: f"{still_open()} messages are open")
    return handed_on(anpi)


def asked_by_a_bulletin(anpi, people, seconds):
    """Drops the bulletin; returns the instants of its drop, of the first and of the last mail."""
    before = quiet(anpi)
    dropped = time.monotonic()
    anpi.hand_in()
    first = None

    def count():
        nonlocal first
        done = handed_on(anpi) - before
        if done and first is None:
            first = time.monotonic()
        return done >= people
    wait_until(count, seconds, lambda: f"{people} mails left: {handed_on(anpi) - before}")
    return dropped, first, time.monotonic()


def one_message(folder):
    """A mail as this program writes it, for smtp-source to repeat."""
    own = folder / "sample"
    own.mkdir()
    with MailCatcherOf(own) as mails:
        anpi = Installation(own, SQLite(own), mails, **FAST).prepare(people=1)
        anpi.start().sign_in().obey_bulletins()
        quiet(anpi)
        notices = {each for each in (own / "mails").rglob("*") if each.is_file()}
        asked_by_a_bulletin(anpi, 1, 30)
        anpi.stop()
    found = [each for each in (own / "mails").rglob("*") if each.is_file() and each not in notices]
    assert len(found) == 1, found
    return found[0]


def paths_in(mail):
    """The paths of answer pages in a sink's copy of one plain base64 mail."""
    text = base64.b64decode(mail.split("\n\n", 1)[1]).decode()
    return re.findall(r"http://localhost:\d+(/r/[a-z0-9]+)", text)


def same_password(path):
    """Everybody gets the password that somebody of the same organization has: a stored hash names nobody."""
    with sqlite3.connect(path, timeout=20) as store:
        store.execute(
            """INSERT OR REPLACE INTO credential
               (tenant_id, person_id, state, hash, temporary_hash, expires_at, consecutive_failures, changed_at)
               SELECT p.tenant_id, p.id, c.state, c.hash, NULL, NULL, 0, c.changed_at
               FROM person p JOIN credential c ON c.tenant_id = p.tenant_id AND c.hash IS NOT NULL""")
    settle(path)


def settle(path):
    """Moves what was written beside the server into the database, so that the server need not while it is measured."""
    with sqlite3.connect(path, timeout=60) as store:
        busy = store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    store.close()
    assert not busy, "the journal is in use"
    os.sync()


class Asked:
    """An installation whose people were asked by mail, with the paths of all their answer pages."""

    def __init__(self, folder, people, **variables):
        dump = folder / "mails"
        self.sink = limits.Sink(folder, dump=dump)
        self.anpi = Installation(folder, SQLite(folder), self.sink, **FAST, **variables).prepare(people=people)
        self.anpi.start().sign_in().obey_bulletins()
        asked_by_a_bulletin(self.anpi, people, 300)
        self.broadcast = self.anpi.broadcast()
        mails = dump.read_text(errors="replace").split("X-Client-Addr:")[1:]
        self.links = sorted({path for mail in mails for path in paths_in(mail)})
        assert len(self.links) == people, f"{len(self.links)} links in the mails to {people} people"
        self.paths = folder / "paths"
        self.paths.write_text("\n".join(self.links) + "\n")
        self.page = request(self.anpi.url + self.links[0])
        self.choices = CHOICE.findall(self.page.text)[:2]

    @property
    def url(self):
        """Loads are made to one address: `localhost` has two."""
        return self.anpi.url.replace("localhost", "127.0.0.1")
