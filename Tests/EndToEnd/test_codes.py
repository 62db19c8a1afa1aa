"""Codes by mail, short message and call, and passkeys: set at the first login, shown at the next, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import expect, sync_playwright

from installation import PASSWORD, Installation, SQLite
from programs import MailCatcher, VoiceGateway, wait_until
from test_browser import Reader

NUMBER = "+819011112234"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    """One organization that asks for a second factor, with mail, short messages and calls."""
    folder = tmp_path_factory.mktemp("codes")
    mails = MailCatcher(folder, [{"at": "rcpt", "to": "gone@*", "reply": "550 5.1.1 no such user"}])
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=8, voice=True)
    gateway = VoiceGateway(folder, anpi.run("keys", "callback").strip(), [{"to": "*", "outcome": "answer"}])
    anpi.environment |= gateway.variables
    anpi.gateway = gateway
    anpi.first = {f"B00000{number}": anpi.hand_out(f"B00000{number}") for number in range(2, 9)}
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    anpi.start()
    yield anpi
    anpi.stop()
    anpi.close()
    gateway.stop()
    mails.stop()


class Person(Reader):
    """Somebody of an organization that asks for a second factor."""

    def choose_all(self):
        self.page.wait_for_url(re.compile("/login/scope"))
        self.page.get_by_role("button", name="すべての機能").first.click()

    def begin(self):
        """The first login, up to the set-up of a factor."""
        self.sign_in(self.anpi.first[self.login])
        self.page.locator("#newPassword").fill(PASSWORD)
        expect(self.page.locator(".gauge")).not_to_have_attribute("data-level", "0")
        self.page.locator("#confirmation").fill(PASSWORD)
        self.page.get_by_role("button", name="登録する").click()
        self.choose_all()
        self.page.wait_for_url(re.compile("/security/"))

    def keep_codes(self):
        """The backup codes, where the installation makes any."""
        if "/backup" in self.page.url:
            self.page.get_by_role("checkbox").check()
            self.page.get_by_role("button", name=re.compile("メインメニューへ|続ける")).click()

    def again(self):
        """The next login, up to the factor."""
        self.page.goto("/logout")
        self.page.get_by_role("button", name="ログアウトする").click()
        self.sign_in(PASSWORD)
        self.choose_all()
        self.page.wait_for_url(re.compile("/login/(code|passkey|mail|phone)"))

    def arrived(self):
        self.page.goto("/menu")
        expect(self.page).to_have_url(re.compile("/menu$"))


@pytest.fixture
def sit_down(browser, anpi):
    people = []

    def sit_down(login):
        people.append(Person(browser, anpi, login))
        return people[-1]
    yield sit_down
    for person in people:
        person.context.close()


def newest_code(anpi, to):
    def found():
        for mail in anpi.mails.messages(to, whole=True):
            code = re.search(r"ワンタイムパスワード：(\d{6})", mail["text"])
            if code:
                return code[1], mail
        return None
    return wait_until(found, 15, f"a code for {to}")


def test_a_mail_code_is_set_at_the_first_login_and_asked_for_at_the_next(anpi, sit_down):
    """R-097 to R-100, R-105"""
    person = sit_down("B000002")
    page = person.page
    person.begin()
    page.get_by_role("link", name="メールでコードを受け取る").click()
    person.look("mail-set-up")
    page.get_by_label("メールアドレス").fill("hanako@own.example")
    page.get_by_role("button", name="メール送信").click()
    code, mail = newest_code(anpi, "hanako@own.example")
    assert mail["subject"] == "二要素認証ワンタイムパスワード 青海精機 安否確認", mail["subject"]
    assert re.search(r"有効期限：20\d\d/\d\d/\d\d \d\d:\d\d", mail["text"]), mail["text"]
    assert "心当たりがない場合は、直ちにパスワードを変更してください" in mail["text"]
    expect(page.locator("#code")).to_be_visible()
    wait_until(lambda: page.reload() and "メールサーバーに渡しました" in page.locator("main").inner_text(), 15,
               "the page says that the relay has it")
    assert "h•••@own.example" in page.locator("main").inner_text()
    person.look("mail-sent")
    wrong = "000000" if code != "000000" else "111111"
    page.locator("#code").fill(wrong)
    page.get_by_role("button", name="登録する").click()
    expect(page.locator("main")).to_contain_text("入力されたコードが一致しません")
    expect(page.locator("#errors")).to_be_focused()
    person.look("mail-wrong")
    # Full-width digits and spaces are read all the same.
    page.locator("#code").fill("".join(chr(ord(digit) + 0xFEE0) for digit in code[:3]) + " " + code[3:])
    page.get_by_role("button", name="登録する").click()
    person.look("mail-backup-codes")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="続けてスマホアプリの登録も行う場合はこちらから").click()
    page.wait_for_url(re.compile("/security/app$"))
    expect(page.locator("main")).to_contain_text("認証アプリ")
    person.arrived()
    count = len(anpi.mails.messages("hanako@own.example"))
    page.goto("/logout")
    page.get_by_role("button", name="ログアウトする").click()
    person.sign_in(PASSWORD)
    person.choose_all()
    page.wait_for_url(re.compile("/login/"))
    page.goto("/login/mail")
    assert len(anpi.mails.messages("hanako@own.example")) == count, "no mail leaves until it is asked for"
    page.get_by_role("button", name="メール送信").click()
    expect(page.locator("main")).to_contain_text("あと")  # One a minute.
    person.look("mail-wait")


def test_a_refused_address_is_said_to_be_refused(anpi, sit_down):
    person = sit_down("B000003")
    page = person.page
    person.begin()
    page.get_by_role("link", name="メールでコードを受け取る").click()
    page.get_by_label("メールアドレス").fill("gone@own.example")
    # Chromium refuses to load a page again while it is leaving it.
    with page.expect_navigation():
        page.get_by_role("button", name="メール送信").click()
    wait_until(lambda: page.reload() and "送れませんでした" in page.locator("main").inner_text(), 20,
               "the page says that the address was refused")
    expect(page.locator("#code")).to_have_count(0)
    expect(page.get_by_role("button", name="もう一度メールで送る")).to_be_visible()
    person.look("mail-refused")
    page.get_by_role("button", name="キャンセル").click()
    page.wait_for_url(re.compile("/login$"))


def test_a_phone_gets_its_code_by_message(anpi, sit_down):
    """R-104"""
    person = sit_down("B000004")
    page = person.page
    person.begin()
    page.get_by_role("link", name="電話でコードを受け取る").click()
    person.look("phone-set-up")
    page.locator("#number").fill("12")
    page.get_by_role("button", name="SMSで受け取る").click()
    expect(page.locator("#errors")).to_be_visible()
    page.locator("#number").fill("090-1111-2234")
    page.get_by_role("button", name="SMSで受け取る").click()

    def text():
        found = anpi.gateway.json("/messages.json?to=%2B819011112234")["messages"]
        return found and re.search(r"確認コード：(\d{6})", found[0]["body"])
    code = wait_until(text, 15, "a short message")[1]
    expect(page.locator("#code")).to_be_visible()
    page.reload()
    assert "•••34" in page.locator("main").inner_text()
    assert "819011112234" not in page.locator("main").inner_text()
    person.look("phone-sent")
    page.locator("#code").fill(code)
    page.get_by_role("button", name="登録する").click()
    person.keep_codes()
    person.arrived()


def test_a_call_says_the_code_digit_by_digit_and_twice(anpi, sit_down):
    """R-104"""
    person = sit_down("B000005")
    page = person.page
    person.begin()
    page.get_by_role("link", name="電話でコードを受け取る").click()
    page.locator("#number").fill("09055556666")
    page.get_by_role("button", name="音声通話で受け取る").click()

    def spoken():
        calls = anpi.gateway.json("/calls.json?to=%2B819055556666")["calls"]
        return calls and "".join(line["text"] for line in calls[0]["spoken"])
    said = wait_until(spoken, 15, "a call")
    digits = re.findall(r"((?:\d、){5}\d)", said)
    assert len(digits) == 2 and digits[0] == digits[1], said
    expect(page.locator("#code")).to_be_visible()
    page.reload()
    page.locator("#code").fill(digits[0].replace("、", ""))
    page.get_by_role("button", name="登録する").click()
    person.keep_codes()
    person.arrived()


def test_no_code_is_in_the_database_or_the_log(anpi):
    codes = {found[1] for mail in anpi.mails.messages(whole=True)
             if (found := re.search(r"ワンタイムパスワード：(\d{6})", mail["text"]))}
    assert codes
    bodies = anpi.query("SELECT body, sealed_body FROM service_mail WHERE purpose = 'code'")
    assert bodies and all(body == ("", None) for body in bodies), bodies
    log = anpi.server.text()
    for code in codes:
        assert not re.search(rf"(?<!\d){code}(?!\d)", log), "a code stands in the log"
