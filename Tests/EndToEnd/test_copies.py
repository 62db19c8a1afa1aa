"""Keys and codes on their way to where people keep them: clipboard, paper, a file, a hand; and a form on paper."""

import re

import pytest
from playwright.sync_api import expect

from installation import PASSWORD
from test_browser import browser  # noqa: F401: a fixture
from test_own_login import HELP_DESK, Owner, anpi, sit_down  # noqa: F401: fixtures
from test_second_factor import shown


def sheets(page):
    """How many sheets of A4 a page prints on, with the margins of a printer."""
    margins = {side: "10mm" for side in ("top", "right", "bottom", "left")}
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", margin=margins)))


def save(page):
    """What the file holds that the page saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name="ファイルに保存").click()
    assert download.value.suggested_filename == "backup-codes.txt"
    lines = download.value.path().read_text().splitlines()
    # Whose codes they are, and for which service.
    assert re.match(r"B00000\d@", lines[2]) and PASSWORD not in "".join(lines)
    return lines[-10:]


def test_key_and_codes_are_copied_printed_saved_and_kept(anpi, sit_down):  # noqa: F811
    """R-084, R-095, R-123"""
    person = sit_down("B000002")
    page = person.page
    person.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=anpi.url)
    person.context.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; }")

    def clipboard():
        return page.evaluate("navigator.clipboard.readText()")
    person.begin()
    page.get_by_role("button", name="コピー").click()
    expect(page.get_by_role("button", name="コピーしました")).to_be_visible()
    person.key = clipboard()
    assert re.fullmatch("[A-Z2-7]{32}", person.key), person.key
    # Whoever pastes the key into an app gets in with it.
    person.register()
    codes = person.codes()
    # Who forgets the tick stays, and what was noted down still holds.
    page.get_by_role("button", name="メインメニューへ").click()
    expect(page.locator("#errors")).to_contain_text("コードを安全に記録しました")
    assert person.codes() == codes
    assert page.request.get("/menu", max_redirects=0).status == 303
    person.look("backup-not-kept")
    page.get_by_role("button", name="すべてコピー").click()
    expect(page.get_by_role("button", name="コピーしました")).to_be_visible()
    assert clipboard().split("\n") == codes
    page.get_by_role("button", name="印刷する").click()
    assert page.evaluate("printed") == 1
    page.emulate_media(media="print")
    for code in codes:
        expect(page.get_by_text(code)).to_be_visible()
    expect(page.get_by_text(f"{person.login}@{anpi.code}")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    assert sheets(page) == 1
    page.emulate_media(media="screen")
    assert save(page) == codes
    expect(page).to_have_url(re.compile("/login/backup$"))
    person.keep_codes()
    expect(page).to_have_url(re.compile("/menu$"))
    # What was saved is what works.
    person.again()
    person.recover(codes[9], "今回だけログインする")
    expect(page).to_have_url(re.compile("/menu$"))


def test_without_script_all_of_it_is_there_to_read(anpi, sit_down):  # noqa: F811
    """R-084, R-123"""
    person = sit_down("B000003", has_script=False)
    page = person.page
    person.sign_in(anpi.first[person.login])
    for field in ("#newPassword", "#confirmation"):
        page.locator(field).fill(PASSWORD)
    page.get_by_role("button", name="登録する").click()
    person.choose_all()
    expect(page).to_have_url(re.compile("/security/app$"))
    expect(page.get_by_role("button", name="コピー")).to_have_count(0)
    groups = page.locator("a.key").inner_text().split()
    assert [len(group) for group in groups] == [4] * 8, groups
    person.look("app-set-up-plain")
    person.key = "".join(groups)
    person.register()
    codes = person.codes()
    for code in codes:
        expect(page.get_by_text(code)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("コピー|印刷"))).to_have_count(0)
    person.look("backup-plain")
    assert save(page) == codes
    person.keep_codes()
    expect(page).to_have_url(re.compile("/menu$"))


def test_the_key_is_typed_by_hand_after_opening_the_manual_part_by_keyboard(anpi, sit_down):  # noqa: F811
    """R-084, R-085, R-091"""
    person = sit_down("B000004")
    page = person.page
    person.begin()
    how = page.get_by_text("セットアップキーを入力")
    expect(how).to_be_hidden()
    person.press("手動で入力する場合")
    expect(how).to_be_visible()
    expect(how).to_contain_text("時間ベース")
    person.look("app-set-up-manual")
    # Typed as it is read, small and in groups: apps take it like that.
    key = page.locator("a.key").inner_text().lower()
    person.key = key.replace("\n", " ")
    person.write("code ", shown(person.key))
    person.press("登録する")
    expect(page).to_have_url(re.compile("/login/backup$"))
    person.press("コードを安全に記録しました", "Space")
    person.press("メインメニューへ")
    expect(page).to_have_url(re.compile("/menu$"))


def test_the_login_page_leads_to_the_form_for_offices(anpi, sit_down):  # noqa: F811
    """R-034"""
    person = sit_down("B000007")
    page = person.page
    page.goto("/login")
    expect(page.locator("main")).to_contain_text("管理者")
    page.get_by_role("link", name="事務所の方（Aで始まるID）の再発行依頼書").click()
    expect(page).to_have_url(re.compile("/help/reissue$"))
    main = page.locator("main")
    expect(main.get_by_role("heading", level=1)).to_have_text("再発行依頼書（事務所の方）")
    for words in (HELP_DESK, "事務所コード", "事務所名", "ログインID（A…）", "氏名", "電話番号", "□　パスワードの再発行",
                  "□　2要素認証の解除（機器の紛失・故障・機種変更）", "□　ロックの解除", "理由", "記入日", "本人の署名", "責任者の署名",
                  "パスワードや認証コードは、この用紙に書かないでください"):
        expect(main).to_contain_text(words)
    # It is filled in by hand: nothing to type, nothing to send; on one sheet in both languages, as it says.
    assert main.locator("form, input, textarea").count() == 0
    assert sheets(page) == 1
    person.look("reissue")
    page.goto("/help/reissue?lang=en")
    expect(main).to_contain_text("it fits on one sheet")
    assert sheets(page) == 1
    page.get_by_role("link", name="Back to login").click()
    expect(page).to_have_url(re.compile("/login$"))
