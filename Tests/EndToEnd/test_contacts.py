"""A contact is tried before it counts: real mail, a real browser with and without script."""

import re

import pytest
from playwright.sync_api import expect

from installation import Installation, SQLite
from programs import MailCatcher, wait_until
from test_browser import browser, sit_down  # noqa: F401

GONE, NEW = "gone@mail.example", "hanako@mail.example"


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contacts")
    mails = MailCatcher(folder, [{"at": "rcpt", "to": "gone@*", "reply": "550 5.1.1 no such user"}])
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=4, voice=True)
    anpi.mails = mails
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


def link(anpi, to):
    def found():
        for mail in anpi.mails.messages(to, whole=True):
            at = re.search(re.escape(anpi.url) + r"/v/[0-9a-z]+-[0-9a-f]{32}", mail["text"])
            if at:
                return at[0]
    return wait_until(found, 30, f"a test mail to {to}")


def until(page, words):
    """Looks again until the page says so."""
    def said():
        page.get_by_role("button", name="最新の状態を見る").first.click()
        return page.get_by_text(words).count()
    wait_until(said, 30, words, interval=0.3)


@pytest.mark.parametrize("login, has_script", [("B000002", True), ("B000003", False)])
def test_an_address_is_tried_before_it_is_saved(anpi, sit_down, login, has_script):  # noqa: F811
    """R-143, R-144, R-152, R-153, R-154"""
    reader = sit_down(login, has_script)
    page = reader.page
    reader.settle()
    name = f"contact-{'script' if has_script else 'plain'}"
    new = f"{login.lower()}.{NEW}"
    page.goto("/me/profile")
    expect(page.get_by_text("メールを1にすることをおすすめします")).to_be_visible()
    expect(page.get_by_text("通信状況により、順番が入れ替わることがあります")).to_be_visible()
    page.locator("#mail2").fill(GONE)
    page.locator("#workCity").fill("金沢市")
    page.locator("button[name=test][value=mail2]").click()
    expect(page.locator("#mail2")).to_have_value(GONE)
    expect(page.locator("#workCity")).to_have_value("金沢市")
    wait_until(lambda: refused(page), 30, "the test mail came back")
    reader.look(name + "-refused")
    # not received, so the address is typed over and tried again.
    page.locator("#mail2").fill(new)
    page.locator("button[name=test][value=mail2]").click()
    until(page, "に渡しました")
    reader.look(name + "-sent")
    mail = next(mail for mail in anpi.mails.messages(new, whole=True))
    assert "連絡先確認" in mail["subject"] and "心当たりのない方は、このメールを破棄してください" in mail["text"]

    other = reader.context.new_page()
    other.goto(link(anpi, new))
    expect(other.get_by_text("b•••@mail.example")).to_be_visible()
    first, reader.page = reader.page, other
    reader.look(name + "-asked")
    other.get_by_role("button", name="届きました").click()
    expect(other.get_by_text("連絡先を確認しました")).to_be_visible()
    reader.look(name + "-confirmed")
    other.close()
    reader.page = page = first
    until(page, "確認済み")
    for kind in ("work", "home1"):
        page.locator(f"button[name=lookup][value={kind}]").click()
        if has_script:
            page.locator("#q").press_sequentially("金沢")
        else:
            page.locator("#q").fill("金沢")
            page.locator("#q ~ button").click()
        page.locator(".hits button").filter(has_text="金沢市").first.click()
    page.get_by_role("button", name="確認画面へ進む").click()
    page.locator("main form button:not([name])").click()
    expect(page).to_have_url(re.compile("/menu$"))
    page.goto("/me/profile")
    expect(page.get_by_text("確認済み")).to_have_count(1)
    reader.look(name + "-saved")
    page.goto("/help#mail")
    expect(page.get_by_role("heading", name="メールを受け取る設定")).to_be_visible()
    reader.look(name + "-help")


def refused(page):
    if page.get_by_text("確認メールが届きませんでした").count():
        return True
    page.get_by_role("button", name="最新の状態を見る").first.click()
    return False


def test_enter_in_a_field_sends_no_mail(anpi, sit_down):  # noqa: F811
    reader = sit_down("B000004")
    reader.settle()
    reader.page.goto("/me/profile")
    reader.page.locator("#mail3").fill("third@mail.example")
    reader.page.locator("#mail3").press("Enter")
    # The addresses are missing: the whole form was sent.
    expect(reader.page.locator("#errors, .head")).not_to_have_count(0)
    assert not [mail for mail in anpi.mails.messages("third@mail.example")]
