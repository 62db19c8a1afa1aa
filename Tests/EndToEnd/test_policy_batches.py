"""An office decides for thousands of clients, and the power goes while they are told."""

import contextlib
import re
import sqlite3

from playwright.sync_api import expect

from programs import wait_until
from test_browser import browser  # noqa: F401 (a fixture)
from test_office import Staff
from test_second_factor import set_up_app

CLIENTS = 3_000


def test_after_a_power_cut_every_client_has_heard_of_it_once(make_installation, mails, browser):  # noqa: F811
    """R-065"""
    anpi = make_installation(mails)
    anpi.staff = anpi.prepare_office({"A000102": "宮下 由美"}, "--administrator")
    with contextlib.closing(sqlite3.connect(anpi.database.path)) as database, database:
        database.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option, created_at)"
            " SELECT i, (SELECT id FROM office), 'many' || i, '多数', 'x', 'standard', 0, 0, 0 FROM n", (CLIENTS,))
    staff = Staff(browser, anpi.start(), "A000102")
    try:
        staff.settle()
        page = staff.page
        page.goto("/office/settings")
        page.get_by_label("使用する").check()
        page.get_by_role("button", name="登録").click()
        page.get_by_role("button", name="登録").click()
        page.get_by_role("button", name="2要素認証に進む").click()
        set_up_app(page)
        page.goto("/office/policy?name=多数")
        page.get_by_role("button", name="全チェックON").click()
        page.get_by_role("button", name=re.compile("^一括登録")).click()
        expect(page.locator("main")).to_contain_text("3,000件")
        page.get_by_role("button", name="登録").click(no_wait_after=True)

        def left():
            return anpi.query("SELECT (SELECT COUNT(*) FROM policy_batch WHERE place > 0), COUNT(*) FROM policy_batch_item")[0]
        wait_until(lambda: left()[0] == 1, 30, "the decision holds", interval=0.005)
        anpi.kill()
        holds, waiting = left()
        assert holds == 1 and 0 < waiting <= CLIENTS, "the power went too late or too early"
        heard = "SELECT COUNT(*), COUNT(DISTINCT subject) FROM audit WHERE action = 'policy.changed'"
        assert anpi.query(heard) == [(2 * (CLIENTS - waiting), CLIENTS - waiting)]
        anpi.start()
        wait_until(lambda: left() == (0, 0), 30, "everybody has heard of it")
        # In each client's chain and in the office's.
        assert anpi.query(heard) == [(2 * CLIENTS, CLIENTS)]
        used = "SELECT COUNT(DISTINCT tenant_id), COUNT(*), MIN(uses_second_factor) FROM access_policy"
        assert anpi.query(used) == [(CLIENTS, CLIENTS, 1)]
        assert anpi.query("SELECT COUNT(*) FROM policy_batch") == [(0,)]
        anpi.stop()
        anpi.run("audit", "verify")
    finally:
        # The switch made this session a limited one, and the answer to the last form never came.
        staff.complaints.clear()
        staff.close()
