"""A phone without a code at hand: what is open, what is not, and the way from there to the code and back."""

import re

import pytest
from playwright.sync_api import expect

from installation import PASSWORD
from test_browser import PICTURES, Reader, browser  # noqa: F401 (a fixture)
from test_second_factor import choose_password, shown

#: Chromium on a phone says so in both ways.
PHONE = {
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
                  "Chrome/126.0.0.0 Mobile Safari/537.36",
    "viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "locale": "ja-JP",
}


class Phone(Reader):
    """A person with a phone."""

    def __init__(self, browser, anpi, login):
        super().__init__(browser, anpi, login)
        self.context.close()
        self.context = browser.new_context(base_url=anpi.url, **PHONE)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()

    def look(self, name):
        self.page.screenshot(path=PICTURES / f"{name}-360.png", full_page=True)
        sizes = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert sizes[0] <= sizes[1], f"{name} is {sizes[0]} px wide on a phone of {sizes[1]}"


@pytest.fixture
def guarded(make_installation, mails):
    """An organization whose people were asked for their safety, and that uses a second factor since then."""
    anpi = make_installation(mails).prepare(people=6)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    anpi.wait_until_asked(anpi.broadcast(), 6, 30)
    anpi.first = {login: anpi.hand_out(login) for login in ("B000002", "B000001")}
    anpi.stop()
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    return anpi.start()


def test_on_a_phone_the_own_is_open_and_the_rest_is_a_code_away(browser, guarded):  # noqa: F811
    """R-069 to R-077, R-013, R-019"""
    phone = Phone(browser, guarded, "B000001")
    page = phone.page
    choose_password(phone)
    expect(page.get_by_role("button")).to_contain_text(["すべての機能を利用する", "のみ利用する", "キャンセル"])
    phone.look("phone-choice")
    page.get_by_role("button", name="のみ利用する").tap()
    expect(page).to_have_url(re.compile("/menu$"))
    expect(page.locator("main")).to_contain_text("コードなしでログインしています")
    phone.look("phone-limited-menu")
    # An administrator, and yet nothing of the others; neither パスワード変更 nor 届出 on a phone.
    hrefs = page.locator("a").evaluate_all("list => list.map(each => each.getAttribute('href'))")
    assert {"/me/answers", "/logout"} <= set(hrefs), hrefs
    closed = {"/b", "/people", "/maintenance", "/news", "/disaster", "/security", "/me/password", "/me/profile"}
    assert not closed & set(hrefs), hrefs

    page.get_by_role("link", name=re.compile("^回答する")).first.tap()
    phone.look("phone-limited-answer")
    page.get_by_role("button", name=re.compile("けがはありません")).tap()
    expect(page.locator("main")).to_contain_text(re.compile("受け付けました|ありがとう|登録しました"))
    phone.look("phone-limited-answered")

    # Read, with the way on; no form that would end in a refusal.
    assert page.goto("/me/profile").status == 200
    expect(page.locator("main")).to_contain_text("いまは見るだけの画面です")
    assert page.locator("main form").evaluate_all("list => list.map(each => each.getAttribute('action'))") == [
        "/login/widen"]
    phone.look("phone-limited-profile")
    for place in ("/me/password", "/security", "/b", "/people?dept=7"):
        assert page.goto(place).status == 403, place
        expect(page.locator("main")).to_contain_text("2要素認証が必要です")
    phone.look("phone-limited-refused")
    page.get_by_role("button", name="2要素認証に進む").tap()
    expect(page).to_have_url(re.compile("/security/app$"))
    phone.look("phone-set-up")
    key = page.locator("[data-copy]").get_attribute("data-copy")
    page.get_by_label("アプリに表示された6桁の数字").fill(shown(key))
    page.get_by_role("button", name="登録する").tap()
    expect(page).to_have_url(re.compile("/login/backup$"))
    page.locator("input[name=kept]").check()
    page.locator("form:has(input[name=kept]) button.btn").tap()
    expect(page).to_have_url(re.compile(r"/people\?dept=7$"))

    page.goto("/logout")
    page.get_by_role("button", name="ログアウト").tap()
    expect(page.get_by_role("button", name="ログアウト")).to_have_count(0)
    phone.sign_in(PASSWORD)
    page.get_by_role("button", name="のみ利用する").tap()
    expect(page).to_have_url(re.compile("/menu$"))
    assert page.goto("/b").status == 403
    page.get_by_role("button", name="2要素認証に進む").tap()
    expect(page).to_have_url(re.compile("/login/code$"))
    phone.look("phone-code")
    # The next step's code is taken early, so nobody has to wait here.
    page.get_by_label("6桁のコード").fill(shown(key, 30))
    page.get_by_role("button", name="認証する").tap()
    expect(page).to_have_url(re.compile("/b$"))
    phone.look("phone-after-code")
    phone.context.close()
