"""Contacts are asked again in peacetime: real mail over weeks of a clock that is set, and a real browser."""

import datetime
import re
import sqlite3
import time

import pytest
from playwright.sync_api import expect

from faults import Faults
from installation import PASSWORD, Installation, SQLite, address
from programs import MailCatcher, wait_until
from test_browser import browser, sit_down  # noqa: F401

DAY = 86_400
JAPAN = datetime.timezone(datetime.timedelta(hours=9))


def towards_eleven():
    """Seconds from now to eleven in the morning in Japan, on whichever day is next: nobody is asked at night."""
    now = datetime.datetime.now(JAPAN)
    return round((now.replace(hour=11, minute=0, second=0) - now).total_seconds()) % DAY


@pytest.fixture
def anpi(tmp_path):
    mails = MailCatcher(tmp_path)
    anpi = Installation(tmp_path, SQLite(tmp_path), mails).prepare(people=3)
    anpi.mails, anpi.faults, anpi.morning = mails, Faults(tmp_path, tmp_path / "nothing"), towards_eleven()
    anpi.environment |= anpi.faults.variables
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


def at(anpi, days):
    """The installation on a morning so many days from now."""
    anpi.stop()
    anpi.faults.set(seconds=anpi.morning + days * DAY)
    anpi.start()


def asked(anpi, number, count):
    """The links of the first so many mails that ask a person's address, once they have come."""
    pattern = re.escape(anpi.url) + r"/v/[0-9a-z]+-[0-9a-f]{32}"

    def links():
        found = []
        for mail in anpi.mails.messages(address(number), whole=True):
            found += re.findall(pattern, mail["text"])
        return found if len(found) >= count else None
    return wait_until(links, 60, f"{count} mails to {address(number)}")


def confirmed(anpi, number):
    with sqlite3.connect(anpi.database.path, timeout=20) as store:
        return store.execute(
            "SELECT c.verified_at FROM contact c JOIN person p ON p.id = c.person_id WHERE p.login_id = ? AND c.kind = 'mail'",
            [f"B{number:06d}"]).fetchone()[0]


def test_an_old_confirmation_is_asked_again_and_ends_if_nobody_answers(anpi, sit_down):  # noqa: F811
    """R-152: “not confirmed since …”, in an organization that decided so"""
    anpi.faults.set(seconds=anpi.morning)
    anpi.start().sign_in()
    anpi.api("PATCH", "/settings", {"contactReviewDays": 180})
    silent = sit_down("B000002")
    silent.settle()
    old = int((time.time() - 200 * DAY) * 1000)
    with sqlite3.connect(anpi.database.path, timeout=20) as store:
        store.execute("UPDATE contact SET verified_at = ? WHERE kind = 'mail'", [old])
    day = datetime.datetime.fromtimestamp(old / 1000, JAPAN)

    # A week after the first mail there is one more; whoever pressed the first one gets none.
    at(anpi, 0)
    for number in (2, 3):
        asked(anpi, number, 1)
    mail = next(mail for mail in anpi.mails.messages(address(3), whole=True) if "連絡先確認" in mail["subject"])
    silent.page.goto(asked(anpi, 3, 1)[0])
    expect(silent.page.get_by_role("main")).to_contain_text("•••@mail.example")
    silent.look("contact-review-asked")
    silent.page.get_by_role("button", name="届きました").click()
    expect(silent.page.get_by_text("連絡先を確認しました")).to_be_visible()
    assert "心当たりのない" in mail["text"] and confirmed(anpi, 3) > old and confirmed(anpi, 2) == old
    at(anpi, 7)
    asked(anpi, 2, 2)
    assert confirmed(anpi, 2) == old, "it counts until the reminder is a week old, too"
    at(anpi, 14)
    wait_until(lambda: confirmed(anpi, 2) is None, 60, "the confirmation of 200 days ago counts no more")
    assert len(asked(anpi, 3, 1)) == 1 and confirmed(anpi, 3) > old

    silent.sign_in(PASSWORD)
    page = silent.page
    expect(page).to_have_url(re.compile("/menu$"))
    page.goto("/me/profile")
    expect(page.get_by_role("main")).to_contain_text(f"{day.year}年{day.month}月{day.day}日のあと、届くことを確認していません")
    silent.look("contact-review-lapsed")
    page.goto("/me/profile?lang=en")
    expect(page.get_by_role("main")).to_contain_text(f"Not confirmed since {day.day} {day:%B} {day.year}")
    silent.look("contact-review-lapsed-en")
    page.goto("/me/profile?lang=ja")
    # A test mail makes it count again.
    page.locator("button[name=test][value=mail1]").click()
    page.goto(asked(anpi, 2, 3)[-1])
    page.get_by_role("button", name="届きました").click()
    expect(page.get_by_text("連絡先を確認しました")).to_be_visible()
    assert confirmed(anpi, 2) > old + 200 * DAY * 1000
    page.goto("/me/profile")
    expect(page.get_by_role("main")).not_to_contain_text("のあと、届くことを確認していません")
