"""Gateways that do not work, and a database that somebody else holds: nobody waits for them, nobody is lost."""

import json
import re
import sqlite3

from installation import PASSWORD, address, request
from programs import MailCatcher, VoiceGateway, wait_until


def test_people_of_a_mail_domain_that_takes_nothing_are_called_at_once(make_installation, tmp_path):
    """R-173, R-188"""
    people = 12
    mails = MailCatcher(tmp_path, [{"at": "rcpt", "to": "*", "reply": "451 4.3.0 Not now"}])
    anpi = make_installation(mails).prepare(people=people, voice=True)
    gateway = VoiceGateway(tmp_path, anpi.run("keys", "callback").strip(), [
        {"to": "*", "outcome": "answer", "ring": 6, "listen": 4, "presses": "1"}], speed=2)  # long enough to look
    anpi.environment |= gateway.variables
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    broadcast = anpi.broadcast()

    def shown():
        return anpi.results(broadcast)["progress"]["mail"]
    wait_until(lambda: "domainShut" in shown()["waiting"] and shown()["waitsUntil"], 60, lambda: f"the wait is shown: {shown()}")

    def levels():
        return anpi.results(broadcast)["total"]["levels"]
    # The next contact's turn would come after five minutes.
    wait_until(lambda: levels()["answered"] == people, 90, lambda: f"all answered by telephone: {levels()}")
    assert mails.count() == 0
    shut = [json.loads(line) for line in anpi.log().splitlines() if "a way is shut" in line]
    assert len(shut) == 1 and shut[0]["level"] == "error", shut
    metrics = request(anpi.url + "/metrics").text
    assert 'anpi_ways_shut{channel="mail"} 1' in metrics, metrics
    anpi.stop()
    anpi.audit(broadcast)
    gateway.stop()
    mails.stop()


def test_nothing_is_handed_off_while_somebody_else_holds_the_database(make_installation, slow_mails):
    people = 200
    anpi = make_installation(slow_mails, ANPI_MAIL_CONNECTIONS="4").prepare(people=people)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    broadcast = anpi.broadcast()
    wait_until(lambda: slow_mails.count() >= 20, 60, "some mails left")
    thief = sqlite3.connect(anpi.database.path, isolation_level=None, timeout=30)
    thief.execute("BEGIN IMMEDIATE")
    refused = wait_until(lambda: (lambda said: said if said.status == 503 else None)(request(anpi.url + "/readyz")), 60,
                         "the server says that it is not ready")
    assert "nothing new is handed off" in refused.text, refused.text
    stored = slow_mails.count()
    assert stored < people
    assert request(anpi.url + "/healthz").status == 200
    thief.execute("ROLLBACK")
    thief.close()
    results = anpi.wait_until_asked(broadcast, people, 120)
    assert results["total"]["levels"]["handedOn"] == people, results["total"]
    wait_until(lambda: request(anpi.url + "/readyz").status == 200, 30, "the server is ready again")
    anpi.stop()
    # What ran when the database was taken was recorded when it was back: nobody got a second mail.
    assert slow_mails.count() == people
    assert "can be written again" in anpi.log() or "cannot be recorded" in anpi.log()
    anpi.audit(broadcast)


def test_a_code_leaves_while_a_slow_relay_holds_a_whole_broadcast(make_installation, tmp_path):
    """R-097: what somebody waits for at the login waits for no crowd, however slow the relay is."""
    mails = MailCatcher(tmp_path, [
        {"at": "end", "to": address(2), "delay": 0}, {"at": "end", "to": "p*@mail.example", "hang": True}])
    people = 60
    anpi = make_installation(mails, ANPI_MAIL_CONNECTIONS="4", ANPI_HAND_OFF_DEADLINE="60s").prepare(people=people)
    first = anpi.hand_out("B000002")
    anpi.start().sign_in()
    words = {"kind": "safetyCheck", "isDrill": True, "subject": "訓練", "body": "訓練です。"}
    broadcast = anpi.api("POST", "/broadcasts", {"targets": [{"kind": "everyone"}], **words}, 201)["id"]
    anpi.api("POST", f"/broadcasts/{broadcast}/send", {"confirm": people}, 202)
    wait_until(lambda: mails.json("/counts")["offered"] >= 3, 30, "every connection for others is held")
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    anpi.token = None
    step = anpi.api("POST", "/session", {"organization": anpi.code, "loginId": "B000002", "password": first})
    step = anpi.api("POST", "/session/password", {
        "pendingToken": step["pendingToken"], "newPassword": PASSWORD, "confirmation": PASSWORD})
    step = anpi.api("POST", "/session/choice", {"pendingToken": step["pendingToken"], "scope": "full"})
    grant = {"pendingToken": step["pendingToken"], "kind": "mail"}
    anpi.api("POST", "/session/code/send", {**grant, "address": address(2)})

    def code():
        return next(
            (found[1] for mail in mails.messages(address(2), whole=True)
             if (found := re.search(r"ワンタイムパスワード：(\d{6})", mail["text"]))), None)
    digits = wait_until(code, 20, "the code arrived")
    anpi.api("POST", "/session/code/factor", {**grant, "code": digits})
    # Still nobody else's mail is through.
    assert {mail["to"][0] for mail in mails.messages()} == {address(2)}
    anpi.kill()
    mails.stop()
