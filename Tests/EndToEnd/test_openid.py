"""Logins by another provider: a real provider program, real HTTP, the real binary (R-038, R-039)."""

import json

import pytest

from installation import PASSWORD
from openid import Browser, Provider, StrictProvider, outside, query


@pytest.fixture
def provider(tmp_path):
    provider = Provider(tmp_path, json.dumps({"sub": "hanako", "acr": "phishing-resistant"}))
    yield provider
    provider.stop()


@pytest.fixture
def anpi(make_installation, mails, provider):
    anpi = make_installation(mails).prepare(people=3)
    secret = anpi.folder / "client-secret"
    secret.write_text("a-secret-of-the-provider\n")
    anpi.run(
        "tenant", "openid", anpi.code, "--issuer", provider.issuer, "--client-id", "anpi", "--secret-file", secret)
    anpi.start().sign_in()
    anpi.api("PATCH", "/settings", {"openIDEnabled": True})
    return anpi


def depart(browser, anpi, **hidden):
    browser.get(f"/login/external?organization={anpi.code}")
    left = browser.post("/login/external", organization=anpi.code, **hidden)
    assert left.status == 200, left.text
    return outside(left)


def link(browser, provider):
    """Links hanako's account to whoever is in: by a button, and after a question."""
    browser.get("/security/external")
    back = provider.sign_in(outside(browser.post("/security/external")), "hanako")
    asked = browser.get(back)
    assert asked.status == 200 and "このアカウントと連携しますか" in asked.text, asked.text
    assert browser.post("/security/external/confirm").headers["Location"] == "/security"


def test_an_account_is_linked_once_by_id_and_password_and_then_replaces_the_password(anpi, provider):
    browser = Browser(anpi)
    back = provider.sign_in(depart(browser, anpi), "hanako")
    assert browser.get(back).headers["Location"] == "/login/external/link"
    assert "連携" in browser.get("/login/external/link").text
    account = {"organization": anpi.code, "loginID": "B000001"}
    assert browser.post("/login/external/link", **account, password="wrong").status == 422
    # Another organization's login is not entered from here, and the account can still be linked.
    anpi.run("tenant", "create", "000002", "事業所02")
    anpi.run("people", "import", "000002", anpi.folder / "people.csv", "--create-departments")
    right = anpi.run("people", "first-password", "000002", "B000001").split()[-1]
    office = {"organization": "000002", "loginID": "B000001", "password": right}
    elsewhere = browser.post("/login/external/link", **office)
    assert elsewhere.status == 422 and "団体の団体コードではありません" in elsewhere.text
    nowhere = browser.post("/login/external/link", **office | {"organization": "nowhere"})
    assert nowhere.status == 422 and "団体の団体コードではありません" in nowhere.text
    linked = browser.post("/login/external/link", **account, password=PASSWORD)
    assert linked.headers["Location"] == "/menu", linked.text
    assert "外部アカウントと連携しました" in browser.get("/menu").text

    other = Browser(anpi)
    address = depart(other, anpi)
    assert query(address, "code_challenge_method") == "S256" and len(query(address, "code_challenge")) == 43
    back = provider.sign_in(address, "hanako")
    assert other.get(back).headers["Location"] == "/menu"
    assert "青海" in other.get("/menu").text
    # The answer is good once, and in the browser that asked.
    assert other.get(back).status == 422
    stranger = Browser(anpi)
    depart(stranger, anpi)
    assert stranger.get(back).status == 422
    # Somebody else at the provider is nobody here.
    nobody = Browser(anpi)
    back = provider.sign_in(depart(nobody, anpi), "taro")
    assert nobody.get(back).headers["Location"] == "/login/external/link"
    assert anpi.run("audit", "verify")


def test_a_login_by_a_provider_leads_to_what_was_asked_for(anpi, provider):
    asking = Browser(anpi)
    account = {"organization": anpi.code, "loginID": "B000001", "password": PASSWORD}
    wanted = asking.get("/me/profile").headers["Location"]
    assert wanted == "/login?next=%2Fme%2Fprofile"
    asking.get(wanted)
    # The button of the login page: the organization was not typed yet.
    asked = asking.post("/login/external", organization="", next="/me/profile")
    assert asked.status == 200 and 'name="next" value="/me/profile"' in asked.text
    back = provider.sign_in(depart(asking, anpi, next="/me/profile"), "hanako")
    assert asking.get(back).headers["Location"] == "/login/external/link"
    assert asking.post("/login/external/link", **account).headers["Location"] == "/me/profile"
    linked = Browser(anpi)
    back = provider.sign_in(depart(linked, anpi, next="/me/profile"), "hanako")
    assert linked.get(back).headers["Location"] == "/me/profile"
    elsewhere = Browser(anpi)
    back = provider.sign_in(depart(elsewhere, anpi, next="//elsewhere.example"), "hanako")
    assert elsewhere.get(back).headers["Location"] == "/menu"


def test_the_second_factor_follows_unless_the_organization_trusts_how_the_provider_asked(anpi, provider):
    browser = Browser(anpi)
    browser.sign_in(anpi.code, "B000001", PASSWORD)
    assert "連携する" in browser.get("/security").text
    link(browser, provider)
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    again = Browser(anpi)
    back = provider.sign_in(depart(again, anpi), "hanako")
    assert again.get(back).headers["Location"] == "/login/scope"
    anpi.run(
        "tenant", "openid", anpi.code, "--issuer", provider.issuer, "--client-id", "anpi", "--secret-file",
        anpi.folder / "client-secret", "--trusted-acr", "phishing-resistant")
    trusted = Browser(anpi)
    back = provider.sign_in(depart(trusted, anpi), "hanako")
    assert trusted.get(back).headers["Location"] == "/menu"


def test_a_broken_provider_leaves_the_password(anpi, provider):
    browser = Browser(anpi)
    state = query(depart(browser, anpi), "state")
    assert state not in browser.cookies["__Host-anpi-external"], "what stands in addresses is not the cookie's token"
    cancelled = browser.get(f"/login/external/return?error=access_denied&state={state}")
    assert cancelled.status == 422 and "取り消され" in cancelled.text
    assert browser.post("/login/external", organization="nowhere").status == 422
    provider.stop()
    anpi.stop()
    anpi.start()
    unreachable = browser.post("/login/external", organization=anpi.code)
    assert unreachable.status == 422 and "接続できません" in unreachable.text
    anpi.api("PATCH", "/settings", {"openIDEnabled": False})
    assert browser.post("/login/external", organization=anpi.code).text != unreachable.text
    assert browser.sign_in(anpi.code, "B000001", PASSWORD).headers["Location"] == "/menu"


@pytest.fixture
def strictly(make_installation, mails, tmp_path):
    """An organization with a provider that looks closely."""
    providers = []

    def strictly(secret=None):
        anpi = make_installation(mails).prepare(people=3)
        provider = StrictProvider(tmp_path, anpi.url + "/login/external/return", secret)
        providers.append(provider)
        words = ["tenant", "openid", anpi.code, "--issuer", provider.issuer, "--client-id", "anpi"]
        if secret:
            file = anpi.folder / "client-secret"
            file.write_text(secret + "\n")
            words += ["--secret-file", file]
        anpi.run(*words, "--trusted-acr", "phishing-resistant")
        anpi.start().sign_in()
        anpi.api("PATCH", "/settings", {"openIDEnabled": True})
        browser = Browser(anpi)
        browser.sign_in(anpi.code, "B000001", PASSWORD)
        link(browser, provider)
        return anpi, provider
    yield strictly
    for provider in providers:
        provider.stop()


def enter(anpi, provider, subject="hanako"):
    """A login in a new browser; its last answer."""
    browser = Browser(anpi)
    return browser.get(provider.sign_in(depart(browser, anpi), subject))


def test_a_public_client_needs_no_secret_and_proves_itself_by_pkce(strictly):
    anpi, provider = strictly()
    assert "外部アカウントでログイン" in Browser(anpi).get("/login").text
    assert enter(anpi, provider).headers["Location"] == "/menu"
    # Linking has ended the administrator's other sessions, the API's among them.
    anpi.sign_in()
    assert anpi.api("GET", "/openid-provider") == {
        "issuer": provider.issuer, "clientId": "anpi", "hasSecret": False, "trustedContext": "phishing-resistant"}


def test_a_wrong_secret_is_told_apart_from_a_provider_that_is_away(strictly):
    anpi, provider = strictly("a secret & more +1")
    assert enter(anpi, provider).headers["Location"] == "/menu"
    wrong = anpi.folder / "wrong"
    wrong.write_text("another\n")
    anpi.run("tenant", "openid", anpi.code, "--issuer", provider.issuer, "--client-id", "anpi", "--secret-file", wrong)
    refused = enter(anpi, provider)
    assert refused.status == 422 and "確認できませんでした" in refused.text


def test_keys_may_change_between_two_logins_and_forged_tokens_let_nobody_in(strictly):
    anpi, provider = strictly("secret")
    for forge in ("unsigned", "stranger", "secret", "nonce"):
        provider.tell(forge=forge)
        assert enter(anpi, provider).status == 422, forge
    provider.tell(forge="")
    assert enter(anpi, provider).headers["Location"] == "/menu"
    provider.tell(rotate="yes")
    assert enter(anpi, provider).headers["Location"] == "/menu"
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    assert enter(anpi, provider).headers["Location"] == "/login/scope"
    provider.tell(acr="password")
    assert enter(anpi, provider).headers["Location"] == "/login/scope"
    provider.tell(acr="phishing-resistant")
    assert enter(anpi, provider).headers["Location"] == "/menu"
    assert anpi.run("audit", "verify")


def test_a_program_makes_the_trip_by_the_api(strictly):
    anpi, provider = strictly("secret")
    anpi.token = None
    begun = anpi.api("POST", "/session/external", {"organization": anpi.code}, 201)
    back = provider.sign_in(begun["address"], "hanako")
    answer = {"tripToken": begun["tripToken"], "state": query(back, "state"), "code": query(back, "code")}
    assert anpi.api("POST", "/session/external/return", answer)["result"] == "signedIn"
    assert anpi.api("POST", "/session/external/return", answer, 422)["code"] == "externalRefused", "once"
    begun = anpi.api("POST", "/session/external", {"organization": anpi.code}, 201)
    back = provider.sign_in(begun["address"], "taro")
    answer = {"tripToken": begun["tripToken"], "state": query(back, "state"), "code": query(back, "code")}
    unknown = anpi.api("POST", "/session/external/return", answer)
    assert unknown["result"] == "linkRequired"
    account = {"organization": anpi.code, "loginId": "B000001", "linkToken": unknown["linkToken"]}
    anpi.api("POST", "/session/external/link", account | {"password": "wrong"}, 401)
    anpi.api("POST", "/session/external/link", account | {"organization": "nowhere", "password": PASSWORD}, 422)
    linked = anpi.api("POST", "/session/external/link", account | {"password": PASSWORD})
    anpi.token = linked["token"]
    assert anpi.api("GET", "/external-login")["linked"] == provider.issuer
    anpi.api("DELETE", "/external-login", status=204)
    assert anpi.api("GET", "/external-login")["linked"] is None
