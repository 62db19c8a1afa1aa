"""Calling in: whoever has no internet reports by telephone with the voice ID, and a family hears how the employee is."""

import hashlib
import hmac
import re
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import expect

from installation import Installation, SQLite, address, request
from programs import MailCatcher, VoiceGateway, wait_until
from test_browser import Reader, browser, sit_down  # noqa: F401: fixtures

NUMBER = "050-5555-0123"
DIGITS, FAMILY_DIGITS = "719402", "80615394"


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    """One organization with the voice and the family option, and a number to call."""
    folder = tmp_path_factory.mktemp("calling-in")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails, ANPI_VOICE_INBOUND_NUMBER=NUMBER).prepare(people=6, voice=True)
    anpi.run("tenant", "change", anpi.code, "--family", "yes")
    anpi.callback_key = anpi.run("keys", "callback").strip()
    # Nobody picks up: whatever is answered was not answered by our own calls.
    anpi.gateway = VoiceGateway(folder, anpi.callback_key, [{"to": "*", "outcome": "no-answer"}])
    anpi.environment |= anpi.gateway.variables
    anpi.start().sign_in()
    yield anpi
    anpi.stop()
    anpi.close()
    anpi.gateway.stop()
    mails.stop()


def call(anpi, *presses, sender="+819011112222"):
    """A call to our number; everything that was said, turn by turn."""
    form = {"Url": f"{anpi.url}/hooks/voice/in", "To": "+815055550123", "Presses": ",".join(presses)}
    if sender:
        form["From"] = sender
    answer = request(f"http://127.0.0.1:{anpi.gateway.ports['http']}/incoming", form=form)
    assert answer.status == 200, answer.text
    return [" ".join(line["text"] for line in turn["said"]) for turn in answer.json()["turns"]]


def report(anpi, form, age=0, key=None):
    """One report of the gateway, signed as it signs."""
    body = urllib.parse.urlencode(form).encode()
    stamp = str(int(time.time()) - age)
    signature = hmac.new((key or anpi.callback_key).encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"Anpi-Timestamp": stamp, "Anpi-Signature": "v1=" + signature}
    asked = urllib.request.Request(f"{anpi.url}/hooks/voice/in", body, headers, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=20) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, ""


def own_id(reader):
    """The voice ID that the profile shows."""
    reader.page.goto("/me/profile")
    text = reader.page.locator("main").inner_text()
    assert NUMBER in text
    return re.search(r"音声認証用個人ID\s*([1-8]\d{7})", text)[1]


def set_password(reader, digits):
    reader.page.locator("#newPassword").fill(digits)
    reader.page.locator("#confirmation").fill(digits)
    reader.page.get_by_role("button", name="登録する").click()


def send(anpi, seconds=30):
    """A safety check by a bulletin; its number once everybody was asked."""
    anpi.obey_bulletins()
    anpi.hand_in()
    broadcast = anpi.broadcast(seconds)
    wait_until(lambda: anpi.results(broadcast)["total"]["levels"]["planned"] == 0, seconds, "everybody was asked")
    return broadcast


def test_a_person_reports_by_calling_in(anpi, sit_down):  # noqa: F811
    """R-029, R-140, R-141, R-184"""
    reader = sit_down("B000002")
    page = reader.page
    reader.settle()
    number = own_id(reader)
    reader.look("calling-in-profile")
    page.get_by_role("link", name="音声認証用パスワードを設定する").click()
    reader.look("calling-in-password")
    set_password(reader, "1234")
    expect(page.locator("main")).to_contain_text("並びや繰り返しの数字は使えません")
    reader.look("calling-in-refused")
    set_password(reader, "７１９４０２")
    expect(page.locator("main")).to_contain_text("音声認証用パスワードを設定しました")
    expect(page.locator("main")).to_contain_text("設定済み")
    assert own_id(reader) == number
    page.goto("/help")
    expect(page.locator("#call")).to_contain_text(NUMBER)
    reader.look("calling-in-help")
    page.goto("/help?lang=en")
    reader.look("calling-in-help-english")
    page.goto("/help?lang=ja")

    # Nothing is asked yet.
    assert "いま、回答をお待ちしているものはありません。" in call(anpi, number, DIGITS + "#")[2]
    broadcast = send(anpi)
    said = call(anpi, number, DIGITS + "#", "8", "1")
    assert "音声認証用個人ID" in said[0] and "voice ID" in said[0]
    assert "シャープ" in said[1] and "hash" in said[1]
    assert "能登 2さん" in said[2] and "「無事」の方は、1を押してください。" in said[2] and "voice" not in said[2]
    assert said[3].startswith("その番号は使いません。")
    assert said[4].startswith("「無事」で受け付けました。")
    people = {each["loginId"]: each for each in anpi.api("GET", f"/broadcasts/{broadcast}/recipients")["items"]}
    one = people["B000002"]
    assert one["level"] == "answered"
    timeline = anpi.api("GET", f"/broadcasts/{broadcast}/recipients/{one['personId']}")
    assert [each["via"] for each in timeline["answers"]] == ["calledIn"], timeline["answers"]

    administrator = sit_down("B000001")
    administrator.sign_in("midori-no-densha-2024")
    administrator.page.goto(f"/b/{broadcast}/p/{one['personId']}")
    expect(administrator.page.locator("main")).to_contain_text("本人が電話をかけて回答")
    administrator.look("calling-in-timeline")
    administrator.page.goto(f"/b/{broadcast}/p/{one['personId']}?lang=en")
    expect(administrator.page.locator("main")).to_contain_text("By calling in")

    # Another call says what was answered, and changes it.
    said = call(anpi, number, DIGITS + "#", "2")
    assert "の「無事」です。" in said[2] and said[3].startswith("「軽いけが」で受け付けました。")
    timeline = anpi.api("GET", f"/broadcasts/{broadcast}/recipients/{one['personId']}")
    assert [each["status"] for each in timeline["answers"]] == ["safe", "minor"]

    # The file of people holds the IDs, and can come back.
    file = request(
        f"{anpi.url}/api/v1/exports/people", "POST", headers={"Authorization": f"Bearer {anpi.token}"},
        body={"reason": "音声認証用個人IDの控え"})
    lines = file.text.lstrip("\ufeff").splitlines()
    assert lines[0].split(",")[-1] == "voice_id"
    assert [line for line in lines if line.startswith("B000002")][0].endswith(number)
    assert all(re.search(r",[1-8]\d{7}$", line) for line in lines[1:]), lines
    back = anpi.folder / "back.csv"
    back.write_bytes(file.body)
    assert "0 added, 0 changed" in anpi.run("people", "import", anpi.code, back)


def test_a_family_user_hears_how_the_employee_is(anpi, sit_down):  # noqa: F811
    """R-167"""
    reader = sit_down("B000003")
    page = reader.page
    reader.settle()
    page.goto("/me/family/new")
    page.locator("#code").fill("haha")
    page.locator("#name").fill("能登 花子")
    page.locator("#language").select_option("en")
    page.get_by_role("button", name="確認画面へ進む").click()
    page.get_by_role("button", name="この内容で登録する").click()
    page.get_by_role("link", name="HAHA", exact=True).click()
    text = page.locator("main").inner_text()
    number = re.search(r"音声認証用個人ID\s*(9\d{7})", text)[1]
    reader.look("calling-in-family")
    page.get_by_role("link", name="音声認証用パスワードを設定する").click()
    reader.look("calling-in-family-password")
    set_password(reader, FAMILY_DIGITS)
    expect(page.locator("main")).to_contain_text("音声認証用パスワードを設定しました")
    said = call(anpi, number, FAMILY_DIGITS)
    assert "This is how 能登 3 is." in said[2], said
    broadcast = anpi.broadcast()
    person = next(each for each in anpi.api("GET", f"/broadcasts/{broadcast}/recipients")["items"]
                  if each["loginId"] == "B000003")
    assert "A safety check is not answered yet." in said[2], said
    link = anpi.mails.link(address(3))
    assert request(link, form={"s": "safe", "comment": "足をひねった"}).status == 303
    said = call(anpi, number, FAMILY_DIGITS)
    assert "The last answer was" in said[2] and "足をひねった" not in said[2], said
    assert person["level"] != "answered"


def test_wrong_passwords_lock_and_tell_nothing(anpi, sit_down):  # noqa: F811
    """R-029: five wrong ones shut the ID for half an hour, with the same words as for an ID that nobody has."""
    reader = sit_down("B000004")
    reader.settle()
    number = own_id(reader)
    reader.page.goto("/me/voice")
    set_password(reader, "380617")
    stranger = call(anpi, "12345678", "380617#", sender=None)
    assert "確認できませんでした" in stranger[2] and "could not be confirmed" in stranger[2]
    for _ in range(5):
        assert call(anpi, number, "380618#", sender=None)[2] == stranger[2]
    assert call(anpi, number, "380617#", sender=None)[2] == stranger[2], "it is locked for the right one, too"
    # Three wrong ones in one call are enough.
    said = call(anpi, *["12345678", "1111#"] * 4, sender=None)
    assert len(said) == 7 and said[-1].endswith("Goodbye.")
    reader.page.goto("/me/profile")
    expect(reader.page.locator("main")).to_contain_text("まで使えません")
    wait_until(
        lambda: any("音声認証用個人ID" in mail["text"] for mail in anpi.mails.messages(address(4), whole=True)), 20,
        "the person is told")
    # The lock is over what telephones say, and over nothing else.
    assert request(anpi.mails.link(address(4)), form={"s": "safe"}).status == 303


def test_reports_are_signed_fresh_and_done_once(anpi):
    """R-029"""
    start = {"EventId": "EVa1", "CallSid": "CAa1", "CallStatus": "ringing", "From": "+819055556666"}
    status, welcome = report(anpi, start)
    assert status == 200 and "<Gather" in welcome and f'action="{anpi.url}/hooks/voice/in"' in welcome
    assert report(anpi, start) == (200, welcome), "the same report gets the same words"
    assert report(anpi, start | {"EventId": "EVa2"}, key="k" * 64)[0] == 403
    assert report(anpi, start | {"EventId": "EVa3"}, age=301)[0] == 403
    assert report(anpi, start | {"EventId": "EVa4", "Digits": "12ab"})[0] == 403
    step = {"EventId": "EVa5", "CallSid": "CAa1", "CallStatus": "in-progress", "Digits": "12345678"}
    status, asked = report(anpi, step)
    assert status == 200 and "シャープ" in asked
    assert report(anpi, step) == (200, asked), "it was not taken as a password"
    assert report(anpi, {"EventId": "EVa6", "CallSid": "CAa1", "CallStatus": "completed"})[0] == 204


def test_passwords_stand_nowhere(anpi):
    """What was typed on telephones is in no log and in no row; IDs are in no log."""
    anpi.stop()
    log = anpi.log()
    identifiers = [row[0] for table in ("voice_login", "family_voice_login")
                   for row in anpi.query(f"SELECT voice_id FROM {table}")]
    assert len(identifiers) > 4
    rows = "\n".join(str(row) for (table,) in anpi.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        for row in anpi.query(f'SELECT * FROM "{table}"') if table not in ("municipality",))
    for secret in (DIGITS, FAMILY_DIGITS, "380617"):
        assert f"'{secret}'" not in rows and f'"{secret}"' not in log and f"={secret}" not in log
    assert not any(number in log for number in identifiers)
    assert not any("+8190" in line for line in log.splitlines() if "voice" in line)
    anpi.start()
