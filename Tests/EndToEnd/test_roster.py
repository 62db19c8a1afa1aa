"""People leave, come back, and move in numbers: pages in a real browser."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, SQLite, request
from programs import MailCatcher, wait_until
from test_browser import browser, sit_down  # noqa: F401: fixtures


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    folder = tmp_path_factory.mktemp("roster")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=9)
    anpi.start().sign_in()
    for code, name in (("D1", "営業一課"), ("D2", "営業二課")):
        anpi.api("POST", "/departments", {"code": code, "name": name}, 201)
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


def person(anpi, login):
    return anpi.api("GET", f"/people?loginId={login}")["items"][0]


def test_somebody_leaves_and_is_taken_up_again(anpi, sit_down):  # noqa: F811
    reader = sit_down("B000001")
    reader.sign_in(PASSWORD)
    page = reader.page
    page.goto(f"/people/{person(anpi, 'B000004')['id']}")
    page.get_by_text("退職にする").click()
    reader.look("roster-leaving")
    page.get_by_role("button", name="確認画面へ進む").click()
    reader.look("roster-leaving-confirm")
    page.get_by_role("button", name=re.compile("登録する")).click()
    left = person(anpi, "B000004")
    assert left["employment"] == "left"
    kept = datetime.timedelta(milliseconds=left["removeAt"] - left["leftAt"])
    assert kept == datetime.timedelta(days=90)
    reader.look("roster-left")
    # Whoever types the ID of somebody who has left is offered to take them up again.
    page.goto("/people/new")
    page.locator("#loginID").fill("B000004")
    page.locator("#name").fill("戻る 人")
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.locator("main")).to_contain_text("退職した")
    reader.look("roster-comes-back")
    page.get_by_role("button", name="もう一度登録する").click()
    expect(page.locator("#name")).to_have_value("戻る 人")
    reader.look("roster-taken-up")
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.locator("main")).to_contain_text("在職")
    reader.look("roster-taken-up-confirm")
    page.get_by_role("button", name=re.compile("登録する")).click()
    back = person(anpi, "B000004")
    assert back["id"] == left["id"] and back["name"] == "戻る 人"
    assert (back["employment"], back["leftAt"], back["removeAt"]) == ("active", None, None)
    page.goto("/people/new?lang=en")
    page.goto(f"/people/{back['id']}?lang=en")
    reader.look("roster-person-english")
    page.goto(f"/people/{back['id']}?lang=ja")


def test_many_people_move_and_departments_are_merged(anpi, sit_down):  # noqa: F811
    reader = sit_down("B000001")
    reader.sign_in(PASSWORD)
    page = reader.page
    page.goto("/people")
    for login in ("B000002", "B000003"):
        page.locator(f'input[value="{person(anpi, login)["id"]}"]').check()
    page.get_by_role("button", name="選んだ方の部門を変更").click()
    reader.look("roster-move")
    page.locator("#department").select_option(label="営業一課")
    page.get_by_role("button", name="確認画面へ進む").click()
    reader.look("roster-move-confirm")
    page.get_by_role("button", name="変更する").click()
    expect(page.locator("main")).to_contain_text("2人の部門を変更しました")
    reader.look("roster-moved")
    one, two = (entry["id"] for entry in anpi.api("GET", "/departments")["items"] if entry["code"] in ("D1", "D2"))
    assert person(anpi, "B000003")["departmentId"] == one
    # Somebody comes in between: what was shown is not done, but shown anew.
    page.goto(f"/people?dept={one}")
    page.get_by_role("button", name="検索に合う全員の部門を変更").click()
    page.locator("#department").select_option(label="営業二課")
    page.get_by_role("button", name="確認画面へ進む").click()
    anpi.api("POST", "/moves/people", {"people": [person(anpi, "B000005")["id"]], "departmentId": one})
    page.get_by_role("button", name="変更する").click()
    expect(page.locator("main")).to_contain_text("表示してから")
    reader.look("roster-move-again")
    page.get_by_role("button", name="変更する").click()
    expect(page.locator("main")).to_contain_text("3人の部門を変更しました")
    page.goto(f"/departments/{two}")
    page.get_by_role("link", name="ほかの部門にまとめる").click()
    page.locator("#into").select_option(label="営業一課")
    reader.look("roster-merge")
    page.get_by_role("button", name="確認画面へ進む").click()
    reader.look("roster-merge-confirm")
    page.goto(f"/departments/{two}/merge?lang=en")
    reader.look("roster-merge-english")
    page.goto(f"/departments/{two}/merge?lang=ja")
    page.locator("#into").select_option(label="営業一課")
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="まとめる").click()
    expect(page.locator("main")).to_contain_text("部門をまとめました")
    assert [entry["code"] for entry in anpi.api("GET", "/departments")["items"] if entry["code"] in ("D1", "D2")] == ["D1"]
    assert {person(anpi, f"B00000{number}")["departmentId"] for number in (2, 3, 5)} == {one}
    # Who was where stays readable after the department is gone.
    page.goto("/audit?action=person")
    expect(page.locator("main")).to_contain_text("部門：D1 営業一課 → D2 営業二課")
    expect(page.locator("main")).to_contain_text("在職状態：在職 → 退職")
    reader.look("roster-audit")
    page.goto("/audit?action=person&lang=en")
    expect(page.locator("main")).to_contain_text("Department: D2 営業二課 → D1 営業一課")
    reader.look("roster-audit-english")
    page.goto("/audit?action=codeList&lang=ja")
    expect(page.locator("main")).to_contain_text("部門：D2 営業二課 → D1 営業一課")


def prove(page):
    """Who it is, once more, where it is asked."""
    if "/security/prove" in page.url or page.locator("input[name=keptForm]").count():
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.locator("main form button").first.click()


def test_a_changed_roster_comes_back_as_it_was_shown(anpi, sit_down, tmp_path):  # noqa: F811
    """An export goes out masked, is changed, and does on its way back what was shown"""
    reader = sit_down("B000001")
    reader.sign_in(PASSWORD)
    page = reader.page
    page.goto("/people?retired=1")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSVに保存", exact=True).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "p＊＊＊@mail.example" in text and "p2@mail.example" not in text
    lines = text.splitlines()
    name = lines[0].split(",").index("name")
    changed = []
    for line in lines:
        if line.startswith("B000009"):
            continue
        cells = line.split(",")
        if line.startswith("B000008"):
            cells[name] = "改名 した人"
        changed.append(",".join(cells))
    changed.append(",".join(["B000100" if column == "login_id" else "新しい 人" if column == "name" else ""
                             for column in lines[0].split(",")]))
    file = tmp_path / "社員一覧.csv"
    file.write_text("\ufeff" + "\r\n".join(changed) + "\r\n", encoding="utf-8")
    page.goto("/people/import")
    page.locator("#file").set_input_files(file)
    page.get_by_text("ファイルにない方を退職にする").click()
    reader.look("import-choose")
    page.get_by_role("button", name="内容を確かめる").click()
    main = page.locator("main")
    expect(main).to_contain_text("改名 した人")
    expect(main).to_contain_text("全体の1割を超えています")
    expect(main).to_contain_text("ファイルになし")
    assert person(anpi, "B000009")["employment"] == "active"
    reader.look("import-shown")
    # Somebody comes in between: what was shown is not done.
    anpi.api("PATCH", f"/people/{person(anpi, 'B000008')['id']}", {"nameKana": "カイメイ"})
    page.get_by_label("退職にすることを確認しました").check()
    page.get_by_role("button", name=re.compile("3人を取り込む")).click()
    expect(main).to_contain_text("まだ取り込んでいません")
    assert person(anpi, "B000008")["name"] != "改名 した人"
    # Without the tick so many do not leave.
    page.get_by_role("button", name=re.compile("3人を取り込む")).click()
    expect(main).to_contain_text("全体の1割を超えています")
    assert person(anpi, "B000009")["employment"] == "active"
    page.get_by_label("退職にすることを確認しました").check()
    page.get_by_role("button", name=re.compile("3人を取り込む")).click()
    expect(main).to_contain_text("退職1人")
    assert person(anpi, "B000008")["name"] == "改名 した人"
    assert person(anpi, "B000009")["employment"] == "left"
    assert person(anpi, "B000100")["name"] == "新しい 人"
    # Contacts are as they were: they were only masked.
    said = anpi.run("people", "import", anpi.code, file, "--dry-run")
    assert "0 added, 0 changed" in said, said
    page.goto("/people?retired=only")
    expect(main).to_contain_text("B000009")
    expect(main).to_contain_text("に削除")
    reader.look("people-leavers")
    page.goto("/people/import?lang=en")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    reader.look("import-shown-english")
    page.goto("/people/import?lang=ja")


def test_contacts_are_shown_for_a_reason_that_their_person_reads(anpi, sit_down):  # noqa: F811
    reader = sit_down("B000001")
    reader.sign_in(PASSWORD)
    page = reader.page
    main = page.locator("main")
    one = person(anpi, "B000006")["id"]
    page.goto(f"/people/{one}")
    assert "•••" in main.inner_text()
    page.get_by_role("link", name="連絡先を確認する").click()
    reader.look("disclose-ask")
    page.locator("#reason").fill("夜間の連絡網の確認")
    page.get_by_role("button", name="10分間表示する").click()
    prove(page)
    expect(main).to_contain_text("まで表示できます")
    mail = main.locator(".mono").first.inner_text()
    assert "@" in mail and "•" not in mail
    reader.look("disclose-shown")
    wait_until(
        lambda: any("夜間の連絡網の確認" in each["text"] for each in anpi.mails.messages(mail, whole=True)), 30,
        "the person is told who looked")
    subjects = [each["subject"] for each in anpi.mails.messages(mail, whole=True) if "夜間の連絡網の確認" in each["text"]]
    assert all(subject.endswith("】連絡先の閲覧のお知らせ") for subject in subjects), subjects
    page.goto("/people?lang=en")
    page.get_by_role("link", name="Save with contacts").click()
    reader.look("disclose-file-english")
    page.goto("/people/contacts?lang=ja")
    page.locator("#reason").fill("防災訓練の名簿")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSVに保存する").click()
    assert mail in download.value.path().read_text(encoding="utf-8-sig")
    wait_until(
        lambda: any("防災訓練の名簿" in each["text"] for each in anpi.mails.messages(mail, whole=True)), 30,
        "everybody in the file is told")
    seen = sit_down("B000006")
    seen.settle()
    told = seen.page.locator(".msg", has_text="あなたの連絡先が閲覧されました")
    expect(told).to_contain_text("夜間の連絡網の確認")
    expect(told).to_contain_text("防災訓練の名簿")
    seen.look("disclose-told")
    seen.page.goto("/menu?lang=en")
    expect(seen.page.locator("main")).to_contain_text("Your contacts were looked at")
    seen.look("disclose-told-english")
    seen.page.goto("/menu?lang=ja")
    seen.page.get_by_role("button", name="読みました").click()
    expect(seen.page.locator("main")).not_to_contain_text("あなたの連絡先が閲覧されました")
    page.goto("/audit?action=contacts")
    expect(main).to_contain_text("理由：夜間の連絡網の確認")
    anpi.api("PATCH", "/settings", {"administratorsSeeContacts": False})
    page.goto(f"/people/{one}")
    assert page.get_by_role("link", name="連絡先を確認する").count() == 0
    anpi.api("PATCH", "/settings", {"administratorsSeeContacts": True})


def test_what_leavers_and_programs_leave_behind_is_shown(anpi, sit_down):  # noqa: F811
    reader = sit_down("B000001")
    reader.sign_in(PASSWORD)
    page = reader.page
    main = page.locator("main")
    second = person(anpi, "B000009")["id"]
    anpi.api("PATCH", f"/people/{second}", {"role": "administrator", "employment": "active"})
    maker = sit_down("B000009")
    maker.settle()
    maker.page.goto("/tokens/new")
    maker.page.locator("#name").fill("名簿連携")
    maker.page.locator("input[value=provision]").check()
    maker.page.get_by_role("button", name="発行する").click()
    token = maker.page.locator("b.mono").inner_text()
    anpi.api("PATCH", f"/people/{second}", {"employment": "left"})
    page.goto("/tokens")
    expect(main).to_contain_text("退職した方が発行したトークンが1件、有効です")
    reader.look("tokens-maker-left")
    page.goto("/tokens?lang=en")
    reader.look("tokens-maker-left-english")
    page.goto("/people?lang=ja")
    expect(main).not_to_contain_text("退職にしました")
    # The token works on, and lets everybody leave.
    gone = 0
    for login in range(2, 9):
        one = person(anpi, f"B00000{login}")
        if one["employment"] != "left":
            answer = request(
                f"{anpi.url}/scim/v2/Users/{one['id']}", method="DELETE", headers={"Authorization": f"Bearer {token}"})
            assert answer.status == 204
            gone += 1
    assert gone > 3
    page.goto("/people")
    expect(main).to_contain_text(f"連携システムが{gone}人を退職にしました")
    reader.look("people-many-left")
    page.goto("/people?lang=en")
    reader.look("people-many-left-english")
    page.goto("/people?lang=ja")
    page.get_by_role("link", name="退職した方を見る").click()
    expect(page).to_have_url(re.compile("retired=only"))
