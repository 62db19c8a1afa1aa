"""Whoever's login or contacts are changed, and whoever changed them, reads of it in their own mailbox."""

import contextlib
import sqlite3

import pytest

from installation import PASSWORD, Installation, SQLite, address
from openid import Browser
from programs import MailCatcher, wait_until

STAFF = "yumi@miyashita.example"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An office with one client, and somebody of the office who has a mail address."""
    folder = tmp_path_factory.mktemp("notices")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails)
    first = anpi.prepare_office({"A000101": "宮下 由美"})
    second = anpi.hand_out("B000002")
    anpi.start().sign_in()
    Browser(anpi).settle("a0001", "A000101", first["A000101"], PASSWORD)
    Browser(anpi).settle(anpi.code, "B000002", second, PASSWORD)
    wait_until(lambda: mails.messages(address(2)), 30, "the new password was told")
    yield anpi, mails
    anpi.stop()
    anpi.close()
    mails.stop()


def signed_in(anpi, code, login):
    anpi.token = None
    anpi.token = anpi.api("POST", "/session", {"organization": code, "loginId": login, "password": PASSWORD})["token"]
    return anpi


def moved(anpi, mail):
    """Makes it the first mail address of whoever is in."""
    profile = anpi.api("GET", "/me/profile")["profile"]
    anpi.api("PUT", "/me/profile", profile | {
        "mail1": mail, "mailOrder": 1, "workRegion": "17-390", "home1Region": "17-390"})


def told(mails, to, words):
    wait_until(
        lambda: any(words in mail["text"] for mail in mails.messages(to, whole=True)), 30,
        lambda: f"{to} is told “{words}”: {[mail['text'] for mail in mails.messages(to, whole=True)]}")


def test_both_sides_of_a_reset_by_the_office_are_told(house):
    """R-004, R-115"""
    anpi, mails = house
    person = next(one["id"] for one in signed_in(anpi, "000002", "B000001").api("GET", "/people")["items"] if one["loginId"] == "B000002")
    moved(signed_in(anpi, "a0001", "A000101"), STAFF)
    client = anpi.api("GET", "/office/clients")["items"][0]["id"]
    account = f"/office/clients/{client}/accounts/{person}"
    with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=20)) as database, database:
        database.execute(
            "INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)"
            " SELECT tenant_id, id, x'00', 0, 0 FROM person WHERE id = ?", [person])
    asked = {"password": PASSWORD, "reason": "紛失"}
    anpi.api("POST", f"/office/clients/{client}/people/{person}/factor-reset", asked, 204)
    told(mails, address(2), "さん（A000101）によってすべて解除されました")
    told(mails, address(2), "理由：紛失")
    told(mails, STAFF, "さん（B000002）の2要素認証の設定")
    told(mails, STAFF, "理由：紛失")
    anpi.api("POST", account + "/unlock", status=204)
    told(mails, address(2), "事務所によって解除されました")
    anpi.api("POST", account + "/first-password", status=201)
    told(mails, address(2), "事務所によって仮パスワードが発行されました")
    for word in ("unlock", "temporaryPassword"):
        done = anpi.database.query(
            f"SELECT COUNT(*) FROM audit WHERE action = 'office.acted' AND reason LIKE '{word} %'", True)
        assert done == [(1,)], word
    assert anpi.run("audit", "verify")
    Browser(anpi).settle("000002", "B000002", signed_in(anpi, "000002", "B000001").hand_out("B000002"), PASSWORD)


def test_administrators_are_told_who_becomes_one_of_them(house):
    anpi, mails = house
    signed_in(anpi, "000002", "B000001")
    person = anpi.api("GET", "/people?loginId=B000003")["items"][0]["id"]
    for role, words in (("administrator", "(B000003): 管理者"), ("member", "(B000003): 一般")):
        anpi.api("PATCH", f"/people/{person}", {"role": role})
        for number in (1, 3):
            told(mails, address(number), words)


def test_contacts_that_change_are_told_of_where_they_were(house):
    anpi, mails = house
    moved(signed_in(anpi, "000002", "B000002"), "elsewhere@mail.example")
    told(mails, address(2), "連絡先（メールアドレスまたは電話番号）が変更されました")
    assert not mails.messages("elsewhere@mail.example")
