"""Calls: whoever picks up answers with a key, and who cannot be reached is called again and has a named reason."""

import pytest

from programs import VoiceGateway, wait_until

PEOPLE = 8


@pytest.fixture
def anpi(make_installation, mails, tmp_path):
    anpi = make_installation(mails).prepare(people=PEOPLE, voice=True)
    # Numbers are 0901, six digits of the person's number, and 1. The second one is always busy.
    gateway = VoiceGateway(tmp_path, anpi.run("keys", "callback").strip(), [
        {"to": "*00021", "outcome": "busy"},
        {"to": "*00031", "outcome": "answer", "ring": 2, "listen": 2, "presses": "3"},
        {"to": "*", "outcome": "answer", "ring": 2, "listen": 2, "presses": "1"},
    ])
    anpi.environment |= gateway.variables
    anpi.start().sign_in()
    anpi.api("PATCH", "/settings", {"slotInterval": 1, "voiceRetryInterval": 1})
    anpi.obey_bulletins()
    anpi.gateway = gateway
    yield anpi
    anpi.kill()
    gateway.stop()


def test_people_answer_by_telephone(anpi):
    anpi.hand_in()
    broadcast = anpi.broadcast()

    def levels():
        return anpi.results(broadcast)["total"]["levels"]
    wait_until(lambda: levels()["answered"] == PEOPLE - 1, 60, lambda: f"all but one answered: {levels()}")
    statuses = anpi.results(broadcast)["total"]["statuses"]
    assert statuses["safe"] == PEOPLE - 2 and len(statuses) == 2, statuses

    people = {each["loginId"]: each for each in anpi.api("GET", f"/broadcasts/{broadcast}/recipients")["items"]}
    busy = people["B000002"]
    assert busy["level"] == "handedOn", "the mail has left all the same"

    def calls():
        attempts = anpi.api("GET", f"/broadcasts/{broadcast}/recipients/{busy['personId']}")["attempts"]
        return [each["state"] for each in attempts if each["channel"] == "voice"]
    wait_until(
        lambda: calls() == ["noAnswer", "noAnswer"], 30, lambda: f"the busy number was called twice: {calls()}")
    numbers = [call["to"] for call in anpi.gateway.json("/calls.json")["calls"]]
    assert sorted(numbers.count(number) for number in set(numbers)) == [1] * (PEOPLE - 1) + [2], numbers
    anpi.stop()
    anpi.audit(broadcast)


def test_a_call_that_nobody_signed_changes_nothing(anpi, tmp_path):
    anpi.kill()
    anpi.gateway.stop()
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    gateway = VoiceGateway(stranger, "k" * 64, [{"to": "*", "outcome": "answer", "presses": "1"}])
    anpi.environment |= gateway.variables
    anpi.start().sign_in()
    anpi.hand_in()
    broadcast = anpi.broadcast()
    wait_until(
        lambda: gateway.json("/counts")["callbacks"] >= PEOPLE * 4, 60, lambda: f"everybody pressed a key: {gateway.json('/counts')}")
    assert anpi.results(broadcast)["total"]["levels"]["answered"] == 0
    gateway.stop()
