"""What a person typed survives the end of the session, in a real browser, with and without script (R-042)."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect, sync_playwright

from installation import PASSWORD, Installation, SQLite
from programs import MailCatcher


@pytest.fixture
def anpi(tmp_path):
    mails = MailCatcher(tmp_path)
    anpi = Installation(tmp_path, SQLite(tmp_path), mails).prepare(people=3)
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


def let_half_an_hour_pass(folder):
    """Nobody did anything for 31 minutes: the program's clock is the machine's, so the last use moves instead."""
    database = sqlite3.connect(folder / "data/anpi.db", timeout=10)
    with database:
        assert database.execute("UPDATE session SET seen_at = seen_at - 31 * 60000").rowcount > 0
    database.close()


def sign_in(page, code, password):
    page.locator("#organization").fill(code)
    page.locator("#loginID").fill("B000002")
    page.locator("#password").fill(password)
    page.get_by_role("button", name="ログイン", exact=True).click()


@pytest.mark.parametrize("has_script", [True, False])
def test_what_was_typed_comes_back(anpi, tmp_path, has_script):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context(locale="ja-JP", java_script_enabled=has_script, base_url=anpi.url).new_page()
        page.goto("/login")
        sign_in(page, anpi.code, anpi.hand_out("B000002"))
        page.locator("#newPassword").fill(PASSWORD)
        page.locator("#confirmation").fill(PASSWORD)
        page.get_by_role("button", name="登録する").click()
        expect(page).to_have_url(re.compile("/menu$"))
        expect(page.locator("footer")).to_contain_text("操作がないまま30分たつと")
        page.goto("/me/profile")
        page.locator("#mail2").fill("typed.before@example.jp")
        let_half_an_hour_pass(tmp_path)
        page.get_by_role("button", name="確認画面へ進む").click()
        expect(page.locator("main")).to_contain_text("入力した内容は残っています")
        assert "typed.before" not in page.content() and "typed.before" not in page.url
        sign_in(page, anpi.code, PASSWORD)
        if not has_script:
            page.get_by_role("button", name="続ける").click()
        expect(page).to_have_url(re.compile("/me/profile$"))
        expect(page.locator("#mail2")).to_have_value("typed.before@example.jp")
        browser.close()
