"""People leave, come back, and move in numbers: pages in a real browser."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, SQLite
from programs import MailCatcher
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
    page.get_by_role("link", name="もう一度登録する").click()
    reader.look("roster-taken-up")
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name=re.compile("登録する")).click()
    back = person(anpi, "B000004")
    assert back["id"] == left["id"]
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
