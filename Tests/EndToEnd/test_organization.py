"""What an operator agrees with an organization holds at once for its people (R-008, R-018)."""

from installation import PASSWORD, request


def test_where_a_second_factor_is_asked_for_nobody_without_one_gets_in(make_installation, mails):
    anpi = make_installation(mails).prepare(people=3)
    anpi.start().sign_in()
    anpi.stop()
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    anpi.start()
    login = {"organization": anpi.code, "loginId": "B000001", "password": PASSWORD}
    refused = request(anpi.url + "/api/v1/session", "POST", login)
    assert refused.status == 403 and "secondFactorRequired" in refused.text, refused.text
    # Whether the password was right is not told before the factor is.
    wrong = request(anpi.url + "/api/v1/session", "POST", login | {"password": "not-the-password"})
    assert wrong.status == 401, wrong.text
    anpi.stop()
    anpi.run("tenant", "change", anpi.code, "--second-factor", "no", "--name", "青海精機工業")
    anpi.start().sign_in()
    assert anpi.api("GET", "/organization")["name"] == "青海精機工業"
    said = anpi.run("tenant", "change", anpi.code, "--voice", "perhaps", status=2)
    assert "--voice takes yes or no" in said, said
