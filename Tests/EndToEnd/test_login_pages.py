"""The pages around logins in English, each looked at on a phone and on a screen: nothing sticks out, nothing is Japanese."""

import re

import pytest

from installation import PASSWORD
from test_codes import Person, anpi, browser, sit_down  # noqa: F401: fixtures
from test_second_factor import set_up_app, shown

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


class SeesEnglish:
    """Looks at pages in English, and acts in Japanese."""

    def see(self, *paths):
        for path in paths:
            self.page.goto(path + ("&" if "?" in path else "?") + "lang=en")
            self.see_words(re.sub("[^a-z]+", "-", path).strip("-"))
        self.page.goto("/help?lang=ja")

    def see_words(self, name):
        """The page that is shown in English now."""
        self.look("en-" + name)
        words = "\n".join(
            line for line in self.page.locator("main").inner_text().splitlines()
            # What people and organizations call themselves stays as it is.
            if not re.search("能登|青海|七尾|ノト|石川|機種変更|日本語|事業所|みやした|宮下|お知らせの件", line))
        assert not JAPANESE.search(words), f"{name}: {words}"

    def see_here(self, name):
        """The page as it stands, which an address alone does not lead to."""
        self.page.goto(self.page.url.split("?")[0] + "?lang=en")
        self.look("en-" + name)
        self.page.goto(self.page.url.split("?")[0] + "?lang=ja")


class EnglishReader(SeesEnglish, Person):
    """Somebody of an organization that asks for a second factor."""


@pytest.fixture
def reader(browser, anpi):  # noqa: F811
    people = []

    def reader(login):
        people.append(EnglishReader(browser, anpi, login))
        return people[-1]
    yield reader
    for person in people:
        person.context.close()


def test_everybodys_pages_in_english(anpi, reader):  # noqa: F811
    """R-043"""
    person = reader("B000004")
    person.begin()
    person.see("/security/app", "/security/mail", "/security/phone", "/security/passkey", "/login/apps")
    page = person.page
    page.goto("/security/app")
    key = page.locator("[data-copy]").get_attribute("data-copy")
    set_up_app(page)
    person.arrived()
    person.see(
        "/security", "/security/backup", "/security/reset", "/security/reset/password", "/security/app/remove",
        "/security/mail", "/me/password", "/bookmark", "/help", "/news", "/menu")
    page.goto("/logout")
    page.get_by_role("button", name="ログアウトする").click()
    person.see("/login", "/help/reissue", "/login/external")
    person.sign_in(PASSWORD)
    person.see_here("login-scope")
    person.choose_all()
    person.see("/login/code", "/login/recover")
    page.goto("/login/code")
    page.get_by_label("6桁のコード").fill("000000")
    page.get_by_role("button", name="認証する").click()
    person.look("factor-code-wrong")
    page.get_by_label("6桁のコード").fill(shown(key, 30))
    page.get_by_role("button", name="認証する").click()
    person.arrived()


def test_an_administrators_pages_in_english(anpi, reader):  # noqa: F811
    """R-043, R-116"""
    other = anpi.query("SELECT id FROM person WHERE login_id = 'B000005'")[0][0]
    anpi.first["B000001"] = anpi.first_password
    person = reader("B000001")
    person.begin()
    set_up_app(person.page)
    person.arrived()
    person.see(
        "/accounts", f"/accounts/{other}", f"/accounts/{other}/reset", "/settings/access", "/settings", "/tokens",
        "/tokens/new", "/audit", "/maintenance", "/people", "/people/new", "/people/import", "/security/prove")
