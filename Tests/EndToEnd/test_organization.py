"""What an operator agrees with an organization holds at once for its people (R-008, R-018)."""

from installation import PASSWORD, request
from programs import wait_until


def test_where_a_second_factor_is_asked_for_nobody_without_one_gets_in(make_installation, mails):
    anpi = make_installation(mails).prepare(people=3)
    anpi.start().sign_in()
    anpi.stop()
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    anpi.start()
    login = {"organization": anpi.code, "loginId": "B000001", "password": PASSWORD}
    asked = request(anpi.url + "/api/v1/session", "POST", login)
    assert asked.status == 200 and '"result":"choice"' in asked.text.replace(" ", ""), asked.text
    assert "personId" not in asked.text, asked.text
    # Whether the password was right is not told before the factor is.
    wrong = request(anpi.url + "/api/v1/session", "POST", login | {"password": "not-the-password"})
    assert wrong.status == 401, wrong.text
    anpi.stop()
    anpi.run("tenant", "change", anpi.code, "--second-factor", "no", "--name", "青海精機工業")
    anpi.start().sign_in()
    assert anpi.api("GET", "/organization")["name"] == "青海精機工業"
    said = anpi.run("tenant", "change", anpi.code, "--voice", "perhaps", status=2)
    assert "--voice takes yes or no" in said, said


def test_what_an_organization_may_send_in_a_time_is_agreed_with_it_and_kept_at_once(make_installation, mails):
    people = 30
    anpi = make_installation(mails, ANPI_MAIL_TENANT_LIMIT="100/1m").prepare(people=people)
    anpi.start().sign_in().obey_bulletins()

    def limits():
        return {one["channel"]: (one["limit"], one["isOwn"]) for one in anpi.api("GET", "/organization")["limits"]}
    assert limits() == {"mail": ("100/1m", False), "voice": (None, False)}
    said = anpi.run("tenant", "change", anpi.code, "--mail-limit", "often", status=2)
    assert "--mail-limit takes a rate" in said, said
    anpi.run("tenant", "change", anpi.code, "--mail-limit", "10/1h", "--voice-limit", "none")
    assert limits() == {"mail": ("10/1h", True), "voice": (None, True)}
    anpi.hand_in()
    broadcast = anpi.broadcast()

    def waiting():
        return anpi.results(broadcast)["progress"]["mail"]["waiting"]
    wait_until(lambda: waiting() == {"limitOfTenant": people - 10}, 30, lambda: f"the wait is shown: {waiting()}")
    # The relay's last word may still be on its way.
    wait_until(lambda: mails.count() >= 10, 30, lambda: f"{mails.count()} mails came")
    assert mails.count() == 10
    anpi.run("tenant", "change", anpi.code, "--mail-limit", "standard")
    assert limits()["mail"] == ("100/1m", False)
    anpi.stop()
    anpi.audit(broadcast)
