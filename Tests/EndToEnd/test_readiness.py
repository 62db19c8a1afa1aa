"""Who could be reached in an emergency: the report, its lists and its file, in a real browser with and without script."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, SQLite
from programs import MailCatcher, wait_until
from test_browser import browser, sit_down  # noqa: F401


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readiness")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=25, voice=5)
    anpi.mails = mails
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


def change(anpi, *statements):
    """Things that happen in months: somebody confirms, something comes back."""
    database = sqlite3.connect(anpi.folder / "data/anpi.db", timeout=10)
    with database:
        for statement in statements:
            database.execute(statement)
    database.close()


def settled(anpi):
    return anpi.api("GET", "/readiness")["pending"] == 0


@pytest.mark.parametrize("has_script", [True, False])
def test_the_report_leads_to_the_people(anpi, sit_down, has_script):  # noqa: F811
    change(
        anpi, "UPDATE contact SET verified_at = 1 WHERE value LIKE 'p_@mail.example'",
        "UPDATE contact SET verified_at = 1 WHERE kind = 'phone' AND person_id IN "
        "(SELECT id FROM person WHERE login_id = 'B000005')",
        "UPDATE contact SET failed_at = 7, failing_since = 7, failure = 'mailboxUnknown 550 5.1.1' "
        "WHERE value IN ('p3@mail.example', 'p4@mail.example')")
    wait_until(lambda: settled(anpi), 30, "the changes are counted")
    numbers = anpi.api("GET", "/readiness")
    assert (numbers["people"], numbers["ready"]) == (25, 1)
    assert numbers["flags"]["deadAddress"] == 2 and numbers["flags"]["neverLoggedIn"] == 24
    reader = sit_down("B000001", has_script)
    page = reader.page
    reader.sign_in(PASSWORD)
    page.goto("/maintenance")
    page.get_by_role("link", name=re.compile("^連絡の備え")).click()
    expect(page.get_by_text("1人（4%）")).to_be_visible()
    expect(page.get_by_role("rowheader", name="七尾工場")).to_be_visible()
    reader.look("readiness" if has_script else "readiness-plain")
    page.get_by_role("link", name="2人").first.click()
    expect(page).to_have_url(re.compile("/people[?]needs=deadAddress"))
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_label("連絡の備え")).to_have_value("deadAddress")
    reader.look("readiness-people" if has_script else "readiness-people-plain")
    with page.expect_download() as file:
        page.get_by_role("link", name="CSVに保存", exact=True).click()
    lines = file.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["B000003", "B000004"]
    page.goto("/readiness?lang=en")
    page.goto("/readiness")
    expect(page.get_by_role("heading", name="Readiness")).to_be_visible()
    reader.look("readiness-english" if has_script else "readiness-english-plain")
    page.goto("/readiness?lang=ja")


def is_reminded(anpi, address, gap):
    return any(gap in mail["text"] for mail in anpi.mails.messages(address, whole=True))


@pytest.mark.parametrize("has_script", [True, False])
def test_a_number_is_reminded_in_two_clicks(anpi, sit_down, has_script):  # noqa: F811
    gap = "一度もログインしていない" if has_script else "住所が足りない"
    change(
        anpi,
        "DELETE FROM address WHERE person_id IN (SELECT id FROM person WHERE login_id IN ('B000008', 'B000009'))",
        *("INSERT OR IGNORE INTO readiness_day SELECT id, '2026-0" + f"{month}-01', '{measure}', {people} FROM tenant"
          for month in (1, 2) for measure, people in (("people", 25), ("ready", month * 5), ("noFactor", 25))))
    wait_until(lambda: settled(anpi), 30, "the changes are counted")
    reader = sit_down("B000001", has_script)
    page = reader.page
    reader.sign_in(PASSWORD)
    page.goto("/readiness")
    expect(page.get_by_text("2026-02-01")).to_be_visible()
    reader.look("readiness-days" if has_script else "readiness-days-plain")
    page.get_by_role("button", name=re.compile(f"^お知らせを送る.*{gap}")).click()
    expect(page).to_have_url(re.compile("/b/[0-9]+/check$"))
    reader.look("readiness-reminder" if has_script else "readiness-reminder-plain")
    page.locator("form[action$='/send'] button").first.click()
    expect(page).to_have_url(re.compile("/b/[0-9]+$"))
    expected = ["p2@mail.example", "p10@mail.example"] if has_script else ["p8@mail.example", "p9@mail.example"]
    for address in expected:
        wait_until(lambda: is_reminded(anpi, address, gap), 60, f"the reminder to {address}")
    assert not is_reminded(anpi, "p1@mail.example" if has_script else "p10@mail.example", gap)
    page.goto("/readiness")
    page.get_by_role("button", name=re.compile(f"^お知らせを送る.*{gap}")).click()
    expect(page.get_by_text("24時間以内にお知らせを送っています")).to_be_visible()
    reader.look("readiness-reminded" if has_script else "readiness-reminded-plain")
