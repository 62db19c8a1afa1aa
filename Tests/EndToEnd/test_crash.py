"""The server dies at every boundary of its work and in between; nobody is lost, and what comes twice was in doubt."""

import pytest

from crashes import FAILPOINTS, Cluster, Siege
from installation import Installation, PostgreSQL, SQLite
from programs import ANPI, MailCatcher, VoiceGateway


@pytest.fixture
def besiege(tmp_path, pytestconfig):
    """Besieges an installation whose relay and telephones take a little time, so that something is always under way."""
    mails = MailCatcher(tmp_path, [{"at": "end", "to": "*", "delay": 0.02}])
    tools = [mails]

    def start(make, seed):
        anpi = make(mails)
        anpi.run("keys", "init", anpi.key_file)
        gateway = VoiceGateway(tmp_path, anpi.run("keys", "callback").strip(), [
            # These are taken, and we are hung up on without a word.
            {"to": "*[135]01", "outcome": "accept-and-drop", "ring": 1, "listen": 1},
            # These press a key.
            {"to": "*[24]01", "outcome": "answer", "ring": 1, "listen": 1, "presses": "1"},
            {"to": "*", "outcome": "answer", "ring": 1, "listen": 1},
        ], speed=2)
        tools.append(gateway)
        return Siege(anpi, mails, gateway, pytestconfig.getoption("--crash-people"), seed).prepare()
    yield start
    for tool in tools:
        tool.stop()


@pytest.mark.parametrize(("kind", "seed"), [("sqlite", 20240101), ("postgresql", 20110311)])
def test_wherever_it_dies_nobody_is_lost(besiege, tmp_path, capsys, pytestconfig, kind, seed):
    cluster = Cluster() if kind == "postgresql" else None
    siege = None
    try:
        siege = besiege(
            lambda mails: Installation(tmp_path, PostgreSQL(cluster.owner) if cluster else SQLite(tmp_path), mails), seed)
        siege.anpi.kill()
        # A mail about what was set up may be under way.
        siege.note("once it was made ready")
        siege.die_everywhere(pytestconfig.getoption("--crash-kills"))
        if cluster:
            siege.lose(cluster)
        else:
            siege.anpi.start()
        siege.finish()
        assert len(siege.rows) >= len(FAILPOINTS) >= 54
        found = siege.check()
        with capsys.disabled():
            print("\n" + siege.table(kind, *found))
    finally:
        if siege:
            siege.anpi.kill()
        if cluster:
            cluster.remove()


def test_this_build_can_be_told_to_die():
    """That a released one cannot is a rule for the source (HouseRuleTests), and `make bench` looks at each that it makes."""
    assert b"ANPI_FAILPOINT" in ANPI.read_bytes()
