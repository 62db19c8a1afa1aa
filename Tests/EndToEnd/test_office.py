"""An office and its clients, in a real browser: second factors set one by one and many at once, and login IDs."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, SQLite
from programs import MailCatcher
from test_second_factor import set_up_app
from test_browser import PICTURES, Reader, browser  # noqa: F401


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    """An office with fourteen companies, one of them with people."""
    folder = tmp_path_factory.mktemp("office")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails)
    anpi.staff = anpi.prepare_office(
        {login: "宮下 由美" for login in ("A000102", "A000103", "A000104")}, "--administrator",
        clients=[f"{number:06}" for number in range(1, 15)], people=8)
    refused = anpi.run("office", "people", "add", "A0001", "B000102", "宮下 由美", status=None)
    assert "must begin with A" in refused, refused
    anpi.run("policy", "mandatory-from", "2099-06-05")
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


class Staff(Reader):
    """Somebody of the office."""

    def sign_in(self, password):
        self.page.goto("/login")
        self.page.get_by_label("団体コード").fill("a0001")
        self.page.locator("#loginID").fill(self.login)
        self.page.locator("#password").fill(password)
        self.page.get_by_role("button", name="ログイン", exact=True).click()

    def settle(self, password=PASSWORD):
        self.sign_in(self.anpi.staff[self.login])
        self.page.locator("#newPassword").fill(password)
        expect(self.page.locator(".gauge")).not_to_have_attribute("data-level", "0")
        self.page.locator("#confirmation").fill(password)
        self.page.get_by_role("button", name="登録する").click()
        expect(self.page).to_have_url(re.compile("/menu$"))


@pytest.fixture
def sit_down(browser, anpi):  # noqa: F811
    readers = []

    def sit_down(kind, login):
        readers.append(kind(browser, anpi, login))
        return readers[-1]
    yield sit_down
    for reader in readers:
        reader.close()


def rows(page):
    """The policies as the exported file has them, by code."""
    with page.expect_download() as download:
        page.get_by_role("link", name="ファイル出力").click()
    text = open(download.value.path(), encoding="utf-8-sig").read()
    return {row["事業所コード"]: row for row in csv.DictReader(io.StringIO(text))}, text


def chosen_without_script(page, anpi):
    """No count is shown that nobody keeps, and one organization is registered only where one is ticked (R-061, R-063)."""
    context = page.context.browser.new_context(
        locale="ja-JP", viewport={"width": 360, "height": 800}, java_script_enabled=False, base_url=anpi.url,
        storage_state=page.context.storage_state())
    bare = context.new_page()
    bare.goto("/office/policy")
    expect(bare.get_by_role("button", name="一括登録 (0件)")).to_be_visible()
    for code in ("000003", "000001"):
        bare.get_by_role("row").filter(has_text=code).locator("[name=org]").check()
    expect(bare.get_by_role("button", name="一括登録", exact=True)).to_be_visible()
    expect(bare.get_by_text("選択した件数")).to_be_hidden()
    bare.screenshot(path=PICTURES / "office-policy-bare-360.png", full_page=True)
    bare.get_by_role("button", name="個別登録").click()
    expect(bare.locator("main")).to_contain_text("橙色の行でよければもう一度")
    bare.screenshot(path=PICTURES / "office-policy-bare-refused-360.png", full_page=True)
    context.close()


def chosen_on_answers(page):
    """Ticks count as much on a page that answered a form as on one that was opened (R-061, R-063)."""
    def tick(code, picked):
        page.get_by_role("row").filter(has_text=code).locator("[name=org]").click()
        expect(page.locator("[data-picked]").first).to_have_text(str(picked))
    page.goto("/office/policy")
    tick("000003", 1)
    page.locator("main").get_by_role("button", name="2", exact=True).click()
    expect(page.locator("main")).to_contain_text("14件中 11～14件目")
    for picked, code in enumerate(("000013", "000011", "000012"), 2):
        tick(code, picked)
    expect(page.locator("tr.last")).to_have_count(1)
    expect(page.locator("tr.last")).to_contain_text("000012")
    tick("000012", 3)
    expect(page.locator("tr.last")).to_contain_text("000011")
    page.get_by_role("button", name="個別登録").click()
    expect(page.locator("main")).to_contain_text("最後に選択した事業所(橙色行の事業所)に適用します")
    expect(page.locator("main")).to_contain_text("000011")
    expect(page.locator("main")).not_to_contain_text("000013")
    page.goto("/office/policy")
    page.get_by_role("button", name="全チェックON").click()
    expect(page.locator("[data-picked]").first).to_have_text("14")
    tick("000005", 13)
    page.get_by_role("button", name="全チェックOFF").click()
    expect(page.locator("[data-picked]").first).to_have_text("0")
    page.get_by_role("button", name="個別登録").click()
    expect(page.locator("main")).to_contain_text("選択")
    tick("000004", 1)
    expect(page.locator("tr.last")).to_contain_text("000004")


def test_an_office_tells_its_clients_something_and_whom_to_ask(anpi, sit_down):
    """R-050, R-189, R-191, R-192"""
    staff = sit_down(Staff, "A000103")
    page = staff.page
    staff.settle()
    page.goto("/office/news/new")
    page.get_by_label("件名").first.fill("2要素認証を始めます")
    page.get_by_label("本文").first.fill("6月5日から、ログインに認証コードが必要になります。\n設定の方法は次の画面をご覧ください。")
    page.get_by_label("選んだ事業所と事務所").check()
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.locator("#errors")).to_contain_text("「選んだ事業所のコード」を入力してください")
    staff.look("office-news-refused")
    page.get_by_label("選んだ事業所のコード").fill("000002 000003")
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.locator("main")).to_contain_text("事業所02、事業所03")
    staff.look("office-news-confirm")
    page.get_by_role("button", name="この内容で登録する").click()
    expect(page.locator("main")).to_contain_text("登録しました")
    staff.look("office-news")
    page.goto("/office/help-desk")
    page.get_by_label("窓口名").fill("みやした相談窓口")
    page.get_by_label("電話番号").fill("03-1111-2222")
    page.get_by_label("受付時間").fill("平日 9〜17時")
    staff.look("office-help-desk")
    page.get_by_role("button", name="確認画面へ進む").click()
    staff.look("office-help-desk-confirm")
    page.get_by_role("button", name="この内容で登録する").click()
    expect(page.locator("main")).to_contain_text("登録しました")

    hanako = sit_down(Reader, "B000008")
    hanako.settle()
    hanako.page.goto("/news")
    expect(hanako.page.locator("main")).to_contain_text("2要素認証を始めます")
    hanako.look("news")
    hanako.page.goto("/help")
    expect(hanako.page.locator("main")).to_contain_text("みやした相談窓口")
    expect(hanako.page.locator("footer")).to_contain_text("03-1111-2222")
    hanako.look("help")
    hanako.page.goto("/help?lang=en")
    hanako.look("help-en")
    page.goto("/office/news")
    page.get_by_role("link", name="取り下げる").first.click()
    staff.look("office-news-withdraw")
    page.get_by_role("button", name="取り下げる").click()
    expect(page.locator("main")).to_contain_text("取り下げました")


def test_of_three_checked_companies_only_the_last_changes(anpi, sit_down):
    """R-051 to R-067, R-004, R-116"""
    staff = sit_down(Staff, "A000102")
    staff.settle()
    page = staff.page
    page.get_by_role("link", name="2要素認証設定").first.click()
    expect(page.locator("main")).to_contain_text("使用しない")
    assert page.locator("[name=org]").count() == 0, "R-052"
    staff.look("office-policy-off")
    page.get_by_role("link", name="事務所の2要素認証").click()
    page.get_by_label("使用する").check()
    staff.look("office-switch")
    page.get_by_role("button", name="登録").click()
    expect(page.locator("main")).to_contain_text("よろしいですか")
    page.get_by_role("button", name="登録").click()
    # From now on a session without a code is a limited one, also this one.
    expect(page.locator("main")).to_contain_text("この機能には2要素認証が必要です")
    staff.look("office-switched-on")
    staff.complaints.clear()
    page.get_by_role("button", name="2要素認証に進む").click()
    set_up_app(page)
    page.goto("/office/policy")
    expect(page.locator("main")).to_contain_text("使用する（すべての事務所ID）")
    expect(page.locator("main")).to_contain_text("14件中 1～10件目")
    expect(page.locator("main")).to_contain_text("2099年6月5日から")

    for code in ("000001", "000004", "000002"):
        page.get_by_role("row").filter(has_text=code).locator("[name=org]").check()
    expect(page.locator("tr.last")).to_have_count(1)
    expect(page.locator("tr.last")).to_contain_text("000002")
    expect(page.locator("[data-picked]").first).to_have_text("3")
    expect(page.get_by_role("button", name="一括登録 (3件)")).to_be_visible()
    page.get_by_label("安否の回答と、自分の連絡先の変更").check()
    staff.look("office-policy")
    page.get_by_role("button", name="個別登録").click()
    expect(page.locator("main")).to_contain_text("最後に選択した事業所(橙色行の事業所)に適用します")
    staff.look("office-policy-confirm")
    page.get_by_role("button", name="登録").click()
    expect(page.locator("[role=status]")).to_contain_text("登録しました")
    assert page.locator("[name=org]:checked").count() == 0, "R-066"
    chosen_without_script(page, anpi)
    chosen_on_answers(page)
    exported, text = rows(page)
    used = {code for code, row in exported.items() if row["2要素認証"] == "使用する"}
    assert used == {"000002"} and len(exported) == 14, exported

    page.get_by_role("link", name="ファイルから登録").click()
    changed = text.replace("000012,事業所12,未設定,,", "12,事業所12,使用する,対象外にする,回答のみ")
    assert changed != text
    upload = {"name": "policies.csv", "mimeType": "text/csv", "buffer": ("\ufeff" + changed).encode()}
    page.locator("#file").set_input_files(upload)
    staff.look("office-import")
    page.get_by_role("button", name="変更の内容を見る").click()
    expect(page.locator("main")).to_contain_text("変更：1件")
    staff.look("office-import-diff")
    page.get_by_role("button", name="この内容で登録").click()
    expect(page.locator("[role=status]")).to_contain_text("登録しました")
    exported, _ = rows(page)
    assert exported["000012"]["安否の回答"] == "回答のみ", exported["000012"]

    page.get_by_role("link", name="設定もれ").click()
    # The client with people stands before thirteen without.
    expect(page.get_by_role("row").nth(1)).to_contain_text("000002")
    expect(page.get_by_role("row").nth(1)).to_contain_text("8")
    staff.look("office-drift")
    page.get_by_role("link", name="事業所一覧").click()
    staff.look("office-orgs")
    page.get_by_role("row").filter(has_text="000002").get_by_role("link", name="ログインID管理").click()
    expect(page.locator("main")).to_contain_text("B000003")
    staff.look("office-accounts")
    page.locator("tr").filter(has_text="B000003").get_by_role("link").click()
    page.get_by_role("button", name="仮パスワードを発行する").click()
    expect(page.locator("main")).to_contain_text("一度だけ")
    page.get_by_role("button", name="仮パスワードを発行する").click()
    expect(page.locator("main")).to_contain_text("B000003")
    state = "SELECT c.state FROM credential c JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id"
    assert anpi.query(state + " WHERE p.login_id = 'B000003'") == [("temporary",)]


def test_an_administrator_sees_how_logins_stand(anpi, sit_down):
    """R-003, R-033, R-075, R-116"""
    reader = sit_down(Reader, "B000001")
    page = reader.page
    # Where the office does not use it, nobody of its companies is asked for it.
    anpi.run("office", "change", "A0001", "--second-factor", "no")
    reader.sign_in(PASSWORD)
    expect(page).to_have_url(re.compile("/menu$"))
    page.goto("/accounts")
    expect(page.locator("main")).to_contain_text("従業員コード")
    reader.look("accounts")
    page.get_by_label("パスワード").select_option(label="仮パスワード")
    page.get_by_role("button", name="検索").click()
    page.locator("tbody a").first.click()
    reader.look("account")
    page.goto("/settings/access")
    expect(page.locator("main")).to_contain_text("使える機能の一覧")
    reader.look("access")
    assert anpi.api("GET", "/access-matrix")["items"][0]["pcFull"] == "yes"
    assert anpi.api("GET", "/drift")["people"] == 8
    anpi.api("GET", "/office/policy", status=403)
