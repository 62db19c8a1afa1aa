"""An authenticator that isn't ours (oathtool), a QR reader that isn't ours (zbarimg), and a person in a browser."""

import re
import subprocess
import time
import urllib.parse

import pytest
from playwright.sync_api import expect

from installation import PASSWORD, address, request
from test_browser import Reader, browser  # noqa: F401 (a fixture)


def shown(key, later=0):
    """The code that an app with this key shows now, or so many seconds later."""
    now = f"@{int(time.time()) + later}"
    return subprocess.run(["oathtool", "--totp", "--base32", "--now", now, key], capture_output=True, text=True,
                          check=True).stdout.strip()


def scan(picture):
    """What a phone's camera reads from a picture."""
    said = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True)
    assert said.returncode == 0, f"{picture} cannot be read: {said.stderr}"
    return said.stdout.strip()


@pytest.fixture
def guarded(make_installation, mails):
    """An organization whose people were asked for their safety, and that uses a second factor since then."""
    anpi = make_installation(mails).prepare(people=6)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    anpi.wait_until_asked(anpi.broadcast(), 6, 30)
    anpi.first = {login: anpi.hand_out(login) for login in ("B000002", "B000003", "B000004")}
    anpi.stop()
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    return anpi.start()


@pytest.fixture
def sit_down(browser, guarded):  # noqa: F811
    readers = []

    def sit_down(login):
        readers.append(Reader(browser, guarded, login))
        return readers[-1]
    yield sit_down
    for reader in readers:
        reader.complaints = [each for each in reader.complaints if "status of 403" not in each]
        reader.close()


def choose_password(reader):
    """From the first password to the choice (R-025, R-031)."""
    reader.sign_in(reader.anpi.first[reader.login])
    reader.page.locator("#newPassword").fill(PASSWORD)
    expect(reader.page.locator(".gauge")).not_to_have_attribute("data-level", "0")
    reader.page.locator("#confirmation").fill(PASSWORD)
    reader.page.get_by_role("button", name="登録する").click()
    expect(reader.page).to_have_url(re.compile("/login/scope$"))


def keep_codes(page):
    """Ticks that the backup codes are kept, where they are shown."""
    expect(page).to_have_url(re.compile("/(menu|login/backup)$"))
    if page.url.endswith("/login/backup"):
        page.locator("input[name=kept]").check()
        page.locator("form:has(input[name=kept]) button.btn").click()


def set_up_app(page):
    """Sets an app up where a login or a session leads to it, and keeps the codes."""
    expect(page).to_have_url(re.compile("/security/app$"))
    key = page.locator("[data-copy]").get_attribute("data-copy")
    page.get_by_label("アプリに表示された6桁の数字").fill(shown(key))
    page.get_by_role("button", name="登録する").click()
    keep_codes(page)


def test_an_app_is_set_up_from_the_picture_and_asked_for_from_then_on(guarded, sit_down):
    """R-069, R-079, R-082 to R-087, R-093, R-094, R-096"""
    reader = sit_down("B000002")
    page = reader.page
    choose_password(reader)
    reader.look("factor-choice")
    page.get_by_role("button", name="すべての機能を利用する").click()
    expect(page).to_have_url(re.compile("/security/app$"))
    reader.look("factor-set-up")
    links = []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture = str(guarded.folder / f"qr-{width}.png")
        page.locator(".qr").screenshot(path=picture)
        links.append(scan(picture))
    link = page.locator("a.key").get_attribute("href")
    assert links == [link, link], "the picture is whole at every width, and says what the link says"
    parts = urllib.parse.urlsplit(link)
    values = urllib.parse.parse_qs(parts.query)
    key = values["secret"][0]
    assert parts.scheme == "otpauth" and values["issuer"] == ["localhost"] or values["issuer"] == ["127.0.0.1"], link
    assert page.locator("a.key").inner_text().replace(" ", "").replace("\n", "") == key
    with page.context.expect_page() as beside:
        page.get_by_role("link", name="認証アプリを未インストールの方はこちら").click()
    expect(beside.value.get_by_role("heading", level=1)).to_have_text("認証アプリの入手先")
    beside.value.close()
    page.get_by_label("アプリに表示された6桁の数字").fill(shown(key, -600))
    page.get_by_role("button", name="登録する").click()
    expect(page.locator("main")).to_contain_text(re.compile("約(9|10|11)分遅れて"))
    reader.look("factor-set-up-clock")
    page.get_by_label("アプリに表示された6桁の数字").fill("000000" if shown(key) != "000000" else "000001")
    page.get_by_role("button", name="登録する").click()
    expect(page.locator("main")).to_contain_text("入力されたコードが一致しません")
    reader.look("factor-set-up-refused")
    assert page.locator("a.key").get_attribute("href") != link, "a new key at every display (R-087)"
    # The phone has read the first picture, and the page was shown anew since.
    used = shown(key)
    wide = used.translate({ord(digit): ord(digit) + 0xfee0 for digit in "0123456789"})
    page.get_by_label("アプリに表示された6桁の数字").fill(f"{wide[:3]} {wide[3:]}")
    page.get_by_role("button", name="登録する").click()
    keep_codes(page)
    expect(page).to_have_url(re.compile("/menu$"))
    expect(page.get_by_role("link", name="パスワード").first).to_be_visible()
    page.goto("/logout")
    page.get_by_role("button", name="ログアウト").click()

    reader.sign_in(PASSWORD)
    page.get_by_role("button", name="すべての機能を利用する").click()
    expect(page).to_have_url(re.compile("/login/code$"))
    assert page.locator(".qr, a.key").count() == 0, "never shown again (R-083)"
    reader.look("factor-code")
    page.get_by_label("6桁のコード").fill(used)
    page.get_by_role("button", name="認証する").click()
    expect(page.locator("main")).to_contain_text("このコードは、すでに使われています")
    # A later one was taken: the clock is right, and this one is old.
    page.get_by_label("6桁のコード").fill(shown(key, -600))
    page.get_by_role("button", name="認証する").click()
    expect(page.locator("main")).to_contain_text("前に表示されたコードです")
    reader.look("factor-code-old")
    # The next step's code is taken early, so nobody has to wait here.
    page.get_by_label("6桁のコード").fill(shown(key, 30))
    page.get_by_role("button", name="認証する").click()
    expect(page).to_have_url(re.compile("/menu$"))
    stored = b"".join(path.read_bytes() for path in (guarded.folder / "data").rglob("*") if path.is_file())
    for secret in (key, used):
        assert secret not in guarded.log() and secret.encode() not in stored, "a key or code is kept in the clear"


def test_a_lock_never_stops_an_answer(guarded, mails, sit_down):
    """R-107, R-125: five wrong codes lock, across a restart; the link in the mail still takes the answer."""
    reader = sit_down("B000003")
    page = reader.page
    choose_password(reader)
    page.get_by_role("button", name="すべての機能を利用する").click()
    key = page.locator("[data-copy]").get_attribute("data-copy")
    for left in (4, 3, 2, 1):
        page.get_by_label("アプリに表示された6桁の数字").fill(shown(key, 7_200 + left * 600))
        page.get_by_role("button", name="登録する").click()
        expect(page.locator("main")).to_contain_text(f"あと{left}回")
    page.get_by_label("アプリに表示された6桁の数字").fill(shown(key, 86_400))
    page.get_by_role("button", name="登録する").click()
    expect(page.locator("main")).to_contain_text("コードを入力できません")
    reader.look("factor-locked")
    guarded.stop()
    guarded.start()
    reader.sign_in(PASSWORD)
    page.get_by_role("button", name="すべての機能を利用する").click()
    expect(page.locator("main")).to_contain_text("コードを入力できません")
    assert page.locator(".qr, #code").count() == 0, "no key is drawn that could not be registered"
    link = mails.link(address(3))
    answer = request(link).text
    value = re.search(r'name="s" value="([^"]+)"', answer).group(1)
    assert request(link, "POST", form={"s": value}).status in (200, 303)


def test_without_a_code_only_the_own_is_there(guarded, sit_down):
    """R-069, R-073, R-074"""
    reader = sit_down("B000004")
    page = reader.page
    choose_password(reader)
    page.get_by_role("button", name="安否の回答").click()
    expect(page).to_have_url(re.compile("/menu$"))
    expect(page.locator("main")).to_contain_text("コードなしでログインしています")
    reader.look("factor-limited-menu")
    assert page.locator('a[href="/me/password"], a[href="/b"], a[href="/disaster"]').count() == 0
    page.goto("/people")
    expect(page.locator("main")).to_contain_text("2要素認証が必要です")
    reader.look("factor-limited-refused")
