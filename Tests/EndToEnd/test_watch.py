"""What is stuck is seen from outside: by the metrics, by the log, and by a watchdog that hears nothing any more."""

import contextlib
import re
import sqlite3

from installation import request
from programs import Tool, wait_until


def stuck(anpi):
    """What the last look found, or None before the first."""
    found = dict(re.findall(r'anpi_stuck\{finding="(\w+)"\} (\d+)', request(anpi.url + "/metrics").text))
    return {name: int(count) for name, count in found.items()} or None


def test_a_row_that_is_stuck_silences_the_sign_of_life(make_installation, mails, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/alive").write_text("ok")
    watchdog = Tool("page-server.py", tmp_path, "--folder", tmp_path / "pages")
    try:
        anpi = make_installation(
            mails, ANPI_HEARTBEAT_URL=f"http://localhost:{watchdog.ports['http']}/alive").prepare(people=3)
        anpi.start().sign_in().obey_bulletins()

        def signs():
            return len(watchdog.json("/requests?path=/alive&count=1")["requests"])
        assert signs() == 1
        assert set(stuck(anpi).values()) == {0}
        anpi.hand_in()
        anpi.wait_until_asked(anpi.broadcast(), 3, 30)
        anpi.stop()
        with contextlib.closing(sqlite3.connect(anpi.database.path)) as database, database:
            database.execute(
                "UPDATE attempt SET state = 'handingOff' WHERE person_id = (SELECT MIN(person_id) FROM attempt)")
        anpi.start()
        found = wait_until(lambda: stuck(anpi), 10, "it has looked")
        assert {name for name, count in found.items() if count} == {"heldByNobody"}, found
        assert signs() == 1, "silence is the alarm"
        assert "something is stuck" in anpi.log()
    finally:
        watchdog.stop()
