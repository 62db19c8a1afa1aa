"""Forms in a real browser where the server's words count, and dialogs under the organization's rule of addresses."""

import re

import pytest
from playwright.sync_api import expect
from test_browser import PASSWORD, browser, sit_down  # noqa: F401: fixtures

from installation import Installation, SQLite
from programs import MailCatcher

LONG = "𠮷" * 40


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    """One organization; each test is another one of its people."""
    folder = tmp_path_factory.mktemp("words")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=8)
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


def paste(page, field, text):
    """What an input method or the clipboard puts in at once; the browser would cut it at a limit."""
    page.locator(field).fill("")
    page.locator(field).focus()
    page.keyboard.insert_text(text)


def go_on(page):
    page.get_by_role("button", name="確認画面へ進む").click()


def test_what_is_typed_comes_to_the_server_whose_words_say_what_is_wrong(sit_down):  # noqa: F811
    """R-130, R-135"""
    reader = sit_down("B000003")
    reader.settle()
    page = reader.page
    page.goto("/me/profile")
    assert page.locator("#mail1").get_attribute("type") == "email"
    expect(page.locator("#language")).to_have_attribute("aria-required", "true")
    paste(page, "#mail2", "ｐ５＠ｍａｉｌ．ｅｘａｍｐｌｅ")
    paste(page, "#home1City", LONG)
    go_on(page)
    main = page.locator("main")
    expect(main).to_contain_text("p5@mail.example")
    expect(main).to_contain_text(LONG)
    reader.look("own-words-taken")
    page.locator("main form button:not([name])").click()
    expect(page).to_have_url(re.compile("/menu$"))
    page.goto("/me/profile")
    expect(page.locator("#mail2")).to_have_value("p5@mail.example")
    expect(page.locator("#home1City")).to_have_value(LONG)

    paste(page, "#mail3", "nobody.mail.example")
    paste(page, "#workCity", LONG * 2)
    paste(page, "#sparePhone", "０９０　１２３４　" + "５" * 20)
    go_on(page)
    expect(page.locator("#errors")).to_be_focused()
    assert "「メール 優先順3」" in page.locator("#mail3-e").inner_text()
    assert "いまは80文字です" in page.locator("#workCity-e").inner_text()
    expect(page.locator("#workCity")).to_have_value(LONG * 2)
    expect(page.locator("#sparePhone-e")).to_contain_text("6桁から15桁")
    reader.look("own-words-refused")


def test_an_empty_login_is_refused_in_our_words(anpi, sit_down):  # noqa: F811
    """R-005"""
    reader = sit_down("B000004")
    page = reader.page
    page.goto("/login")
    page.get_by_role("button", name="ログイン", exact=True).click()
    expect(page.locator("main")).to_contain_text("団体コード・ID・パスワードの組み合わせをご確認ください")
    expect(page).to_have_url(re.compile("/login$"))
    reader.look("own-words-login")


@pytest.mark.parametrize("has_script", [True, False])
def test_only_prefectures_are_offered_where_the_organization_asks_for_no_more(
        anpi, sit_down, has_script):  # noqa: F811
    """R-147, R-148, R-150, R-151"""
    reader = sit_down("B000005" if has_script else "B000006", has_script)
    reader.settle() if has_script else settle_without_script(reader)
    anpi.api("PATCH", "/settings", {"regionRule": "prefectureOnly"})
    try:
        page = reader.page
        end = "" if has_script else "-plain"
        page.goto("/me/profile")
        expect(page.locator("main")).to_contain_text("団体の決まりで、地域は登録しません")
        page.locator("#mail2").fill("second@mail.example")
        reader.look("prefecture-only-profile" + end)
        page.locator("button[name=lookup][value=home1]").click()
        hits = page.locator(".hits button")
        expect(hits).to_have_count(47)
        reader.look("prefecture-only" + end)
        if has_script:
            expect(page.get_by_role("dialog")).to_be_visible()
            expect(page.locator("#q")).to_be_focused()
            page.locator("#q").press_sequentially("輪島")
        else:
            page.locator("#q").fill("輪島")
            page.locator("#q ~ button").click()
        expect(hits).to_have_count(1)
        expect(hits).to_have_text("石川県")
        reader.look("prefecture-only-found" + end)
        if has_script:
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            expect(page.locator("button[name=lookup][value=home1]")).to_be_focused()
        else:
            hits.click()
        expect(page.locator("input[data-region=home1]")).to_have_value("石川県")
        expect(page.locator("#mail2")).to_have_value("second@mail.example")
        go_on(page)
        expect(page.locator("main")).to_contain_text("second@mail.example")
        page.locator("main form button:not([name])").click()
        expect(page).to_have_url(re.compile("/menu$"))
        page.goto("/me/profile")
        expect(page.locator("input[name=home1RegionCode]")).to_have_value("17")
    finally:
        anpi.api("PATCH", "/settings", {"regionRule": "regionOptional"})


def settle_without_script(reader):
    reader.sign_in(reader.anpi.hand_out(reader.login))
    for field in ("#newPassword", "#confirmation"):
        reader.page.locator(field).fill("kawa-no-nagare-47-mado")
    reader.page.get_by_role("button", name="登録する").click()
    expect(reader.page).to_have_url(re.compile("/menu$"))


def test_a_plan_without_mail_says_where_safety_checks_wait(anpi, sit_down):  # noqa: F811
    """R-009"""
    reader = sit_down("B000007")
    reader.settle()
    anpi.run("tenant", "change", anpi.code, "--plan", "smartphone")
    try:
        page = reader.page
        page.goto("/menu")
        expect(page.locator("main")).to_contain_text("この団体のプランでは、連絡先には届きません")
        reader.look("no-mail-menu")
        page.goto("/me/profile")
        expect(page.locator("aside")).to_contain_text("ログインすると個人メニューに表示され")
        expect(page.locator("main")).not_to_contain_text("優先順で届きます")
        reader.look("no-mail-profile")
    finally:
        anpi.run("tenant", "change", anpi.code, "--plan", "standard")


def test_whom_it_goes_to_is_chosen_from_the_map_of_prefectures(anpi, sit_down):  # noqa: F811
    """R-150"""
    reader = sit_down("B000001")
    anpi.api("PATCH", "/settings", {"regionRule": "prefectureOnly"})
    try:
        reader.settle()
        page = reader.page
        for language, words in (("en", "Choose prefectures"), ("ja", "都道府県を選ぶ")):
            page.goto(f"/b/new?lang={language}")
            page.locator("button[name=pick][value=region]").click()
            expect(page.locator("h1")).to_have_text(words)
            expect(page.locator(".map li a")).to_have_count(47)
            page.locator(".map .p17 a").click()
            expect(page.locator("#r17")).to_be_focused()
            page.keyboard.press("Space")
            reader.look(f"pick-prefectures-{language}")
            page.locator("button[name=picked]").click()
            expect(page.locator(".chips li")).to_have_count(1)
    finally:
        # Settling ended the session that set it, and gave the administrator another password.
        anpi.sign_in(PASSWORD).api("PATCH", "/settings", {"regionRule": "regionOptional"})
