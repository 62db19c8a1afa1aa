"""What people do about their own logins, finished in a real browser: a lost phone, sessions elsewhere, proofs, a password."""

import contextlib
import re
import sqlite3

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, Installation, SQLite
from programs import MailCatcher
from test_browser import STRONG, browser  # noqa: F401: a fixture
from test_codes import Person
from test_second_factor import shown

HELP_DESK = "安否サポート係 03-0000-0000（平日 9:00–17:30）"


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    """An organization that asks for a second factor; each test is another one of its people."""
    folder = tmp_path_factory.mktemp("own")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails, ANPI_HELP_DESK=HELP_DESK).prepare(people=7)
    anpi.first = {f"B00000{number}": anpi.hand_out(f"B00000{number}") for number in range(2, 8)}
    anpi.first["B000001"] = anpi.first_password
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    anpi.start()
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


class Owner(Person):
    """Somebody with an app, who is not always where it is."""

    def set_up(self):
        """The first login up to the menu; returns the backup codes."""
        self.begin()
        self.key = self.page.locator("[data-copy]").get_attribute("data-copy")
        self.register()
        codes = self.codes()
        self.keep_codes()
        expect(self.page).to_have_url(re.compile("/menu$"))
        return codes

    def register(self):
        """Types what the app shows, up to the backup codes."""
        self.page.get_by_label("アプリに表示された6桁の数字").fill(shown(self.key))
        self.page.get_by_role("button", name="登録する").click()
        expect(self.page).to_have_url(re.compile("/login/backup$"))

    def codes(self):
        """The backup codes that are on the page."""
        codes = self.page.locator("#codes li").all_inner_texts()
        assert len(set(codes)) == 10, codes
        return codes

    def recover(self, code, use):
        """From the question for the app's code to what a backup code does."""
        if self.page.url.endswith("/login/code"):
            self.page.get_by_role("link", name="ログインできない方はこちら").click()
        expect(self.page).to_have_url(re.compile("/login/recover$"))
        self.page.locator("#code").fill(code)
        self.page.get_by_label(use).check()
        self.page.get_by_role("button", name="OK").click()

    def log_in(self, later=30):
        """The next login with the app: the code of this half minute was used for the set-up."""
        self.sign_in(PASSWORD)
        self.choose_all()
        self.page.get_by_label("6桁のコード").fill(shown(self.key, later))
        self.page.get_by_role("button", name="認証する").click()
        expect(self.page).to_have_url(re.compile("/menu$"))

    def let_ten_minutes_pass(self):
        """The program's clock is the machine's, so the last proof moves instead."""
        with contextlib.closing(sqlite3.connect(self.anpi.database.path, timeout=10)) as database, database:
            moved = database.execute(
                "UPDATE session SET proved_at = proved_at - 600000 WHERE person_id = "
                "(SELECT id FROM person WHERE login_id = ?)", (self.login,))
            assert moved.rowcount > 0

    def prove(self, code):
        """Password and code, once more."""
        expect(self.page.locator("h1")).to_have_text("本人確認")
        self.page.locator("#password").fill(PASSWORD)
        self.page.get_by_label("認証アプリの6桁コード").fill(code)
        self.page.get_by_role("button", name="確認する").click()

    def is_out(self):
        """Whether the next thing that is asked for needs a login."""
        self.page.goto("/me/profile")
        return re.search(r"/login\?next=", self.page.url) is not None


@pytest.fixture
def sit_down(browser, anpi):  # noqa: F811
    people = []

    def sit_down(login, has_script=True):
        people.append(Owner(browser, anpi, login, has_script))
        return people[-1]
    yield sit_down
    for person in people:
        person.complaints = [each for each in person.complaints if "status of 403" not in each]
        person.close()


def test_a_backup_code_lets_in_once_and_another_sets_up_anew(sit_down):
    """R-119, R-120, R-121, R-125"""
    person = sit_down("B000002")
    page = person.page
    codes = person.set_up()
    person.again()
    person.recover("ABCD-EFGH-JKLM-NPQR", "今回だけログインする")
    expect(page.locator("main")).to_contain_text("あと4回")
    expect(page.locator("main")).to_contain_text("コードが分からないときは、団体の管理者に依頼してください")
    expect(page.get_by_label("今回だけログインする")).to_be_checked()
    person.look("recover-wrong")
    person.recover(codes[0].lower().replace("-", " "), "今回だけログインする")
    expect(page).to_have_url(re.compile("/menu$"))
    page.goto("/security")
    expect(page.locator("main")).to_contain_text("未使用 9個")
    expect(page.get_by_role("row").filter(has_text="認証アプリ")).to_contain_text("設定されています")

    person.again()
    person.recover(codes[0], "今回だけログインする")
    expect(page.locator("main")).to_contain_text("すでに使われています")
    person.recover(codes[1], "2要素認証を設定し直す")
    expect(page).to_have_url(re.compile("/security/app$"))
    old, person.key = person.key, page.locator("[data-copy]").get_attribute("data-copy")
    assert person.key != old
    person.register()
    fresh = person.codes()
    assert not set(fresh) & set(codes)
    person.keep_codes()
    expect(page).to_have_url(re.compile("/menu$"))

    # Neither the old app nor what is left of the old codes opens anything.
    person.again()
    person.recover(codes[2], "今回だけログインする")
    expect(page.locator("main")).to_contain_text("あと4回")
    page.get_by_role("link", name="キャンセル").click()
    page.get_by_label("6桁のコード").fill(shown(old))
    page.get_by_role("button", name="認証する").click()
    expect(page.locator("main")).to_contain_text("入力されたコードが一致しません")
    page.get_by_label("6桁のコード").fill(shown(person.key, 30))
    page.get_by_role("button", name="認証する").click()
    expect(page).to_have_url(re.compile("/menu$"))


def test_sessions_elsewhere_are_ended_from_the_list(sit_down):
    """R-041"""
    person, other, third = sit_down("B000003"), sit_down("B000003"), sit_down("B000003")
    person.set_up()
    other.key = person.key
    other.log_in()
    third.sign_in(PASSWORD)
    third.page.get_by_role("button", name="安否の回答").click()
    expect(third.page).to_have_url(re.compile("/menu$"))
    page = person.page
    page.goto("/security")
    rows = page.get_by_role("row").filter(has=page.get_by_role("button", name=re.compile("^ログアウトさせる")))
    expect(rows).to_have_count(3)
    own, limited = rows.filter(has_text="この端末"), rows.filter(has_text="限定")
    expect(own).to_have_count(1)
    expect(limited).to_have_count(1)
    person.look("sessions")
    rows.filter(has_not_text="この端末").filter(has_not_text="限定").get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("ほかの端末からログアウトさせました")
    expect(rows).to_have_count(2)
    assert other.is_out()
    assert not third.is_out()
    # At once all that are left elsewhere, and the own one last.
    page.get_by_role("button", name="この端末以外をすべてログアウトさせる").click()
    expect(rows).to_have_count(1)
    assert third.is_out()
    own.get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("ログアウトしました")
    assert person.is_out()


def test_new_backup_codes_are_shown_once_and_kill_the_old(sit_down):
    """R-123, R-125"""
    person = sit_down("B000004")
    page = person.page
    old = person.set_up()
    page.goto("/security")
    page.get_by_role("link", name="新しいコードを発行する").click()
    page.locator("#password").fill("not-the-password-1")
    page.get_by_role("button", name="発行する").click()
    expect(page.locator("main")).to_contain_text("ご自身のパスワードが一致しません")
    expect(page.locator("#codes")).to_have_count(0)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="発行する").click()
    codes = person.codes()
    assert not set(codes) & set(old)
    person.look("backup-anew")
    page.get_by_role("button", name="続ける").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors")).to_contain_text("コードを安全に記録しました")
    assert person.codes() == codes, "what was noted down still holds"
    person.look("backup-anew-not-kept")
    page.get_by_label("コードを安全に記録しました").check()
    page.get_by_role("button", name="続ける").click()
    expect(page).to_have_url(re.compile("/security$"))
    expect(page.locator("main")).to_contain_text("バックアップコードを発行しました")
    expect(page.locator("main")).to_contain_text("未使用 10個")
    for path in ("/security", "/security/backup", "/login/backup"):
        page.goto(path)
        assert not any(code in page.content() for code in codes), f"{path} shows a code again"
    person.again()
    person.recover(old[0], "今回だけログインする")
    expect(page.locator("main")).to_contain_text("あと4回")
    person.recover(codes[9], "今回だけログインする")
    expect(page).to_have_url(re.compile("/menu$"))


def test_the_own_password_changes_only_after_a_proof_with_the_factor(sit_down):
    """R-022, R-031"""
    person, other = sit_down("B000005"), sit_down("B000005")
    page = person.page
    person.set_up()
    other.sign_in(PASSWORD)
    other.page.get_by_role("button", name="安否の回答").click()
    expect(other.page).to_have_url(re.compile("/menu$"))
    person.let_ten_minutes_pass()
    page.goto("/security")
    page.get_by_role("link", name="パスワードを変更する").click()
    expect(page).to_have_url(re.compile(r"/security/prove\?next="))
    person.look("prove")
    person.prove(shown(person.key, 86_400))
    expect(page.locator("main")).to_contain_text("入力されたコードが一致しません")
    person.look("prove-wrong")
    person.prove(shown(person.key, 30))
    expect(page).to_have_url(re.compile("/me/password$"))
    page.locator("#currentPassword").fill("not-the-password-1")
    for wrong in (True, False):
        page.locator("#newPassword").fill(STRONG)
        expect(page.locator(".gauge")).to_have_attribute("data-level", "3")
        page.locator("#confirmation").fill(STRONG)
        if not wrong:
            page.locator("#currentPassword").fill(PASSWORD)
        page.get_by_role("button", name="登録する").click()
        if wrong:
            expect(page.locator("#errors")).to_contain_text("一致しません")
            person.look("own-password-refused")
    expect(page).to_have_url(re.compile("/menu$"))
    expect(page.locator("main")).to_contain_text("パスワードを変更しました")
    assert other.is_out() and not person.is_out()
    page.goto("/logout")
    page.get_by_role("button", name="ログアウトする").click()
    person.sign_in(PASSWORD)
    expect(page.locator("#password")).to_have_value("")
    expect(page).to_have_url(re.compile("/login$"))
    person.sign_in(STRONG)
    expect(page).to_have_url(re.compile("/login/scope$"))


def test_a_proof_that_is_asked_for_leads_back_with_what_was_typed(sit_down):
    """A form that was open for more than ten minutes; nothing of it is in an address or on the page meanwhile."""
    person = sit_down("B000001")
    page = person.page
    person.set_up()
    page.goto("/tokens/new")
    page.locator("#name").fill("人事システム連携")
    page.get_by_role("checkbox").first.check()
    person.let_ten_minutes_pass()
    page.get_by_role("main").locator("form[method=post] button.btn").first.click()
    expect(page.locator("h1")).to_have_text("本人確認")
    assert "人事システム連携" not in page.content() and "next" not in page.url
    person.prove(shown(person.key, 30))
    expect(page).to_have_url(re.compile("/tokens/new$"))
    expect(page.locator("#name")).to_have_value("人事システム連携")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    person.look("token-after-proof")
    page.get_by_role("main").locator("form[method=post] button.btn").first.click()
    expect(page.locator("main")).to_contain_text("anpi_")


def test_an_app_is_removed_after_a_proof_and_asked_for_anew(sit_down):
    """R-112, R-118"""
    person = sit_down("B000006")
    page = person.page
    person.set_up()
    person.let_ten_minutes_pass()
    page.goto("/security")
    app = page.get_by_role("row").filter(has_text="認証アプリ")
    app.get_by_role("link", name=re.compile("解除する")).click()
    expect(page).to_have_url(re.compile(r"/security/prove\?next="))
    person.prove(shown(person.key, 30))
    expect(page).to_have_url(re.compile("/security/app/remove$"))
    # The proof holds for ten minutes, and for whatever needs one.
    for path in ("/security/backup", "/security/reset/password", "/me/password"):
        page.goto(path)
        expect(page).to_have_url(re.compile(path + "$"))
    page.goto("/security/app/remove")
    person.look("app-remove")
    page.get_by_role("button", name="解除する").click()
    expect(page.locator("main")).to_contain_text("解除しました")
    expect(app).to_contain_text("設定されていません")
    page.goto("/logout")
    page.get_by_role("button", name="ログアウトする").click()
    person.sign_in(PASSWORD)
    person.choose_all()
    expect(page).to_have_url(re.compile("/security/app$"))
