"""The volume of the database goes away in the middle of a broadcast, and comes back: nothing leaves the house meanwhile,
what was on its way is recorded afterwards, nobody is lost and nobody is asked twice."""

import contextlib
import errno
import json
import sqlite3
import time

import pytest

from faults import Faults
from installation import address, request
from programs import Tool, wait_until


@pytest.mark.parametrize(("error", "reads", "drill"), [
    pytest.param(errno.EIO, True, False, id="gone"), pytest.param(errno.EIO, True, True, id="gone-in-a-drill"),
    pytest.param(errno.EIO, False, False, id="unwritable"), pytest.param(errno.EROFS, False, False, id="read-only"),
    pytest.param(errno.ENOSPC, False, False, id="full")])
def test_while_the_volume_is_lost_nothing_leaves_the_house(make_installation, slow_mails, tmp_path, error, reads, drill):
    people = 150
    anpi = make_installation(slow_mails, ANPI_MAIL_CONNECTIONS="4").prepare(people=people)
    faults = Faults(tmp_path, anpi.database.path.parent)
    anpi.start(**faults.variables).sign_in().obey_bulletins()
    if drill:
        words = {"kind": "safetyCheck", "isDrill": True, "subject": "訓練", "body": "訓練です。"}
        broadcast = anpi.api("POST", "/broadcasts", {"targets": [{"kind": "everyone"}], **words}, 201)["id"]
        anpi.api("POST", f"/broadcasts/{broadcast}/send", {"confirm": people}, 202)
    else:
        anpi.hand_in()
        broadcast = anpi.broadcast()
    wait_until(lambda: slow_mails.count() >= 20, 60, "some mails left")
    link = slow_mails.link(address(next(number for number in range(1, people + 1) if slow_mails.messages(address(number)))))

    # The officer's last operation was two minutes ago: the next one is noted.
    with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=20)) as store, store:
        assert store.execute("UPDATE session SET seen_at = seen_at - 120000").rowcount > 0
    faults.set(error=error, reads=reads)
    refused = wait_until(
        lambda: (lambda said: said if said.status == 503 else None)(request(anpi.url + "/readyz")), 30,
        "the server says that it is not ready")
    assert "nothing new is handed off" in refused.text, refused.text
    assert request(anpi.url + "/healthz").status == 200
    assert request(link, form={"s": "safe"}).status >= 500, "an answer that cannot be kept is not confirmed"
    if not reads:
        assert anpi.results(broadcast)["total"]["people"] == people, "whoever only looks is not sent away"
    # What was on its way arrives; then nothing moves, for longer than a lease.
    last = [-1, 0.0]

    def is_still():
        count = slow_mails.count()
        if count != last[0]:
            last[:] = count, time.monotonic()
        return time.monotonic() - last[1] > 6
    wait_until(is_still, 60, "the last hand-off has ended")
    assert last[0] < people

    faults.set()
    def levels():
        return anpi.results(broadcast)["total"]["levels"]
    # What the relay had said is not forgotten: not even a drill shows anybody as unclear.
    wait_until(lambda: levels()["handedOn"] == people, 120, lambda: f"all were handed on: {levels()}")
    wait_until(lambda: request(anpi.url + "/readyz").status == 200, 30, "the server is ready again")
    assert request(link, form={"s": "safe"}).status == 303
    anpi.stop()
    assert slow_mails.count() == people, "nobody got a second mail"
    said = [json.loads(line)["event"] for line in anpi.log().splitlines() if line.startswith("{")]
    assert any("nothing new is handed off" in event or "nothing is handed off" in event for event in said), set(said)
    anpi.audit(broadcast)
    assert anpi.query("PRAGMA integrity_check") == [("ok",)]


def test_a_full_disk_is_seen_in_a_quiet_hour(make_installation, mails, tmp_path):
    """Nobody is asked, so nothing but the look of each minute writes anything."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/alive").write_text("ok")
    watchdog = Tool("page-server.py", tmp_path, "--folder", tmp_path / "pages")
    try:
        anpi = make_installation(
            mails, ANPI_HEARTBEAT_URL=f"http://localhost:{watchdog.ports['http']}/alive").prepare(people=3)
        faults = Faults(tmp_path, anpi.database.path.parent)
        anpi.start(**faults.variables)

        def signs():
            return len(watchdog.json("/requests?path=/alive&count=1")["requests"])
        wait_until(lambda: signs() == 1, 10, "the first look")
        assert request(anpi.url + "/readyz").status == 200
        faults.set(error=errno.ENOSPC, reads=False)
        refused = wait_until(
            lambda: (lambda said: said if said.status == 503 else None)(request(anpi.url + "/readyz")), 90,
            "the server says that it is not ready")
        assert "the database takes nothing" in refused.text, refused.text
        assert 'anpi_stuck{finding="notWritable"} 1' in request(anpi.url + "/metrics").text
        faults.set()
        wait_until(lambda: request(anpi.url + "/readyz").status == 200, 30, "the server is ready again")
        said = [json.loads(line)["event"] for line in anpi.log().splitlines() if line.startswith("{")]
        assert said.count("the store takes nothing") == 1 and said.count("the store takes rows again") == 1, said
        anpi.stop()
    finally:
        watchdog.stop()
