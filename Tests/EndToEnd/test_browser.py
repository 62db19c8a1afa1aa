"""What a person does with the pages, in a real browser: with script, without it, and with the keyboard alone."""

import re
import urllib.parse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from installation import PASSWORD, Installation, SQLite, address
from programs import REPOSITORY, MailCatcher, VoiceGateway

PICTURES = REPOSITORY / "test-output"
WEAK, STRONG = "password1234", "kawa-no-nagare-47-mado"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    """One organization with the voice option; each test is another one of its people."""
    folder = tmp_path_factory.mktemp("browser")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=12, voice=True)
    gateway = VoiceGateway(folder, anpi.run("keys", "callback").strip(), [{"to": "*", "outcome": "no-answer"}])
    anpi.environment |= gateway.variables
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    gateway.stop()
    mails.stop()


class Reader:
    """A person in front of a browser; complaints of the browser are collected."""

    def __init__(self, browser, anpi, login, has_script=True):
        self.anpi, self.login, self.has_script = anpi, login, has_script
        self.context = browser.new_context(
            locale="ja-JP", viewport={"width": 1280, "height": 900}, java_script_enabled=has_script,
            base_url=anpi.url)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error"
                     and "status of 422" not in line.text else None)

    def look(self, name):
        """Looks at the page closely: at both widths nothing sticks out, and axe has nothing serious to say."""
        PICTURES.mkdir(exist_ok=True)
        for width, height in ((360, 740), (1280, 900)):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
            sizes = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            assert sizes[0] <= sizes[1], f"{name} is {sizes[0]} px wide on a screen of {sizes[1]}"
        if self.has_script:
            found = [(each["id"], each["impact"], [node["target"] for node in each["nodes"]])
                     for each in Axe().run(self.page).response["violations"]
                     if each["impact"] in ("serious", "critical")]
            assert found == [], name

    def tab_to(self, words):
        """Presses Tab until what these words name has the focus, and shows it."""
        for _ in range(90):
            self.page.keyboard.press("Tab")
            there = self.page.evaluate("""() => {
                const e = document.activeElement;
                const style = getComputedStyle(e);
                const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
                const words = e === document.body ? '' : e.textContent || e.labels?.[0]?.textContent || '';
                return [e.id + ' ' + words, shown];
            }""")
            if words in there[0] + "\n":
                assert there[1], f"nobody sees that {words} has the focus"
                return
        raise AssertionError(f"Tab never reaches {words}")

    def press(self, words, key="Enter"):
        self.tab_to(words)
        self.page.keyboard.press(key)

    def write(self, field, text):
        self.tab_to(field)
        self.page.keyboard.type(text)

    def sign_in(self, password):
        self.page.goto("/login")
        self.page.get_by_label("団体コード").fill(self.anpi.code)
        self.page.locator("#loginID").fill(self.login)
        self.page.locator("#password").fill(password)
        self.page.get_by_role("button", name="ログイン", exact=True).click()

    def settle(self, password=PASSWORD):
        """Signs in with a first password and chooses an own one."""
        self.sign_in(self.anpi.hand_out(self.login))
        self.page.locator("#newPassword").fill(password)
        # The gauge asks while one types; who is faster than it leaves a question behind that nobody may ask any more.
        if self.has_script:
            expect(self.page.locator(".gauge")).not_to_have_attribute("data-level", "0")
        self.page.locator("#confirmation").fill(password)
        self.page.get_by_role("button", name="登録する").click()
        expect(self.page).to_have_url(re.compile("/menu$"))

    def close(self):
        self.context.close()
        assert self.complaints == []


@pytest.fixture
def sit_down(browser, anpi):
    readers = []

    def sit_down(login, has_script=True):
        readers.append(Reader(browser, anpi, login, has_script))
        return readers[-1]
    yield sit_down
    for reader in readers:
        reader.close()


def test_the_first_login_with_gauge_and_eye(anpi, sit_down):
    """R-005, R-021 to R-024"""
    reader = sit_down("B000002")
    page = reader.page
    page.goto("/")
    expect(page).to_have_url(re.compile("/login$"))
    reader.look("login")
    reader.sign_in("wrong-password-1")
    expect(page.locator("main")).to_contain_text("確認")
    assert page.locator("#password").input_value() == ""
    reader.look("login-refused")
    first = anpi.hand_out("B000002")
    reader.sign_in(first)
    expect(page).to_have_url(re.compile("/login/password$"))
    page.goto("/menu")
    expect(page).to_have_url(re.compile("/login"))
    page.goto("/login/password")

    gauge = page.locator(".gauge")
    expect(gauge).to_have_attribute("data-level", "0")
    eye = page.get_by_role("button", name="表示").first
    expect(eye).to_be_hidden()
    page.locator("#newPassword").press_sequentially(WEAK)
    expect(gauge).to_have_attribute("data-level", "1")
    expect(gauge).to_contain_text("弱")
    eye.click()
    expect(page.locator("#newPassword")).to_have_attribute("type", "text")
    reader.look("first-password")
    page.get_by_role("button", name="隠す").click()
    expect(page.locator("#newPassword")).to_have_attribute("type", "password")
    page.locator("#newPassword").fill(STRONG)
    expect(gauge).to_have_attribute("data-level", "3")
    expect(gauge).to_contain_text("強")
    page.locator("#confirmation").fill(STRONG + "x")
    page.get_by_role("button", name="登録する").click()
    expect(page.locator("#errors")).to_be_focused()
    assert page.locator("#newPassword").input_value() == ""
    reader.look("first-password-refused")
    page.locator("#newPassword").fill(WEAK)
    expect(gauge).to_have_attribute("data-level", "1")
    page.locator("#newPassword").fill(STRONG)
    expect(gauge).to_have_attribute("data-level", "3")
    page.locator("#confirmation").fill(STRONG)
    page.get_by_role("button", name="登録する").click()
    expect(page).to_have_url(re.compile("/menu$"))
    reader.look("menu")

    # The first password is worth nothing any more; the own one is.
    page.context.clear_cookies()
    reader.sign_in(first)
    expect(page).to_have_url(re.compile("/login$"))
    reader.sign_in(STRONG)
    expect(page).to_have_url(re.compile("/menu$"))


def test_the_gauge_speaks_of_what_was_typed_last(anpi, sit_down):
    """R-023"""
    reader = sit_down("B000010")
    page = reader.page
    reader.sign_in(anpi.hand_out("B000010"))
    expect(page).to_have_url(re.compile("/login/password$"))
    late = []

    def answer(route):
        typed = urllib.parse.parse_qs(route.request.post_data)["password"][0]
        late.append(route) if typed == WEAK else route.fulfill(json={"level": 3, "refusal": None})
    page.route("**/password/strength", answer)
    gauge = page.locator(".gauge")
    with page.expect_request("**/password/strength"):
        page.locator("#newPassword").fill(WEAK)
    page.locator("#newPassword").fill(STRONG)
    expect(gauge).to_have_attribute("data-level", "3")
    # The answer about the word before arrives last, and another one after the field was emptied.
    with page.expect_event("requestfinished"):
        late.pop().fulfill(json={"level": 1, "refusal": "弱いです。"})
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(gauge).to_have_attribute("data-level", "3")
    assert "弱いです" not in gauge.inner_text()
    with page.expect_request("**/password/strength"):
        page.locator("#newPassword").fill(WEAK)
    page.locator("#newPassword").fill("")
    expect(gauge).to_have_attribute("data-level", "0")
    with page.expect_event("requestfinished"):
        late.pop().fulfill(json={"level": 1, "refusal": None})
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(gauge).to_have_attribute("data-level", "0")


def change_profile(reader):
    """Types contacts, looks an address up, confirms and saves."""
    page = reader.page
    page.goto("/me/profile")
    page.locator("#mail2").fill("second@mail.example")
    page.locator("#phone1").fill("090-1234-5678")
    page.locator("#phone1Order").select_option("1")
    page.locator("#mailOrder").select_option("2")
    page.locator("button[name=preview]").click()
    steps = page.locator("aside li")
    expect(steps.first).to_contain_text("電話")
    expect(page.locator("#mail2")).to_have_value("second@mail.example")
    reader.look("profile" + ("" if reader.has_script else "-plain"))

    page.locator("button[name=lookup][value=home1]").click()
    if reader.has_script:
        expect(page.get_by_role("dialog")).to_be_visible()
    page.locator("#q").fill("浜松市北区")
    if not reader.has_script:
        page.locator("#q ~ button").click()
    expect(page.locator(".hits")).to_contain_text("浜松市北区は、いまは浜松市中央区か浜松市浜名区です")
    expect(page.locator(".hits button")).to_have_count(2)
    reader.look("lookup-former" + ("" if reader.has_script else "-plain"))
    if reader.has_script:
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially("府中")
    else:
        expect(page).to_have_url(re.compile("/me/profile/region$"))
        page.locator("#q").fill("府中")
        page.locator("#q ~ button").click()
    hits = page.locator(".hits button")
    expect(hits.filter(has_text="府中市")).to_have_count(2)
    reader.look("lookup" + ("" if reader.has_script else "-plain"))
    hits.filter(has_text="府中市").filter(has_text="広島").click()
    expect(page.locator("input[data-region=home1]")).to_have_value("広島県 府中市（広島県南東部）")
    expect(page.locator("#mail2")).to_have_value("second@mail.example")
    page.locator("#home1City").fill("府中市")
    page.locator("#home1Street").fill("元町1-2 <&>")
    page.get_by_role("button", name="確認画面へ進む").click()

    main = page.locator("main")
    expect(main).to_contain_text("変更前")
    expect(main).to_contain_text("second@mail.example")
    expect(main).to_contain_text("元町1-2 <&>")
    reader.look("profile-confirm" + ("" if reader.has_script else "-plain"))
    page.locator("main form button:not([name])").click()
    expect(page).to_have_url(re.compile("/menu$"))
    expect(page.locator("main")).to_contain_text("登録")

    page.goto("/me/profile")
    expect(page.locator("#mail2")).to_have_value("second@mail.example")
    expect(page.locator("#home1Street")).to_have_value("元町1-2 <&>")
    expect(page.locator("input[data-region=home1]")).to_have_value(re.compile("広島"))
    expect(page.locator("#phone1Order")).to_have_value("1")


def test_a_profile_with_preview_lookup_and_confirmation(sit_down):
    """R-126 to R-151"""
    reader = sit_down("B000003")
    reader.settle()
    change_profile(reader)
    # What is refused comes back as it was typed, and says where.
    reader.page.locator("#mail1").fill("no-address@")
    reader.page.get_by_role("button", name="確認画面へ進む").click()
    expect(reader.page.locator("#errors")).to_be_focused()
    expect(reader.page.locator("#mail1")).to_have_value("no-address@")
    expect(reader.page.locator("#mail1")).to_have_attribute("aria-invalid", "true")
    reader.look("profile-refused")


def test_the_same_without_script(anpi, sit_down):
    reader = sit_down("B000004", has_script=False)
    page = reader.page
    reader.sign_in(anpi.hand_out("B000004"))
    expect(page).to_have_url(re.compile("/login/password$"))
    assert page.get_by_role("button", name="表示").count() == 0
    page.locator("#newPassword").fill(WEAK)
    page.locator("#confirmation").fill(STRONG)
    page.get_by_role("button", name="登録する").click()
    expect(page.locator(".gauge")).to_have_attribute("data-level", "1")
    expect(page.locator("#errors")).to_be_visible()
    page.locator("#newPassword").fill(STRONG)
    page.locator("#confirmation").fill(STRONG)
    page.get_by_role("button", name="登録する").click()
    expect(page).to_have_url(re.compile("/menu$"))
    change_profile(reader)
    page.get_by_role("link", name="ログアウト").click()
    page.get_by_role("button", name="ログアウトする").click()
    page.goto("/menu")
    expect(page).to_have_url(re.compile("/login"))


def test_login_and_logout_with_the_keyboard_alone(sit_down):
    reader = sit_down("B000005")
    reader.settle()
    reader.context.clear_cookies()
    page = reader.page
    page.goto("/login")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reader.write("organization", reader.anpi.code)
    page.keyboard.press("Tab")
    page.keyboard.type(reader.login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/menu$"))
    reader.press("ログアウト")
    expect(page).to_have_url(re.compile("/logout$"))
    reader.press("ログアウトする")
    expect(page.locator("h1")).to_have_text("ログアウトしました")
    reader.look("logged-out")


def test_the_language_can_be_switched_and_stays(sit_down):
    """R-044"""
    reader = sit_down("B000006")
    page = reader.page
    page.goto("/login")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Log in")
    reader.look("login-en")
    page.get_by_role("link", name="日本語").click()
    expect(page.locator("h1")).to_have_text("ログイン")
    reader.settle()
    page.get_by_role("link", name="English").click()
    for path in ("/menu", "/me/profile", "/me/password", "/logout"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        japanese = re.findall("[ぁ-んァ-ヶ]+", page.locator("main").inner_text().replace("ノト", ""))
        assert [words for words in japanese if words not in ("日本語",)] == [], path
        reader.look("en" + path.replace("/", "-"))


def test_another_language_brings_along_what_is_being_typed(sit_down):
    """R-043"""
    reader = sit_down("B000011")
    reader.settle()
    page = reader.page
    page.goto("/me/profile")
    page.locator("#mail2").fill("just.typed@mail.example")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#mail2")).to_have_value("just.typed@mail.example")
    page.locator("#mail3").fill("third@mail.example")
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#mail2")).to_have_value("just.typed@mail.example")
    expect(page.locator("#mail3")).to_have_value("third@mail.example")
    page.get_by_role("button", name="確認画面へ進む").click()
    expect(page.locator("main")).to_contain_text("変更前")
    page.get_by_role("button", name="English").click()
    expect(page.locator("main")).to_contain_text("third@mail.example")
    expect(page.locator("h1")).to_have_text("Register these changes?")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_form_that_was_open_during_a_login_in_another_tab_comes_back(sit_down, has_script):
    """R-042"""
    reader = sit_down("B000012", has_script)
    reader.settle()
    page = reader.page
    page.goto("/me/profile")
    page.locator("#mail2").fill("still.here@mail.example")
    other = reader.context.new_page()
    other.goto("/logout")
    other.get_by_role("button", name="ログアウトする").click()
    reader.page = other
    reader.sign_in(PASSWORD)
    expect(other).to_have_url(re.compile("/menu$"))
    page.get_by_role("button", name="確認画面へ進む").click()
    if not has_script:
        expect(page.locator("main")).to_contain_text("まだ登録していません")
        page.get_by_role("button", name="続ける").click()
    expect(page).to_have_url(re.compile("/me/profile$"))
    expect(page.locator("#mail2")).to_have_value("still.here@mail.example")
    # The browser notes that the first try was not taken.
    reader.complaints = [line for line in reader.complaints if "status of 403" not in line]


def test_after_logout_nothing_is_left_to_go_back_to(sit_down):
    """R-041"""
    reader = sit_down("B000007")
    reader.settle()
    page = reader.page
    page.goto("/me/profile")
    page.get_by_role("link", name="ログアウト").click()
    page.get_by_role("button", name="ログアウトする").click()
    assert [cookie["name"] for cookie in reader.context.cookies() if "session" in cookie["name"].lower()] == []
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile("/login"))
    assert address(7) not in page.content()


ADMINISTRATION = [
    "/maintenance", "/people", "/people/new", "/people/import", "/settings", "/settings/answers", "/audit", "/bookmark",
    "/me/password", "/b", "/b/new", "/templates", "/triggers", "/disaster", "/me/answers",
]


def test_every_page_of_an_administrator_is_whole_at_both_widths(sit_down):
    """R-015, R-046"""
    reader = sit_down("B000001")
    reader.sign_in(PASSWORD)
    page = reader.page
    expect(page).to_have_url(re.compile("/menu$"))
    for path in ADMINISTRATION:
        answer = page.goto(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        expect(page.locator("h1")).to_have_count(1)
        reader.look("admin" + path.replace("/", "-"))
    page.goto("/people")
    page.get_by_role("link", name="能登 3").first.click()
    expect(page.get_by_label("ログインID")).to_have_value("B000003")
    # Whoever administers people does not read their contacts.
    assert address(3) not in page.content()
    reader.look("admin-person")


def test_a_member_gets_no_page_of_an_administrator(sit_down):
    """R-015"""
    reader = sit_down("B000008")
    reader.settle()
    for path in ("/maintenance", "/people", "/people/new", "/people/import", "/settings", "/audit", "/b", "/b/new"):
        answer = reader.context.request.get(path)
        assert answer.status in (403, 404), f"{path}: {answer.status}"
    expect(reader.page.get_by_role("link", name="メンテナンス", exact=True)).to_have_count(0)


def test_an_administrator_asks_and_a_person_answers(anpi, sit_down):
    """R-184, R-185, R-188"""
    reader = sit_down("B000001")
    reader.sign_in(PASSWORD)
    page = reader.page
    page.get_by_role("link", name="管理者メニュー").click()
    reader.look("broadcasts")
    page.goto("/b/new")
    page.locator("input[name=kind][value=safety]").check()
    page.locator("input[name=everyone]").check()
    page.locator("#subject").fill("大雨による安否確認")
    page.locator("#body").fill("ご無事ですか。状況をお知らせください。")
    reader.look("compose")
    page.get_by_role("button", name="送信前の確認へ進む").click()
    expect(page).to_have_url(re.compile(r"/b/\d+/check$"))
    expect(page.locator("main")).to_contain_text("大雨による安否確認")
    expect(page.locator("main")).to_contain_text("12人")
    reader.look("preflight")
    assert anpi.mails.messages(address(9)) == [], "looking at the check sends nothing"
    page.get_by_role("button", name="本番の安否確認を送る").click()
    expect(page).to_have_url(re.compile(r"/b/\d+$"))
    reader.look("results-before")

    # A telephone, without script, without login.
    phone = sit_down("B000009", has_script=False)
    phone.page.set_viewport_size({"width": 360, "height": 740})
    phone.page.goto(anpi.mails.link(address(9), 60))
    expect(phone.page.locator("h1")).to_have_text("能登 9 さん、ご無事ですか")
    phone.look("answer")
    phone.page.get_by_role("button", name="軽いけが").click()
    expect(phone.page.locator("h1")).to_have_text("受け付けました")
    phone.page.get_by_label(re.compile("ひとこと")).fill("足首をひねりました <b>")
    phone.look("answer-done")
    phone.page.get_by_role("button", name="追加して送る").click()
    expect(phone.page).to_have_url(re.compile("saved=1"))

    # The results keep themselves up to date.
    expect(page.locator("#figures")).to_contain_text(re.compile(r"回答あり\s*1\s*人"), timeout=15_000)
    for words in ("stop", "close", "resend"):
        expect(page.locator(f"main a[href$='/{words}']")).to_be_visible()
    reader.look("results")
    broadcast = page.url.rsplit("/", 1)[1]
    page.goto(f"/b/{broadcast}/people?s=help")
    expect(page.locator("main")).to_contain_text("能登 9")
    reader.look("results-people")
    page.get_by_role("link", name="能登 9").first.click()
    expect(page.locator("main")).to_contain_text("軽いけが")
    expect(page.locator("main")).to_contain_text("足首をひねりました <b>")
    reader.look("timeline")
    page.goto(f"/b/{broadcast}/close")
    reader.look("close")
