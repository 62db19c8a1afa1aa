"""Another provider's login in a real browser: out to the provider's page and back, linked, used, unlinked (R-038, R-039)."""

import re

from playwright.sync_api import expect

from installation import PASSWORD
from test_browser import Reader, browser  # noqa: F401 (a fixture)
from test_openid import anpi, provider  # noqa: F401 (fixtures)


def sign_in_there(reader, provider, subject):  # noqa: F811
    """At the provider's page, to which ours led by itself. What the browser finds wrong with that page is not our matter."""
    page = reader.page
    # It may have opened already; no page of ours loads anything by another name.
    assert [each for each in reader.complaints if "ERR_NAME_NOT_RESOLVED" not in each] == []
    page.wait_for_url(re.compile("^" + re.escape(provider.issuer)))
    page.locator("input[name=sub]").fill(subject)
    page.locator("form [type=submit], form button").first.click()
    page.wait_for_url(re.compile("^" + re.escape(reader.anpi.url)))
    reader.complaints.clear()


def test_an_account_is_linked_used_and_unlinked_in_a_browser(anpi, provider, browser):  # noqa: F811
    first = Reader(browser, anpi, "B000001")
    page = first.page
    page.goto("/me/profile")
    expect(page).to_have_url(re.compile("/login\\?next="))
    first.look("external-login-page")
    # The button works before anything is typed, and asks for what is missing.
    page.get_by_role("button", name="外部アカウントでログイン").click()
    first.look("external-organization")
    page.get_by_label("団体コード").fill(anpi.code)
    page.get_by_role("button", name="外部アカウントへ進む").click()
    sign_in_there(first, provider, "hanako")
    expect(page).to_have_url(re.compile("/login/external/link$"))
    expect(page.locator("main")).to_contain_text("hanako")
    page.get_by_label("団体コード").fill(anpi.code)
    page.locator("#loginID").fill("B000001")
    page.locator("#password").fill("wrong")
    page.get_by_role("button", name="連携してログインする").click()
    first.look("external-link-refused")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="連携してログインする").click()
    expect(page).to_have_url(re.compile("/me/profile$"))
    expect(page.locator("main")).to_contain_text("外部アカウントと連携しました")
    page.goto("/security")
    first.look("security-linked")
    first.close()

    second = Reader(browser, anpi, "B000001")
    page = second.page
    page.goto("/login")
    page.get_by_label("団体コード").fill(anpi.code)
    page.get_by_role("button", name="外部アカウントでログイン").click()
    sign_in_there(second, provider, "hanako")
    expect(page).to_have_url(re.compile("/menu$"))
    page.goto("/security")
    page.get_by_role("link", name="連携を解除").click()
    second.look("external-unlink")
    page.get_by_role("button", name="解除").click()
    expect(page.locator("main")).to_contain_text("解除しました")
    # Linked anew by whoever is in, after a question.
    page.get_by_role("link", name="連携する").click()
    second.look("external-begin")
    page.get_by_role("button", name="外部アカウントへ進む").click()
    sign_in_there(second, provider, "hanako")
    expect(page.locator("main")).to_contain_text("このアカウントと連携しますか")
    second.look("external-confirm")
    page.get_by_role("button", name="連携する").click()
    expect(page.locator("main")).to_contain_text("外部アカウントと連携しました")
    second.close()
