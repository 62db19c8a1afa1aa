"""Somebody of an office who is locked out is reset by two colleagues or the operator; a client's person by the office."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, SQLite
from openid import Browser
from programs import MailCatcher
from test_backup_codes import CODES, Person
from test_browser import Reader, browser  # noqa: F401 (a fixture)
from test_notices import moved, signed_in, told
from test_second_factor import shown


class Colleague(Person):
    """Somebody of an office: no choice, straight to the code (R-071)."""

    def __init__(self, anpi, login):
        super().__init__(anpi, login)
        self.code = "a0001"

    def start(self):
        self.cookies.clear()
        self.csrf = None
        return self.sign_in(self.code, self.login, PASSWORD).headers["Location"]


def mailbox(login):
    """Where somebody of the office reads mail."""
    return f"{login.lower()}@miyashita.example"


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resets")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails)
    first = anpi.prepare_office({"A000101": "宮下 由美", "A000102": "能登 太郎", "A000103": "輪島 次郎"})
    anpi.start().sign_in()
    for login, password in first.items():
        Browser(anpi).settle("a0001", login, password, PASSWORD)
    for login in first:
        moved(signed_in(anpi, "a0001", login), mailbox(login))
    anpi.sign_in()
    Browser(anpi).settle(anpi.code, "B000002", anpi.hand_out("B000002"), PASSWORD)
    anpi.run("office", "change", "A0001", "--second-factor", "yes")
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    # They have been there for longer than a week: newcomers are no second person.
    with sqlite3.connect(anpi.database.path, timeout=20) as store:
        store.execute("UPDATE person SET created_at = 0")
        store.execute("UPDATE credential SET issued_at = 0")
    store.close()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


@pytest.fixture
def office(anpi):
    """Three people of the office, each with an app."""
    people = [Colleague(anpi, login) for login in ("A000101", "A000102", "A000103")]
    for person in people:
        if person.start() != "/security/app":
            anpi.run("people", "reset-factors", "a0001", person.login, "--reason", "a new story begins")
            assert person.start() == "/security/app"
        person.set_up()
    return people


def colleague(browser, login):
    """The page of a colleague."""
    rows = browser.get("/office/colleagues").text.split("<tr")
    row = next(row for row in rows if login in row)
    return re.search(r'href="(/office/colleagues/\d+)"', row)[1]


def test_two_colleagues_clear_the_factors_of_a_third(anpi, office):
    """R-117"""
    yumi, taro, jiro = office
    page = colleague(taro, "A000101")
    assert "解除を申請する" in taro.get("/office/colleagues").text
    taro.get(page)
    assert taro.post(page, do="propose", reason="紛失", password="wrong").status == 422
    assert taro.post(page, do="propose", reason="紛失", password=PASSWORD).headers["Location"] == "/office/colleagues"
    assert taro.post(page, do="confirm", password=PASSWORD).status == 422, "never by one alone"
    assert yumi.start() == "/login/code", "nothing was cleared yet"
    jiro.get(page)
    assert jiro.post(page, do="confirm", password=PASSWORD).headers["Location"] == "/office/colleagues"
    assert yumi.start() == "/security/app"
    yumi.set_up()
    assert "紛失" in yumi.get("/security").text
    assert anpi.run("audit", "verify")


def test_all_three_read_of_it_and_the_sessions_of_the_one_who_is_cleared_end(anpi, office):
    """R-117: the one who is cleared hears of the proposal while it can still be stopped, and everybody of what was done."""
    yumi, taro, jiro = office
    page = colleague(taro, "A000101")
    taro.get(page)
    taro.post(page, do="propose", reason="水没", password=PASSWORD)
    told(anpi.mails, mailbox(yumi.login), "が、あなたの2要素認証の解除を申請しました")
    told(anpi.mails, mailbox(yumi.login), "理由：水没")
    assert yumi.get("/office/orgs").status == 200, "a proposal ends nothing"
    jiro.get(page)
    jiro.post(page, do="confirm", password=PASSWORD)
    told(anpi.mails, mailbox(yumi.login), "次のログインで、もう一度設定してください")
    for one in (taro, jiro):
        told(anpi.mails, mailbox(one.login), "あなたともう1人の操作で")
        assert one.get("/office/orgs").status == 200, "whoever acts stays in"
    assert yumi.get("/office/orgs").headers["Location"].startswith("/login"), "the session ended"


def test_the_operator_clears_them_where_no_two_are_left(anpi, office):
    """R-117"""
    yumi = office[0]
    refused = anpi.run("people", "reset-factors", "a0001", "A000999", "--reason", "by telephone", status=None)
    assert "no person" in refused
    anpi.run("people", "reset-factors", "a0001", "A000101", "--reason", "identified by telephone")
    assert yumi.get("/office/orgs").headers["Location"].startswith("/login"), "the session ended"
    assert yumi.start() == "/security/app"
    yumi.set_up()
    assert "identified by telephone" in yumi.get("/security").text


def test_the_office_lets_a_clients_person_in_once_or_clears_the_factors(anpi, office):
    """R-004, R-115"""
    taro = office[1]
    hanako = Person(anpi, "B000002")
    assert hanako.start() == "/security/app"
    hanako.set_up()
    accounts = re.search(r'href="(/office/orgs/\d+/accounts)"', taro.get("/office/orgs").text)[1]
    rows = taro.get(accounts).text.split("<tr")
    account = re.search(rf'href="({accounts}/\d+)"', next(row for row in rows if "B000002" in row))[1]
    assert f'href="{account}/reset"' in taro.get(account).text
    taro.get(account + "/reset")
    made = taro.post(account + "/reset", reason="忘れた", password=PASSWORD, how="bypass")
    code = re.search(r"<b>([A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){3})</b>", made.text)[1]
    assert hanako.start() == "/login/code"
    assert hanako.post("/login/recover", code=code).status == 422, "a form that was cut off clears nothing"
    used = hanako.post("/login/recover", code=code, use="clear")
    assert used.headers["Location"] == "/menu", "it lets in and clears nothing"
    assert "2要素認証設定初期化" in hanako.get("/menu").text
    assert hanako.start() == "/login/code"
    assert hanako.post("/login/recover", code=code, use="signIn").status == 422, "once"
    done = taro.post(account + "/reset", reason="機種変更", password=PASSWORD)
    assert done.headers["Location"] == account
    assert hanako.start() == "/security/app"
    hanako.set_up()
    assert code not in anpi.log()
    assert not CODES.findall(anpi.log())
    assert anpi.run("audit", "verify")


def test_the_pages_of_resets(anpi, browser, office):  # noqa: F811
    """R-110, R-111, R-190: looked at on a phone and on a screen."""
    hanako = Person(anpi, "B000002")
    anpi.run("people", "reset-factors", anpi.code, "B000002", "--reason", "a new story begins")
    hanako.start()
    hanako.set_up()
    taro, jiro = office[1], office[2]

    def sit_down(person):
        reader = Reader(browser, anpi, person.login)
        page = reader.page
        page.goto("/login")
        page.get_by_label("団体コード").fill(person.code)
        page.locator("#loginID").fill(person.login)
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="ログイン", exact=True).click()
        if person is hanako:
            page.get_by_role("button", name="すべての機能を利用する").click()
        # The code of this half minute was used for the set-up.
        page.get_by_label("6桁のコード").fill(shown(person.key, 30))
        page.get_by_role("button", name="認証する").click()
        expect(page).to_have_url(re.compile("/menu$"))
        return reader
    staff = sit_down(taro)
    staff.page.goto("/office/orgs")
    staff.page.get_by_role("link", name="事務所の方の2要素認証").click()
    staff.look("colleagues")
    staff.page.get_by_role("row").filter(has_text="A000101").get_by_role("link").click()
    staff.look("colleague-propose")
    staff.page.get_by_label("理由").fill("スマートフォンの紛失")
    staff.page.locator("#password").fill(PASSWORD)
    staff.page.get_by_role("button", name="申請する").click()
    expect(staff.page).to_have_url(re.compile("/office/colleagues$"))
    staff.look("colleagues-proposed")
    staff.close()
    second = sit_down(jiro)
    second.page.goto("/office/colleagues")
    second.page.get_by_role("row").filter(has_text="A000101").get_by_role("link").click()
    second.look("colleague-confirm")
    second.page.goto("/office/orgs")
    second.page.get_by_role("row").filter(has_text="000002").get_by_role("link", name="ログインID管理").click()
    second.page.get_by_role("row").filter(has_text="B000002").get_by_role("link").click()
    second.page.get_by_role("link", name="2要素認証設定解除").click()
    expect(second.page.locator("main")).to_contain_text("000002　事業所02")
    second.look("reset-client")
    second.page.get_by_label("理由").fill("スマートフォンを忘れた")
    second.page.locator("#password").fill(PASSWORD)
    second.page.get_by_role("button", name="1回だけのコードを発行").click()
    expect(second.page.locator(".big-st")).to_have_count(1)
    expect(second.page.locator("main")).to_contain_text("000002　事業所02")
    second.look("bypass")
    second.close()
    own = sit_down(hanako)
    own.page.goto("/menu")
    own.look("menu-with-reset")
    own.page.get_by_role("link", name="2要素認証設定初期化").click()
    own.look("reset-own")
    own.page.get_by_role("link", name="解除", exact=True).click()
    own.look("reset-own-password")
    own.page.locator("#password").fill(PASSWORD)
    own.page.get_by_role("button", name="解除").click()
    expect(own.page.locator("main")).to_contain_text("解除しました")
    own.look("reset-own-done")
    own.close()
