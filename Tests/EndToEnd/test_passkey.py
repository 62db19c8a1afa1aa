"""Passkeys in Chromium's virtual authenticator, over the real program."""

import re

import pytest
from playwright.sync_api import expect

from test_codes import Person, anpi, browser, sit_down  # noqa: F401: fixtures


def plug_in(person, verifies=True, transport="internal"):
    """A virtual authenticator, of the device itself or a key that is plugged in; returns how to speak to it."""
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": transport, "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verifies, "automaticPresenceSimulation": True}})
    return session, made["authenticatorId"]


def test_a_passkey_is_set_and_used(anpi, sit_down):  # noqa: F811
    person = sit_down("B000006")
    page = person.page
    session, authenticator = plug_in(person)
    person.begin()
    person.look("app-set-up-with-others")
    page.get_by_role("link", name="パスキー（この端末やセキュリティキー）を使う").click()
    page.wait_for_url(re.compile("/security/passkey"))
    person.look("passkey-set-up")
    page.get_by_role("button", name="パスキーを登録する").click()
    page.wait_for_url(re.compile("/menu|/backup"))
    person.keep_codes()
    person.arrived()
    credentials = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert len(credentials) == 1 and credentials[0]["rpId"] == "localhost"
    person.again()
    page.goto("/login/passkey")
    person.look("passkey-log-in")
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url(re.compile("/menu"))
    rows = anpi.query("SELECT sign_count FROM passkey")
    assert rows and rows[0][0] > 0, rows
    # Nobody checks the person.
    person.again()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto("/login/passkey")
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page.locator("main [role=status]")).to_contain_text("確認できませんでした")
    assert "/login/passkey" in page.url
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    # A copy whose counter lags behind is refused, although it has the right key.
    copy = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"][0]
    session.send("WebAuthn.removeCredential", {
        "authenticatorId": authenticator, "credentialId": copy["credentialId"]})
    session.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": copy | {"signCount": 0}})
    page.goto("/login/passkey")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.get_by_role("button", name="パスキーを使う").click()
    assert answer.value.status == 422
    assert anpi.query("SELECT sign_count FROM passkey") == rows


def test_a_key_that_is_plugged_in_does_as_well(anpi, sit_down):  # noqa: F811
    person = sit_down("B000008")
    page = person.page
    plug_in(person, transport="usb")
    person.begin()
    page.goto("/security/passkey")
    page.get_by_role("button", name="パスキーを登録する").click()
    page.wait_for_url(re.compile("/menu|/backup"))
    person.keep_codes()
    person.arrived()
    person.again()
    page.goto("/login/passkey")
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url(re.compile("/menu"))
    # One press removes nothing.
    page.goto("/security/passkey")
    page.get_by_role("link", name=re.compile("解除する")).click()
    expect(page.locator("main")).to_contain_text("を解除しますか")
    person.look("passkey-remove")
    page.get_by_role("button", name=re.compile("解除")).click()
    expect(page.locator("main [role=status]").first).to_contain_text("解除しました")
    assert not anpi.query("SELECT 1 FROM passkey k JOIN person p ON p.tenant_id = k.tenant_id AND p.id = k.person_id "
                          "WHERE p.login_id = 'B000008'")


def test_a_device_that_does_not_check_its_person_registers_nothing(anpi, sit_down):  # noqa: F811
    person = sit_down("B000007")
    page = person.page
    plug_in(person, verifies=False)
    person.begin()
    page.get_by_role("link", name="パスキー（この端末やセキュリティキー）を使う").click()
    page.get_by_role("button", name="パスキーを登録する").click()
    expect(page.locator("main [role=status]")).to_contain_text("確認できませんでした")
