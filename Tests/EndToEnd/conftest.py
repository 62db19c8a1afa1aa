"""What the end-to-end tests stand on: the real binary, real SMTP, a real database. Loopback only."""

import pytest

from installation import Installation, PostgreSQL, SQLite
from programs import ANPI, MailCatcher


def pytest_addoption(parser):
    parser.addoption("--crash-people", type=int, default=100, help="people of the crash matrix, a tenth with a telephone")
    parser.addoption("--crash-kills", type=int, default=5, help="deaths at random instants, on each engine")


def pytest_sessionstart(session):
    assert ANPI.is_file(), f"{ANPI} is missing: run scripts/build first"


@pytest.fixture
def mails(tmp_path):
    """A mail server that delivers nothing, as fast as it can."""
    catcher = MailCatcher(tmp_path)
    yield catcher
    catcher.stop()


@pytest.fixture
def slow_mails(tmp_path):
    """A mail server that thinks about each mail, so that something can happen in the middle of a broadcast."""
    catcher = MailCatcher(tmp_path, [{"at": "end", "to": "*", "delay": 0.1}])
    yield catcher
    catcher.stop()


@pytest.fixture
def make_installation(tmp_path):
    """Makes installations on SQLite or PostgreSQL, and takes them away again."""
    made = []

    def make(mails, kind="sqlite", **variables):
        database = SQLite(tmp_path) if kind == "sqlite" else PostgreSQL()
        made.append(Installation(tmp_path, database, mails, **variables))
        return made[-1]
    yield make
    for installation in made:
        installation.close()
