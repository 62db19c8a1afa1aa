"""What is left of logins when the server is killed: tries stay counted, and whoever was at a step goes on there."""

import pytest

from installation import PASSWORD


def log_in(anpi, login, password, status):
    return anpi.api("POST", "/session", {
        "organization": anpi.code, "loginId": login, "password": password}, status)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_tries_stay_counted_and_a_login_goes_on(make_installation, mails, kind):
    anpi = make_installation(mails, kind).prepare(people=3)
    first = anpi.hand_out("B000002")
    anpi.start()
    for _ in range(4):
        assert log_in(anpi, "B000003", "guess", 401)["code"] == "loginRefused"
    # Nothing after this waits for the disk.
    pending = log_in(anpi, "B000002", first, 200)
    assert pending["result"] == "passwordChangeRequired"
    anpi.kill()

    anpi.start()
    assert log_in(anpi, "B000003", "guess", 401)["code"] == "loginRefused", "the fifth"
    assert log_in(anpi, "B000003", "guess", 429)["code"] == "wait", "four of five were counted before the kill"
    done = anpi.api("POST", "/session/password", {
        "pendingToken": pending["pendingToken"], "newPassword": PASSWORD, "confirmation": PASSWORD})
    assert done["result"] == "signedIn"
    anpi.kill()

    anpi.start().token = done["token"]
    assert anpi.api("GET", "/session")["person"]["loginId"] == "B000002"
    anpi.stop()
    assert anpi.query("SELECT COUNT(*) FROM audit WHERE action = 'login' AND result <> 'refused'")[0][0] == 1
