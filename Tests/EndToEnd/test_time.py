"""Somebody sets the machine's clock while people are being asked, or the machine was off for a day."""

import time

import pytest

from faults import Faults
from programs import VoiceGateway, wait_until

HOUR, DAY = 3600, 86400
PEOPLE = 4


@pytest.fixture
def anpi(make_installation, mails, tmp_path):
    """Everybody has a mail address and a telephone, which is busy."""
    anpi = make_installation(mails, ANPI_CALL_REPORT_TIME="3s").prepare(people=PEOPLE, voice=1)
    anpi.gateway = VoiceGateway(tmp_path, anpi.run("keys", "callback").strip(), [{"to": "*", "outcome": "busy"}])
    anpi.environment |= anpi.gateway.variables
    anpi.faults = Faults(tmp_path, tmp_path / "nothing")
    anpi.start(**anpi.faults.variables).sign_in().obey_bulletins()
    yield anpi
    anpi.kill()
    anpi.gateway.stop()


def calls(anpi):
    return len(anpi.gateway.json("/calls.json?limit=1000")["calls"])


def events(anpi, words):
    return [line for line in anpi.log().splitlines() if words in line]


def test_setting_the_clock_moves_no_message(anpi, mails):
    """R-176, R-187"""
    pause = 4
    jumps = [HOUR, -HOUR, DAY, -DAY, -1]
    anpi.api("PATCH", "/settings", {
        "slotInterval": pause, "voiceRetryInterval": pause, "voiceRetries": len(jumps) - 1, "giveUpTime": 600})
    anpi.hand_in()
    broadcast = anpi.broadcast()
    wait_until(lambda: mails.count() == PEOPLE, 30, "everybody got a mail")
    for number, jump in enumerate(jumps):
        begun = time.monotonic()
        anpi.faults.set(seconds=jump)
        time.sleep(pause / 4)
        assert calls(anpi) == PEOPLE * number, f"nobody is called before the time: {jump}"
        wait_until(lambda: calls(anpi) == PEOPLE * (number + 1), 30, lambda: f"all are called after {jump}: {calls(anpi)}")
        assert time.monotonic() - begun > pause / 2
    # Nothing is under way any more: the clock as it was set is taken over.
    wait_until(lambda: events(anpi, "its time is taken over"), 30, "the time is taken over")
    assert len(events(anpi, "goes on by elapsed time")) >= 1
    assert calls(anpi) == PEOPLE * len(jumps) and mails.count() == PEOPLE
    assert anpi.results(broadcast)["total"]["levels"]["handedOn"] == PEOPLE
    anpi.stop()
    anpi.audit(broadcast)


@pytest.mark.parametrize(("off", "expected"), [(23 * HOUR, 1), (25 * HOUR, 0)])
def test_after_a_day_off_each_person_is_called_once_and_after_the_give_up_time_nobody(anpi, mails, off, expected):
    anpi.api("PATCH", "/settings", {"slotInterval": 3600, "voiceRetries": 3, "giveUpTime": DAY})
    anpi.hand_in()
    broadcast = anpi.broadcast()
    wait_until(lambda: mails.count() == PEOPLE, 30, "everybody got a mail")
    wait_until(
        lambda: anpi.query("SELECT COUNT(*) FROM attempt WHERE channel = 'voice' AND state = 'planned'") == [(PEOPLE,)], 30,
        "the calls are planned")
    anpi.stop()
    anpi.faults.set(seconds=off)
    anpi.start(**anpi.faults.variables)
    wait_until(
        lambda: anpi.query(
            "SELECT COUNT(*) FROM attempt WHERE channel = 'voice' AND step = 1 AND state IN ('noAnswer', 'expired')") ==
        [(PEOPLE,)], 60, lambda: f"the first calls are over: {anpi.query('SELECT channel, state, COUNT(*) FROM attempt GROUP BY 1, 2')}")
    assert calls(anpi) == PEOPLE * expected
    assert mails.count() == PEOPLE, "no second mail"
    anpi.stop()
    anpi.audit(broadcast)
