"""A family in an earthquake: who answers is told to the family, the family writes to each other, and two employees of two
organizations are one family."""

import re

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, SQLite, address
from programs import MailCatcher, wait_until
from test_browser import Reader, browser, sit_down  # noqa: F401: fixtures

FAMILY_PASSWORD = "kaki-densha-2617"
FATHER = "ichiro@family.example"


@pytest.fixture(scope="module")
def mails(tmp_path_factory):
    mails = MailCatcher(tmp_path_factory.mktemp("family_mails"))
    yield mails
    mails.stop()


@pytest.fixture(scope="module")
def anpi(tmp_path_factory, mails):
    """Two organizations with the family option; both allow links with each other."""
    folder = tmp_path_factory.mktemp("family_board")
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=3)
    anpi.run("tenant", "change", anpi.code, "--family", "yes")
    anpi.run("tenant", "create", "minato", "みなと運輸")
    anpi.run("tenant", "change", "minato", "--family", "yes")
    file = folder / "minato.csv"
    file.write_text((folder / "people.csv").read_text(encoding="utf-8").replace("@mail.example", "@minato.example"),
                    encoding="utf-8")
    anpi.run("people", "import", "minato", file, "--create-departments")
    # While no server runs, codes are handed out by the command line.
    anpi.first = {login: anpi.run("people", "first-password", "minato", login).split()[-1]
                  for login in ("B000001", "B000002")}
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()


@pytest.fixture
def at_minato(browser, anpi):  # noqa: F811
    """Somebody of the other organization, with a password of their own."""
    readers = []

    def sit_down(login):
        reader = Reader(browser, anpi, login)
        readers.append(reader)
        page = reader.page
        page.goto("/login")
        page.get_by_label("団体コード").fill("minato")
        page.locator("#loginID").fill(login)
        page.locator("#password").fill(anpi.first[login])
        page.get_by_role("button", name="ログイン", exact=True).click()
        page.locator("#newPassword").fill(PASSWORD)
        expect(page.locator(".gauge")).not_to_have_attribute("data-level", "0")
        page.locator("#confirmation").fill(PASSWORD)
        page.get_by_role("button", name="登録する").click()
        expect(page).to_have_url(re.compile("/menu$"))
        return reader

    yield sit_down
    for reader in readers:
        reader.close()


def told(mails, to, words):
    wait_until(
        lambda: any(words in mail["text"] for mail in mails.messages(to, whole=True)), 40,
        lambda: f"{to} is told “{words}”: {[mail['text'] for mail in mails.messages(to, whole=True)]}")


def confirm(anpi, mails, page, to):
    """The owner of an address presses the button behind the mail that asks."""
    def found():
        for mail in mails.messages(to, whole=True):
            at = re.search(re.escape(anpi.url) + r"/v/[0-9a-z]+-[0-9a-f]{32}", mail["text"])
            if at:
                return at[0]
    page.goto(wait_until(found, 30, f"a mail to {to} that asks"))
    expect(page.locator("main")).to_contain_text("社員のご家族の連絡先として登録されています")


def register(page):
    """A family user with a mail address in 能登 and a password."""
    page.goto("/me/family/new")
    page.locator("#code").fill("CHICHI")
    page.locator("#name").fill("山田 一郎")
    page.locator("#mail1").fill(FATHER)
    page.get_by_role("button", name="探す").click()
    page.locator("#q").fill("輪島市")
    page.get_by_role("button", name=re.compile("輪島市")).click()
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="この内容で登録する").click()
    page.get_by_role("link", name=re.compile("未設定")).click()
    page.locator("#newPassword").fill(FAMILY_PASSWORD)
    page.locator("#confirmation").fill(FAMILY_PASSWORD)
    page.get_by_role("button", name="登録する").click()
    expect(page.locator("main")).to_contain_text("ご家族のパスワードを設定しました")


def test_a_family_finds_each_other(anpi, mails, sit_down):  # noqa: F811
    """R-165, R-170, R-182, R-183"""
    reader = sit_down("B000002")
    page = reader.page
    reader.settle()
    register(page)
    page.goto("/me/family")
    expect(page.locator("table")).to_contain_text("未確認 1")
    page.get_by_role("link", name="CHICHI").click()
    expect(page.get_by_text("［届きました］が押されると")).to_be_visible()
    reader.look("family-unconfirmed")
    father = sit_down("B000002", False)
    confirm(anpi, mails, father.page, FATHER)
    father.look("family-confirm-address")
    father.page.get_by_role("button", name="届きました").click()
    expect(father.page.locator("main")).to_contain_text("ご家族についてのお知らせがこのアドレスに届きます")
    father.look("family-confirmed-address")
    page.reload()
    expect(page.get_by_text("確認済み（")).to_be_visible()
    reader.look("family-confirmed")
    page.goto(page.url + "?lang=en")
    reader.look("family-confirmed-english")
    page.goto("/me/family-status?lang=ja")
    expect(page.locator("main")).to_contain_text("まだ知らせがありません")
    reader.look("family-board-empty")

    page.goto("/me/family")
    page.get_by_role("link", name=re.compile("^カード")).click()
    expect(page.locator(".card")).to_contain_text("CHICHI")
    reader.look("family-card")
    page.emulate_media(media="print")
    page.pdf(path="test-output/family-card.pdf", format="A4")
    page.screenshot(path="test-output/family-card-print.png")
    page.emulate_media(media="screen")

    # Noto shakes: the father is told, whatever the rule of the organization says.
    anpi.hand_in()
    told(mails, FATHER, "石川県能登で震度")

    # The card leads to a login that is filled in.
    family = sit_down("B000002")
    theirs = family.page
    theirs.goto(f"/login?organization={anpi.code}&loginID=B000002&family=yes")
    expect(theirs.locator("#loginID")).to_have_value("B000002")
    theirs.locator("#familyCode").fill("CHICHI")
    theirs.locator("#password").fill(FAMILY_PASSWORD)
    theirs.get_by_role("button", name="家族としてログイン").click()
    expect(theirs).to_have_url(re.compile("/family$"))
    theirs.get_by_role("button", name="書き込む").click()
    expect(theirs.locator("main")).to_contain_text("「伝言」を入力してください")
    family.look("family-board-refused")
    theirs.get_by_label("軽いけが").check()
    theirs.locator("#text").fill("輪島の避難所にいます。\n足をくじきました。")
    theirs.get_by_role("button", name="書き込む").click()
    expect(theirs.locator("main")).to_contain_text("伝言を書き込みました")
    family.look("family-board-relative")
    told(mails, address(2), "輪島の避難所にいます。")

    page.goto("/me/family-status")
    expect(page.locator("table")).to_contain_text("軽いけが")
    page.locator("#text").fill("わかりました。夕方に迎えに行きます。")
    page.get_by_role("button", name="書き込む").click()
    told(mails, FATHER, "夕方に迎えに行きます")
    page.get_by_role("button", name=re.compile("会社にも見せる")).last.click()
    expect(page.locator("main")).to_contain_text("伝言を会社にも見せるようにしました")
    reader.look("family-board-employee")
    page.goto("/me/family-status?lang=en")
    reader.look("family-board-english")
    page.goto("/me/family-status?lang=ja")

    # The employee answers a safety check, and the father is told.
    person = next(one["id"] for one in anpi.api("GET", "/people")["items"] if one["loginId"] == "B000002")
    draft = anpi.api("POST", "/broadcasts", {
        "kind": "safetyCheck", "subject": "余震の安否確認", "body": "安否をお知らせください。",
        "targets": [{"kind": "person", "value": person}]}, 201)
    anpi.api("POST", f"/broadcasts/{draft['id']}/send", {"confirm": 1}, 202)
    wait_until(lambda: anpi.api("GET", f"/broadcasts/{draft['id']}/recipients")["items"], 30, "the employee is asked")
    page.goto("/menu")
    page.get_by_role("link", name="回答する").first.click()
    page.locator("button[name=s][value=safe]").click()
    told(mails, FATHER, "安否確認に回答しました")
    theirs.goto("/family")
    expect(theirs.locator("main")).to_contain_text("余震の安否確認")


def test_employees_of_two_organizations_are_one_family(anpi, mails, sit_down, at_minato):  # noqa: F811
    """R-165, R-171"""
    anpi.api("PATCH", "/settings", {"familyLinksAcross": True})
    manager = at_minato("B000001")
    manager.page.goto("/settings")
    manager.page.locator("#familyLinksAcross").select_option("true")
    manager.page.get_by_role("button", name="確認画面へ進む").click()
    manager.page.get_by_role("button", name="この内容で登録する").click()
    expect(manager.page.locator("main")).to_contain_text("設定を登録しました")

    reader = sit_down("B000003")
    page = reader.page
    reader.settle()
    page.goto("/me/family-status")
    page.get_by_role("link", name="社員家族の依頼・承認・解除").click()
    page.locator("#organization").fill("minato")
    page.locator("#login_id").fill("B000002")
    page.get_by_role("button", name="依頼する").click()
    expect(page.locator("main")).to_contain_text("依頼を受け付けました")
    reader.look("family-links-asked")
    told(mails, address(2).replace("mail.example", "minato.example"), "社員家族としての承認の依頼が届いています")

    other = at_minato("B000002")
    theirs = other.page
    theirs.goto("/me/family-links")
    other.look("family-links-request")
    theirs.get_by_role("link", name=re.compile("^内容を見て決める")).click()
    other.look("family-link-decide")
    theirs.get_by_role("button", name="承認する", exact=True).click()
    expect(theirs.locator("main")).to_contain_text("社員家族として承認しました")
    told(mails, address(3), "社員家族としての依頼を承認しました")

    page.goto("/me/family-status")
    expect(page.locator("table")).to_contain_text("社員家族")
    page.locator("#text").fill("会社に泊まります。")
    page.get_by_role("button", name="書き込む").click()
    theirs.goto("/me/family-status")
    expect(theirs.locator("main")).to_contain_text("会社に泊まります。")
    other.look("family-board-linked")
    theirs.goto("/me/family-links")
    theirs.get_by_role("link", name=re.compile("^解除する")).click()
    other.look("family-link-end")
    theirs.get_by_role("button", name="解除する").click()
    page.goto("/me/family-status")
    expect(page.locator("table")).to_have_count(0)
