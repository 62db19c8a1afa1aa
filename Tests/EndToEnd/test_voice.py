"""Calls: whoever picks up answers with a key, and who cannot be reached is called again and has a named reason."""

import pytest

from installation import address, request
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
    """R-173 to R-178, R-185"""
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


def use_another_gateway(anpi, folder, rules, key="k" * 64, speed=20):
    """Starts anew beside a gateway whose reports nobody believes unless it has the right key."""
    anpi.stop()
    anpi.gateway.stop()
    folder.mkdir()
    anpi.gateway = VoiceGateway(folder, key, rules, speed)
    anpi.environment |= anpi.gateway.variables | {"ANPI_CALL_REPORT_TIME": "2s"}
    anpi.start().sign_in()


def calls_of(anpi, broadcast, login):
    people = {each["loginId"]: each for each in anpi.api("GET", f"/broadcasts/{broadcast}/recipients")["items"]}
    if login not in people:
        return []
    timeline = anpi.api("GET", f"/broadcasts/{broadcast}/recipients/{people[login]['personId']}")
    return [each["state"] for each in timeline["attempts"] if each["channel"] == "voice"]


def test_the_gateway_is_asked_about_calls_of_which_no_word_comes(anpi, tmp_path):
    use_another_gateway(anpi, tmp_path / "silent", [
        # It took the call and hung up on us; it hung up on us and took nothing; it took the call and rings.
        {"to": "*00011", "outcome": "accept-and-drop", "ring": 1, "listen": 1},
        {"to": "*00021", "outcome": "drop", "times": 1},
        {"to": "*00031", "outcome": "busy"},
        {"to": "*", "outcome": "answer", "ring": 1, "listen": 1},
    ])
    anpi.api("PATCH", "/settings", {"voiceRetries": 0})
    anpi.hand_in()
    broadcast = anpi.broadcast()
    wanted = {f"B00000{number}": ["noAnswer" if number == 3 else "completed"] for number in range(1, PEOPLE + 1)}

    def states():
        return {login: calls_of(anpi, broadcast, login) for login in wanted}
    wait_until(lambda: states() == wanted, 60, lambda: f"the gateway was asked about every call: {states()}", 0.5)
    numbers = [call["to"] for call in anpi.gateway.json("/calls.json")["calls"]]
    assert len(numbers) == len(set(numbers)) == PEOPLE, "nobody was called twice"
    anpi.stop()
    anpi.audit(broadcast)


def test_a_telephone_stops_ringing_when_its_person_has_answered_by_the_link(anpi, mails, tmp_path):
    """R-185"""
    use_another_gateway(
        anpi, tmp_path / "patient", [{"to": "*", "outcome": "answer", "ring": 300}],
        key=anpi.run("keys", "callback").strip(), speed=1)
    anpi.hand_in()
    broadcast = anpi.broadcast()

    def ringing():
        return {call["to"]: call["status"] for call in anpi.gateway.json("/calls.json")["calls"]}
    wait_until(lambda: list(ringing().values()) == ["ringing"] * PEOPLE, 30, lambda: f"all ring: {ringing()}")
    assert request(mails.link(address(3)), form={"s": "safe"}).status == 303
    wait_until(lambda: "canceled" in ringing().values(), 30, lambda: f"one is silent: {ringing()}")
    wait_until(lambda: calls_of(anpi, broadcast, "B000003") == ["noAnswer"], 10, "the call has ended")
    assert sorted(ringing().values()) == ["canceled"] + ["ringing"] * (PEOPLE - 1)
    people = anpi.api("GET", f"/broadcasts/{broadcast}/recipients")["items"]
    assert {each["loginId"]: each["level"] for each in people}["B000003"] == "answered"
    assert next(to for to, status in ringing().items() if status == "canceled").endswith("00031")
