"""Families: an employee registers them, they log in by a code of their own, and see how the employee is."""

import contextlib
import re
import sqlite3

import pytest
from playwright.sync_api import expect

from installation import Installation, SQLite
from programs import MailCatcher
from test_browser import Reader, browser, sit_down  # noqa: F401: fixtures

FAMILY_PASSWORD = "kaki-densha-2617"


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    """One organization with the voice and the family option."""
    folder = tmp_path_factory.mktemp("family")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=3)
    anpi.run("tenant", "change", anpi.code, "--family", "yes")
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


def test_a_family_user_is_registered_and_logs_in(anpi, sit_down):  # noqa: F811
    """R-006, R-007, R-159 to R-166, R-168, R-169"""
    reader = sit_down("B000002")
    page = reader.page
    reader.settle()
    page.get_by_role("link", name="家族情報メンテナンス").click()
    reader.look("family-nobody")
    page.get_by_role("link", name="家族の追加").click()
    reader.look("family-new")
    page.locator("#code").fill("chichi")
    page.locator("#name").fill("ﾔﾏﾀﾞ")
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.locator("main")).to_contain_text("全角で「ヤマダ」と入力してください。")
    reader.look("family-refused")
    page.locator("#name").fill("山田 一郎")
    page.locator("#mail1").fill("ichiro@mail.example")
    page.get_by_role("button", name="探す").click()
    page.locator("#q").fill("輪島市")
    page.get_by_role("button", name=re.compile("輪島市")).click()
    expect(page.locator("#addressRegion")).not_to_have_value("")
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.locator("main")).to_contain_text("石川県 輪島市")
    reader.look("family-confirm")
    page.get_by_role("button", name="この内容で登録する").click()
    expect(page.locator("main")).to_contain_text("ご家族の情報を登録しました")
    page.get_by_role("link", name=re.compile("未設定")).click()
    reader.look("family-password")
    page.locator("#newPassword").fill(FAMILY_PASSWORD)
    page.locator("#confirmation").fill(FAMILY_PASSWORD)
    page.get_by_role("button", name="登録する").click()
    expect(page.locator("main")).to_contain_text("ご家族のパスワードを設定しました")
    reader.look("family-list")
    page.goto("/me/family?lang=en")
    reader.look("family-list-english")
    page.goto("/me/family?lang=ja")
    page.get_by_role("link", name=re.compile("削除する")).click()
    reader.look("family-remove")

    family = sit_down("B000002")
    page = family.page
    page.goto("/login")
    page.get_by_text("家族として利用する方").click()
    page.locator("#familyCode").fill("CHICHI")
    family.look("family-login")
    page.locator("#organization").fill(anpi.code)
    page.locator("#loginID").fill("B000002")
    page.locator("#password").fill(FAMILY_PASSWORD)
    page.get_by_role("button", name="家族としてログイン").click()
    expect(page).to_have_url(re.compile("/family$"))
    expect(page.locator("main")).to_contain_text("まだ回答がありません。")
    family.look("family-status")
    page.get_by_role("link", name="自分の登録内容").click()
    family.look("family-own")
    page.locator("#mail2").fill("home@mail.example")
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="この内容で登録する").click()
    expect(page.locator("#mail2")).to_have_value("home@mail.example")
    page.goto("/menu")
    expect(page).to_have_url(re.compile("/login"))
    page.goto("/family/logout")
    page.get_by_role("button", name="ログアウト").click()
    page.goto("/family")
    expect(page).to_have_url(re.compile("/login"))
    family.look("family-login-needed")


def test_a_made_code_is_enough_where_no_password_is_asked_for(anpi, sit_down):  # noqa: F811
    """R-159, R-168"""
    anpi.api("PATCH", "/settings", {"familyPasswordRequired": False})
    reader = sit_down("B000003")
    page = reader.page
    reader.settle()
    page.goto("/me/family/new")
    expect(page.get_by_label("新しい家族コードを自動で作る")).to_be_checked()
    reader.look("family-made-code")
    page.locator("#name").fill("山田 一郎")
    page.locator("#mail1").fill("ichiro@mail.example")
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.locator("main")).to_contain_text("（登録するときに自動で作ります）")
    page.get_by_role("button", name="この内容で登録する").click()
    code = page.locator("a.mono").inner_text()
    assert re.fullmatch("[A-HJKMNP-Z2-9]{8}", code)
    reader.look("family-made-code-list")

    family = sit_down("B000003")
    page = family.page

    def log_in(code):
        page.goto("/login")
        page.get_by_text("家族として利用する方").click()
        page.locator("#familyCode").fill(code)
        page.locator("#organization").fill(anpi.code)
        page.locator("#loginID").fill("B000003")
        page.get_by_role("button", name="家族としてログイン").click()

    log_in(code.lower())
    expect(page).to_have_url(re.compile("/family$"))
    page.get_by_role("link", name="自分の登録内容").click()
    expect(page.locator("main")).to_contain_text("登録内容の表示と変更はできません")
    expect(page.locator("body")).not_to_contain_text("ichiro@mail.example")
    family.look("family-own-closed")

    log_in("CHICHI")
    expect(page.locator("main")).to_contain_text("組み合わせをご確認ください")
    with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=20)) as database, database:
        database.execute("UPDATE family_failure SET failures = 100")
    page = reader.page
    page.goto("/me/family")
    reader.look("family-stopped")
    page.get_by_role("button", name="制限を解除する").click()
    expect(page.locator("main")).to_contain_text("ロックを解除しました")
