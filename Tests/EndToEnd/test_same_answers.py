"""Whoever guesses at logins learns nothing from the answers, and no lock of a login keeps anybody from saying "I am safe"."""

import contextlib
import re
import sqlite3

import pytest

from installation import PASSWORD, address, request
from openid import Browser

ACCOUNTS = {  # What was typed, by why it lets nobody in.
    "unknown organization": ("nowhere", "B000002", PASSWORD),
    "unknown ID": ("seikai", "B999999", PASSWORD),
    "wrong password": ("seikai", "B000002", "not the password"),
    "a hundred wrong ones": ("seikai", "B000003", PASSWORD),
    "codes are locked, and a wrong password": ("seikai", "B000004", "not the password"),
    "has left": ("seikai", "B000005", PASSWORD),
    "the first password ran out": ("seikai", "B000006", None),
    "never had a password": ("seikai", "B000007", PASSWORD),
}


@pytest.fixture
def anpi(make_installation, mails):
    """People in each state, at an organization that asked them for their safety and uses second factors."""
    anpi = make_installation(mails).prepare(people=9)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    anpi.wait_until_asked(anpi.broadcast(), 9, 30)
    for login in ("B000002", "B000003", "B000004", "B000005"):
        Browser(anpi).settle(anpi.code, login, anpi.hand_out(login), PASSWORD)
    anpi.expired = anpi.hand_out("B000006")
    anpi.stop()
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    with contextlib.closing(sqlite3.connect(anpi.database.path)) as database, database:
        def person(login):
            return database.execute("SELECT tenant_id, id FROM person WHERE login_id = ?", (login,)).fetchone()
        database.execute("UPDATE credential SET consecutive_failures = 100 WHERE tenant_id = ? AND person_id = ?",
                         person("B000003"))
        for login in ("B000003", "B000004"):
            for kind in ("app", "mail", "phone", "passkey", "backup", "all"):
                database.execute(
                    "INSERT INTO factor_lock (tenant_id, person_id, kind, failures, failed_in_a_row, locked_until,"
                    " window_start, changed_at) VALUES (?, ?, ?, 0, 100, 9999999999999, 0, 0)", (*person(login), kind))
        database.execute("UPDATE person SET employment = 'left' WHERE tenant_id = ? AND id = ?", person("B000005"))
        database.execute("UPDATE credential SET expires_at = 1 WHERE tenant_id = ? AND person_id = ?",
                         person("B000006"))
    return anpi.start()


def said(anpi, code, login, password):
    """Both answers, byte for byte, but for what is different each time and what was typed."""
    answers = [
        request(anpi.url + "/login", form={"organization": code, "loginID": login, "password": password}),
        request(anpi.url + "/api/v1/session", "POST",
                {"organization": code, "loginId": login, "password": password}),
    ]
    whole = []
    for answer in answers:
        headers = sorted(f"{name.lower()}: {value}" for name, value in answer.headers.items()
                         if name.lower() not in ("date", "content-length", "x-request-id", "request-id"))
        text = answer.text.replace(f'value="{code}"', 'value="CODE"').replace(f'value="{login}"', 'value="ID"')
        text = re.sub(r'(name="csrf" value=|nonce=)"[^"]*"', r'\1""', text)
        whole.append("\n".join([str(answer.status), *headers, text]))
    return whole


def test_every_refusal_is_the_same_bytes(anpi):
    """Page and API: the same status, headers and bytes for every reason; and the same wait for whoever exists or not."""
    answers = {why: said(anpi, code, login, password or anpi.expired)
               for why, (code, login, password) in ACCOUNTS.items()}
    page, api = answers["unknown organization"]
    assert page.startswith("422\n") and api.startswith("401\n") and "loginRefused" in api
    for why, (other_page, other_api) in answers.items():
        assert other_page == page, why
        assert other_api == api, why
    waits = []
    for login in ("B000008", "B888888"):
        for _ in range(5):
            request(anpi.url + "/api/v1/session", "POST",
                    {"organization": "seikai", "loginId": login, "password": "x"})
        waits.append(said(anpi, "seikai", login, "x"))
        assert waits[-1][0].startswith("429\n") and waits[-1][1].startswith("429\n"), waits[-1]
    assert waits[0] == waits[1]


def test_who_is_locked_everywhere_answers_by_the_link(anpi, mails):
    """R-107, R-125: stopped after a hundred wrong passwords, every factor and the backup codes locked."""
    refused = request(anpi.url + "/api/v1/session", "POST",
                      {"organization": "seikai", "loginId": "B000003", "password": PASSWORD})
    assert refused.status == 401
    link = mails.link(address(3))
    form = request(link)
    assert form.status == 200
    value = re.search(r'name="s" value="([^"]+)"', form.text).group(1)
    assert request(link, "POST", form={"s": value}).status in (200, 303)
    rows = anpi.query("SELECT COUNT(*) FROM answer")
    assert rows[0][0] == 1, rows
