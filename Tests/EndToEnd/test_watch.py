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
        # What was over is open again, held by nobody, and more than was counted.
        assert {name for name, count in found.items() if count} == {"heldByNobody", "lostAttempt"}, found
        assert signs() == 1, "silence is the alarm"
        assert "something is stuck" in anpi.log()
    finally:
        watchdog.stop()


def test_a_lost_attempt_and_a_dead_drop_folder_silence_the_sign_of_life(make_installation, slow_mails, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/alive").write_text("ok")
    watchdog = Tool("page-server.py", tmp_path, "--folder", tmp_path / "pages")
    try:
        anpi = make_installation(
            slow_mails, ANPI_HEARTBEAT_URL=f"http://localhost:{watchdog.ports['http']}/alive").prepare(people=3)
        anpi.start().sign_in().obey_bulletins()

        def signs():
            return len(watchdog.json("/requests?path=/alive&count=1")["requests"])
        assert signs() == 1
        anpi.hand_in()
        anpi.wait_until_asked(anpi.broadcast(), 3, 30)
        anpi.stop()
        with contextlib.closing(sqlite3.connect(anpi.database.path)) as database, database:
            # Somebody restored half of a table: the person counts as on the way, and nothing is.
            database.execute("UPDATE recipient SET open_attempts = 1, end_reason = NULL")
        anpi.start()
        found = wait_until(lambda: stuck(anpi), 10, "it has looked")
        assert {name: count for name, count in found.items() if count} == {"lostAttempt": 3}, found
        assert signs() == 1, "silence is the alarm"
        assert "anpi_drop_folder_stuck_seconds 0" in request(anpi.url + "/metrics").text
        anpi.bulletins.rename(tmp_path / "elsewhere")
        wait_until(
            lambda: re.search(r"anpi_drop_folder_stuck_seconds [1-9]", request(anpi.url + "/metrics").text), 20,
            "the folder is known to be gone")
        anpi.stop()
    finally:
        watchdog.stop()


def test_one_organization_whose_results_cannot_be_written_is_an_alarm(make_installation, slow_mails):
    """There is no other one that could go on: nothing of what is due leaves, and the server says so."""
    anpi = make_installation(slow_mails, ANPI_MAIL_CONNECTIONS="1").prepare(people=40)
    anpi.start().sign_in().obey_bulletins()
    assert request(anpi.url + "/readyz").status == 200
    anpi.hand_in()
    broadcast = anpi.broadcast()
    wait_until(lambda: slow_mails.count() > 2, 30, "the sending has begun")

    def refusal():
        with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=20)) as database, database:
            # No program knows this lane: what is said of these mails cannot be written, while others still wait.
            database.execute("UPDATE attempt SET lane = lane + 90 WHERE state = 'handingOff' AND lane < 90")
        said = request(anpi.url + "/readyz")
        return said if said.status == 503 else None
    refused = wait_until(
        refusal, 60, lambda: f"the server says that it is not ready: {request(anpi.url + '/metrics').text[:2000]}")
    assert "results of every organization that has something due" in refused.text, refused.text
    assert "anpi_held_up 1" in request(anpi.url + "/metrics").text
    with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=20)) as database, database:
        database.execute("UPDATE attempt SET lane = lane - 90 WHERE lane >= 90")
    wait_until(lambda: request(anpi.url + "/readyz").status == 200, 60, "the server is ready again")
    anpi.wait_until_asked(broadcast, 40, 120)
    anpi.audit(broadcast)
    anpi.stop()
