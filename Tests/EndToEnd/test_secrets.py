"""No secret is left anywhere: one story through every piece of the login, and then logs, database, audit and stored
addresses are searched for each secret of it, in every spelling."""

import base64
import http.client
import http.server
import json
import re
import subprocess
import threading
import urllib.parse
import uuid

import pytest
from playwright.sync_api import sync_playwright

from installation import PASSWORD, request
from openid import Browser, Provider, outside, query
from programs import MailCatcher, VoiceGateway, wait_until
from test_backup_codes import CODES, Person
from test_codes import newest_code
from test_codes import Person as Reader
from test_passkey import plug_in


def spellings(secret):
    """How a secret could stand somewhere: as it is, in hexadecimal digits, percent-encoded, or inside of base64."""
    plain = secret.encode()
    found = {plain, plain.hex().encode(), plain.hex().upper().encode(), urllib.parse.quote(secret, safe="").encode(),
             "".join(f"%{byte:02X}" for byte in plain).encode(), "".join(f"%{byte:02x}" for byte in plain).encode()}
    for write in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            # Letters that also carry what stands before or behind the secret are left out.
            text = write(bytes(before) + plain)
            found.add(text[-(-before * 8 // 6):(before + len(plain)) * 8 // 6])
    return found


def leaks(secrets, places):
    """Where a secret stands: its name and the name of the place."""
    found = []
    for name, secret in secrets.items():
        for spelling in spellings(secret):
            # Six digits may be a part of any number.
            pattern = re.escape(spelling)
            if spelling.isdigit():
                pattern = b"(?<![0-9])" + pattern + b"(?![0-9])"
            found += [(name, place) for place, content in places.items() if re.search(pattern, content)]
    return found


class Wire(http.server.ThreadingHTTPServer):
    """Stands before a provider and keeps what is said to it and what it answers."""

    daemon_threads = True

    def __init__(self, provider):
        super().__init__(("127.0.0.1", 0), Listener)
        self.provider, self.said = provider, []
        self.address = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Listener(http.server.BaseHTTPRequestHandler):
    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        line = http.client.HTTPConnection("127.0.0.1", self.server.provider.port, timeout=20)
        line.request(self.command, self.path, body, dict(self.headers))
        answer = line.getresponse()
        content = answer.read()
        self.server.said.append((self.path, dict(self.headers), body.decode(), content.decode("utf-8", "replace")))
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = pass_on

    def log_message(self, *arguments):
        pass


class Story:
    """Everybody's way in, and each secret that played a part."""

    def __init__(self, anpi, wire, gateway):
        self.anpi, self.wire, self.gateway = anpi, wire, gateway
        self.secrets = {"own password": PASSWORD}

    def plant(self, name, secret):
        assert secret and len(secret) >= 6, (name, secret)
        self.secrets[name] = secret
        return secret

    def cookies(self, who, browser):
        """The tokens that a browser holds, without the organization's number before them."""
        for name, value in browser.cookies.items():
            if name.startswith("__Host-anpi") and "~" in value:
                self.plant(f"{who}: {name}", value.split("~", 1)[1])
        if browser.csrf:
            self.plant(f"{who}: form token", browser.csrf)

    def first_passwords(self):
        """By command line, by mail, and over the API with a session and an API token."""
        anpi = self.anpi
        self.plant("first password", anpi.first_password)
        anpi.start().sign_in()
        self.plant("session token of the API", anpi.token.split("~", 1)[-1])
        made = anpi.api("POST", "/tokens", {"name": "HR", "capabilities": ["viewPeople"]}, 201)
        self.plant("API token", made["token"].split("~", 1)[-1])
        used = request(anpi.url + "/api/v1/people", headers={"Authorization": f"Bearer {made['token']}"})
        assert used.status == 200, used.text
        for number in range(2, 8):
            login = f"B00000{number}"
            first = self.plant(f"first password of {login}", anpi.hand_out(login))
            browser = Browser(anpi)
            assert browser.sign_in(anpi.code, login, first).headers["Location"] == "/login/password"
            self.cookies(f"first login of {login}", browser)
            browser.get("/login/password")
            done = browser.post("/login/password", newPassword=PASSWORD, confirmation=PASSWORD)
            assert done.headers["Location"] == "/menu", done.text
            self.cookies(login, browser)
        person = next(each for each in anpi.api("GET", "/people?limit=200")["items"] if each["loginId"] == "B000008")
        anpi.api("POST", "/first-password-mails", {"people": [person["id"]]}, 201)

        def mailed():
            for mail in anpi.mails.messages("p8@mail.example", whole=True):
                found = re.search(r"仮パスワード：(\S+)", mail["text"])
                if found:
                    return found[1]
            return None
        self.plant("mailed first password", wait_until(mailed, 20, "the mail with the first password"))
        wrong = Browser(anpi)
        wrong.sign_in(anpi.code, "B000002", self.plant("wrong password", "machigai-no-kotoba-77"))

    def app(self):
        """An authenticator's key, its codes, backup codes, a reset of one's own, and the same over the API."""
        anpi = self.anpi
        hanako = Person(anpi, "B000002")
        assert hanako.start() == "/security/app"
        self.cookies("pending login", hanako)
        self.plant("key that was only shown", re.search(r"secret=([A-Z2-7]+)", hanako.get("/security/app").text)[1])
        codes = hanako.set_up()
        self.cookies("with an app", hanako)
        self.plant("app key", hanako.key)
        for number, code in enumerate(codes):
            self.plant(f"backup code {number}", code)
            self.plant(f"backup code {number} without hyphens", code.replace("-", ""))
        hanako.start()
        self.plant("app code", hanako.app_code())
        self.plant("wrong code", "135790" if hanako.app_code() != "135790" else "246801")
        assert hanako.post("/login/code", code=self.secrets["wrong code"]).status == 422
        assert hanako.post("/login/recover", code=codes[0], use="signIn").headers["Location"] == "/menu"
        self.cookies("with a backup code", hanako)
        hanako.get("/security")
        done = hanako.post("/security/reset", password=PASSWORD)
        assert done.status == 200, done.text

        login = {"organization": anpi.code, "loginId": "B000003", "password": PASSWORD}
        anpi.token = None
        pending = self.plant("pending token", anpi.api("POST", "/session", login)["pendingToken"])
        anpi.api("POST", "/session/choice", {"pendingToken": pending, "scope": "full"})
        key = self.plant("app key of the API", anpi.api("POST", "/session/app", {"pendingToken": pending})["key"])
        said = subprocess.run(["oathtool", "--totp", "--base32", key], text=True, capture_output=True, check=True)
        code = self.plant("app code of the API", said.stdout.strip())
        anpi.api("PUT", "/session/app", {"pendingToken": pending, "code": code})
        made = anpi.api("POST", "/session/backup-codes", {"pendingToken": pending}, 201)
        for number, code in enumerate(made["codes"]):
            self.plant(f"backup code {number} of the API", code)
        kept = anpi.api("POST", "/session/backup-codes/kept", {"pendingToken": pending})
        self.plant("session token after the codes", kept["token"].split("~", 1)[-1])

    def sent_codes(self):
        """A code by mail and one by short message; both stand where they were sent and nowhere else."""
        anpi = self.anpi
        for login, kind, fields in (("B000004", "mail", {"address": "own@own.example"}),
                                    ("B000005", "phone", {"countryCode": "81", "number": "09011112234", "way": "sms"})):
            person = Person(anpi, login)
            assert person.start() == "/security/app"
            person.get(f"/security/{kind}")
            sent = person.post(f"/security/{kind}/send", **fields)
            assert sent.status == 303, sent.text

            def message():
                found = self.gateway.json("/messages.json?to=%2B819011112234")["messages"]
                return found and re.search(r"確認コード：(\d{6})", found[0]["body"])
            code = newest_code(anpi, "own@own.example")[0] if kind == "mail" else wait_until(
                message, 15, "a short message")[1]
            self.plant(f"{kind} code", code)
            done = person.post(f"/security/{kind}", code=code)
            assert done.headers["Location"] == "/login/backup", done.text
            codes = CODES.findall(person.get("/login/backup").text)
            for number, code in enumerate(codes):
                self.plant(f"backup code {number} after {kind}", code)
            kept = person.post("/login/backup", kept="yes", codes="\n".join(codes))
            assert kept.headers["Location"] == "/menu"
            self.cookies(f"with a code by {kind}", person)

    def passkey(self):
        """A passkey's own secret never leaves its authenticator; what it signs does."""
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            person = Reader(chromium, self.anpi, "B000006")
            session, authenticator = plug_in(person)
            sent = []
            person.page.on("request", lambda asked: sent.append(asked.post_data or ""))
            person.sign_in(PASSWORD)
            person.choose_all()
            person.page.wait_for_url(re.compile("/security/"))
            person.page.goto("/security/passkey")
            person.page.get_by_role("button", name="パスキーを登録する").click()
            person.page.wait_for_url(re.compile("/menu|/backup"))
            shown = person.page.locator("main").inner_text()
            for number, code in enumerate(re.findall(r"[A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){3}", shown)):
                self.plant(f"backup code {number} after the passkey", code)
            person.keep_codes()
            person.arrived()
            key = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"][0]
            self.plant("private key of a passkey", key["privateKey"])
            for cookie in person.context.cookies():
                if "~" in cookie["value"]:
                    self.plant(f"with a passkey: {cookie['name']}", cookie["value"].split("~", 1)[1])
            person.context.close()
            chromium.close()
        data = " ".join(urllib.parse.unquote_plus(text) for text in sent)
        for spelled in re.findall(r"eyJ[A-Za-z0-9_-]{40,}", data):
            said = json.loads(base64.urlsafe_b64decode(spelled + "=" * (-len(spelled) % 4)))
            self.plant("challenge of a passkey", said["challenge"])

    def provider(self):
        """Another provider: client secret, state, code, verifier and tokens."""
        browser = Browser(self.anpi)
        browser.get(f"/login/external?organization={self.anpi.code}")
        left = outside(browser.post("/login/external", organization=self.anpi.code))
        self.plant("state", query(left, "state"))
        back = self.wire.provider.sign_in(left, "hanako")
        self.plant("code of the provider", query(back, "code"))
        assert browser.get(back).headers["Location"] == "/login/external/link"
        browser.get("/login/external/link")
        self.cookies("at the provider", browser)
        linked = browser.post(
            "/login/external/link", organization=self.anpi.code, loginID="B000007", password=PASSWORD)
        assert linked.headers["Location"] == "/login/scope", linked.text
        told = next(each for each in self.wire.said if "code_verifier" in each[2])
        self.plant("code verifier", urllib.parse.parse_qs(told[2])["code_verifier"][0])
        for name, value in json.loads(told[3]).items():
            if name.endswith("_token"):
                self.plant(f"{name} of the provider", value)
        assert self.secrets["client secret"] in (told[2] + base64.b64decode(
            told[1].get("Authorization", "Basic ").split()[-1] + "==").decode("utf-8", "replace")), "the search is good"

    def resets(self):
        """The administrator clears somebody's factors, the operator the administrator's."""
        anpi = self.anpi
        makoto = Person(anpi, "B000001")
        assert makoto.start() == "/security/app"
        makoto.set_up()
        self.plant("administrator's key", makoto.key)
        self.cookies("administrator", makoto)
        number = re.search(r"/people/(\d+)", makoto.get("/people?q=B000003").text)[1]
        assert makoto.get(f"/accounts/{number}/reset").status == 200
        assert makoto.post(f"/accounts/{number}/reset", reason="機種変更", password=PASSWORD).status == 303
        self.audit = "".join(makoto.get(f"/audit?p={page}").text for page in (1, 2, 3))
        anpi.run("people", "reset-factors", anpi.code, "B000001", "--reason", "電話で確認")


@pytest.fixture(params=["sqlite", "postgres"])
def story(request, make_installation, tmp_path):  # noqa: F811
    mails = MailCatcher(tmp_path)
    provider = Provider(tmp_path)
    wire = Wire(provider)
    anpi = make_installation(mails, request.param).prepare(people=8, voice=True)
    gateway = VoiceGateway(tmp_path, anpi.run("keys", "callback").strip())
    anpi.environment |= gateway.variables
    story = Story(anpi, wire, gateway)
    secret = tmp_path / "client-secret"
    secret.write_text(story.plant("client secret", f"himitsu-{uuid.uuid4().hex}") + "\n")
    anpi.run("tenant", "openid", anpi.code, "--issuer", wire.address, "--client-id", "anpi", "--secret-file", secret)
    yield story
    wire.shutdown()
    for program in (provider, gateway, mails):
        program.stop()


def everything(anpi):
    """The whole database as bytes: the files with the journal, or a dump."""
    if hasattr(anpi.database, "path"):
        return b"".join(path.read_bytes() for path in sorted(anpi.database.path.parent.iterdir()) if path.is_file())
    at = anpi.database.settings
    dump = subprocess.run(
        ["pg_dump", "-h", at["host"], "-p", at["port"], "-U", at["user"], anpi.database.name], check=True,
        capture_output=True)
    return dump.stdout


def test_no_secret_of_any_piece_is_left_in_log_database_or_audit(story):
    anpi = story.anpi
    story.first_passwords()
    anpi.api("PATCH", "/settings", {"openIDEnabled": True})
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    for part in (story.app, story.sent_codes, story.passkey, story.provider, story.resets):
        part()
    assert len(story.secrets) > 60, sorted(story.secrets)
    mails = json.dumps(anpi.mails.messages(whole=True), ensure_ascii=False)
    for name in ("mail code", "mailed first password"):
        assert story.secrets[name] in mails, "a mail is where it must stand"
    # While the server runs, the journal still holds what was written last.
    places = {"database of a running server": everything(anpi), "audit": story.audit.encode()}
    anpi.stop()
    places |= {"database": everything(anpi), "log": anpi.log().encode()}
    assert len(places["audit"]) > 10_000 and b"B000002" in places["database"] and b"started" in places["log"]
    assert leaks(story.secrets, places) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_waits_for_a_relay_cannot_be_read_in_the_database(make_installation, tmp_path, kind):
    mails = MailCatcher(tmp_path, [{"at": "rcpt", "to": "*", "reply": "451 4.3.0 not now"}])
    anpi = make_installation(mails, kind).prepare(people=3)
    first = anpi.hand_out("B000002")
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    anpi.start()
    hanako = Browser(anpi)
    assert hanako.settle(anpi.code, "B000002", first, PASSWORD).headers["Location"] == "/login/scope"
    assert hanako.post("/login/scope", scope="full").headers["Location"] == "/security/app"
    hanako.get("/security/mail")
    assert hanako.post("/security/mail/send", address="own@own.example").status == 303
    wait_until(
        lambda: anpi.query("SELECT COUNT(*) FROM attempt WHERE hand_offs > 0")[0][0] > 0, 20, "the relay was tried")
    waiting = anpi.query("SELECT COUNT(*) FROM service_mail WHERE sealed_body IS NOT NULL")
    assert waiting[0][0] > 0, waiting
    content = everything(anpi)
    assert "own@own.example".encode() in content, "the search sees the row"
    # What stands right before the secret in the message.
    for words in ("ワンタイムパスワード：", "仮パスワード："):
        assert words.encode() not in content, words
    mails.stop()


@pytest.mark.parametrize("write", [
    str.encode, lambda text: text.encode().hex().encode(), lambda text: urllib.parse.quote(text, safe="").encode(),
    lambda text: base64.b64encode(text.encode()), lambda text: base64.b64encode(b'{"a":"' + text.encode() + b'"}'),
    lambda text: base64.urlsafe_b64encode(b"12345" + text.encode() + b"?")])
def test_the_search_finds_a_planted_secret_in_every_spelling(write):
    secrets = {"password": "midori/no+densha", "code": "482913", "other": "abcdefgh"}
    for name in ("password", "code"):
        places = {"log": b"at=1 x=" + write(secrets[name]) + b"\n", "empty": b"1482913 4829130"}
        assert set(leaks(secrets, places)) == {(name, "log")}
