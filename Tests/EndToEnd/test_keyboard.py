"""Second factors with Tab, Enter and Space alone: set up, log in, an office's policies, a reset of somebody."""

import re

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, SQLite
from programs import MailCatcher
from test_browser import Reader, browser  # noqa: F401: a fixture
from test_second_factor import shown


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    """An office with two clients; all of them use second factors."""
    folder = tmp_path_factory.mktemp("keyboard")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails)
    anpi.first = anpi.prepare_office({"A000102": "宮下 由美"}, clients=("000001", "000002"))
    anpi.first["B000002"] = anpi.hand_out("B000002")
    anpi.run("office", "change", "A0001", "--second-factor", "yes")
    anpi.run("tenant", "change", "000002", "--second-factor", "yes")
    anpi.start()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


class Typist(Reader):
    """Has no mouse."""

    def log_in(self, password):
        self.page.goto("/login")
        self.write("organization", "a0001" if self.login.startswith("A") else self.anpi.code)
        self.write("loginID", self.login)
        self.write("password", password)
        self.page.keyboard.press("Enter")

    def set_up(self):
        """The first login, up to the menu (R-079 to R-096)."""
        page = self.page
        self.log_in(self.anpi.first[self.login])
        expect(page).to_have_url(re.compile("/login/password$"))
        self.write("newPassword", PASSWORD)
        expect(page.locator(".gauge")).not_to_have_attribute("data-level", "0")
        self.write("confirmation", PASSWORD)
        page.keyboard.press("Enter")
        self.choose_all()
        expect(page).to_have_url(re.compile("/security/app$"))
        self.key = page.locator("[data-copy]").get_attribute("data-copy")
        self.write("code ", "123")
        page.keyboard.press("Enter")
        # What was wrong has the focus, and leads to the field.
        expect(page.locator("#errors")).to_be_focused()
        self.key = page.locator("[data-copy]").get_attribute("data-copy")
        self.press("6桁の数字を入力してください")
        page.keyboard.type(shown(self.key))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/login/backup$"))
        self.press("コードを安全に記録しました", "Space")
        self.press("メインメニューへ")
        expect(page).to_have_url(re.compile("/menu$"))

    def choose_all(self):
        if not self.login.startswith("A"):
            expect(self.page).to_have_url(re.compile("/login/scope$"))
            self.press("すべての機能を利用する")


@pytest.fixture
def sit_down(browser, anpi):  # noqa: F811
    people = []

    def sit_down(login):
        people.append(Typist(browser, anpi, login))
        return people[-1]
    yield sit_down
    for person in people:
        person.close()


def test_an_app_is_set_up_and_asked_for_without_a_mouse(sit_down):
    """R-069, R-079, R-083"""
    person = sit_down("B000002")
    page = person.page
    person.set_up()
    person.press("ログアウト")
    expect(page).to_have_url(re.compile("/logout$"))
    person.press("ログアウトする")
    expect(page.locator("h1")).to_have_text("ログアウトしました")
    person.log_in(PASSWORD)
    person.choose_all()
    expect(page).to_have_url(re.compile("/login/code$"))
    # The code of this half minute was used for the set-up.
    person.write("code ", shown(person.key, 30))
    person.press("認証する")
    expect(page).to_have_url(re.compile("/menu$"))


def test_an_office_sets_a_policy_and_resets_somebody_without_a_mouse(sit_down, anpi):
    """R-004, R-054, R-115"""
    staff = sit_down("A000102")
    page = staff.page
    staff.set_up()
    staff.press("2要素認証設定\n")
    expect(page).to_have_url(re.compile("/office/policy$"))
    staff.press("事業所01を選ぶ", "Space")
    expect(page.locator("tr.last")).to_contain_text("000001")
    staff.press("一括登録 (1件)")
    expect(page.locator("main")).to_contain_text("チェックした1件の事業所すべてに適用します")
    staff.press("登録")
    expect(page.locator("[role=status]")).to_contain_text("1件の事業所の2要素認証設定を登録しました")
    staff.press("事業所一覧")
    expect(page).to_have_url(re.compile("/office/orgs$"))
    staff.press("ログインID管理事業所02")
    expect(page).to_have_url(re.compile("/accounts$"))
    staff.press("能登 2")
    expect(page.locator("h1")).to_have_text("能登 2")
    staff.press("2要素認証設定解除")
    expect(page.locator("main")).to_contain_text("000002　事業所02")
    staff.write("reason", "スマートフォンの紛失")
    staff.write("password", PASSWORD)
    staff.press(" 解除")
    expect(page.locator("[role=status]")).to_contain_text("2要素認証の設定を解除しました")
    assert anpi.query("SELECT COUNT(*) FROM app_factor f JOIN person p ON p.tenant_id = f.tenant_id "
                      "AND p.id = f.person_id WHERE p.login_id = 'B000002'") == [(0,)]
