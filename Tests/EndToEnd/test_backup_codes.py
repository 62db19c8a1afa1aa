"""Who lost a second factor gets back in: by a backup code, by an administrator, by the operator (R-110 to R-123, R-125)."""

import re
import subprocess

import pytest

from installation import PASSWORD
from openid import Browser

CODES = re.compile(r"<li>([A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){3})</li>")


class Person(Browser):
    """Somebody with an authenticator app: oathtool."""

    def __init__(self, anpi, login):
        super().__init__(anpi)
        self.code, self.login, self.key = anpi.code, login, None

    def start(self):
        """Password and すべての機能; returns where the login goes on."""
        self.cookies.clear()
        self.csrf = None
        assert self.sign_in(self.code, self.login, PASSWORD).headers["Location"] == "/login/scope"
        return self.post("/login/scope", scope="full").headers["Location"]

    def app_code(self):
        done = subprocess.run(
            ["oathtool", "--totp", "--base32", self.key], text=True, capture_output=True, check=True)
        return done.stdout.strip()

    def set_up(self):
        """Registers the app, keeps the backup codes, is in."""
        page = self.get("/security/app").text
        self.key = re.search(r"secret=([A-Z2-7]+)", page)[1]
        done = self.post("/security/app", code=self.app_code())
        assert done.headers["Location"] == "/login/backup", done.text
        shown = self.get("/login/backup")
        codes = CODES.findall(shown.text)
        assert len(set(codes)) == 10, shown.text
        unticked = self.post("/login/backup", codes="\n".join(codes))
        assert unticked.status == 422 and CODES.findall(unticked.text) == codes
        anew = self.get("/login/backup")
        again = CODES.findall(anew.text)
        assert not set(codes) & set(again), "each display makes others"
        assert "前に表示されたコードは使えなくなりました" in anew.text and "使えなくなりました" not in shown.text
        english = self.post("/login/backup?lang=en", codes="\n".join(again))
        assert english.status == 200 and CODES.findall(english.text) == again, "another language shows the same ones"
        self.post("/login/backup?lang=ja", codes="\n".join(again))
        kept = self.post("/login/backup", kept="yes", codes="\n".join(again))
        assert kept.headers["Location"] == "/menu"
        return again


@pytest.fixture
def anpi(make_installation, mails):
    anpi = make_installation(mails).prepare(people=3)
    anpi.start().sign_in()
    for login in ("B000002",):
        Browser(anpi).settle(anpi.code, login, anpi.hand_out(login), PASSWORD)
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    return anpi


def test_a_backup_code_signs_in_once_or_clears_the_factors(anpi):
    hanako = Person(anpi, "B000002")
    assert hanako.start() == "/security/app"
    codes = hanako.set_up()
    assert "未使用 10個" in hanako.get("/security").text
    assert hanako.start() == "/login/code"
    assert hanako.get("/login/recover").status == 200
    wrong = hanako.post("/login/recover", code="ABCD-EFGH-JKLM-NPQR", use="signIn")
    assert wrong.status == 422 and "あと4回" in wrong.text
    once = hanako.post("/login/recover", code=codes[0].lower().replace("-", " "), use="signIn")
    assert once.headers["Location"] == "/menu", once.text
    assert "未使用 9個" in hanako.get("/security").text
    assert hanako.start() == "/login/code"
    used = hanako.post("/login/recover", code=codes[0], use="signIn")
    assert used.status == 422 and "すでに使われています" in used.text and "回数には数えていません" in used.text
    cleared = hanako.post("/login/recover", code=codes[1], use="clear")
    assert cleared.headers["Location"] == "/security/app"
    fresh = hanako.set_up()
    assert not set(fresh) & set(codes)
    log = anpi.server.text()
    assert not any(code in log for code in codes + fresh + [hanako.key])
    assert anpi.run("audit", "verify")


def test_an_administrator_or_the_operator_clears_the_factors_of_one_person(anpi):
    hanako, makoto = Person(anpi, "B000002"), Person(anpi, "B000001")
    hanako.start()
    hanako.set_up()
    assert makoto.start() == "/security/app"
    makoto.set_up()
    person = re.search(r'href="/people/(\d+)"[^>]*>[^<]*(?:<[^>]*>)*[^<]*B000002|/people/(\d+)', makoto.get(
        "/people?q=B000002").text)
    number = person[1] or person[2]
    page = f"/accounts/{number}/reset"
    assert makoto.get(page).status == 200
    assert makoto.post(page, reason="機種変更", password="wrong").status == 422
    assert makoto.post(page, reason="機種変更", password=PASSWORD).headers["Location"] == f"/accounts/{number}"
    assert hanako.get("/menu").headers["Location"].startswith("/login"), "the session ended"
    assert hanako.start() == "/security/app"
    hanako.set_up()
    assert "機種変更" in hanako.get("/security").text
    anpi.run("people", "reset-factors", anpi.code, "B000001", "--reason", "identified by telephone")
    assert makoto.start() == "/security/app"
    assert anpi.run("audit", "verify")
