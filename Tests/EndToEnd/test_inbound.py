"""Mail in through a real Postfix: replies answer, what comes back is known, and nothing is lost, taken twice or fatal."""

import email.message
import email.policy
import os
import random
import re
import shutil
import smtplib
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

import postfix
from installation import PASSWORD, address, request
from programs import MailCatcher, wait_until
from test_browser import Reader, browser  # noqa: F401: a fixture

PEOPLE = 40
NOBODY = 2


class Mailroom:
    """Postfix between the installation and the world: it passes on what goes out, and keeps what comes in."""

    def __init__(self):
        postfix.unpack()
        # Postfix's programs run as another user and must be able to pass through.
        self.folder = Path(tempfile.mkdtemp(prefix="anpi-inbound.", dir="/tmp"))
        self.world = MailCatcher(self.folder, [{"to": address(NOBODY), "reply": "550 5.1.1 No such user here"}])
        self.relay = postfix.Postfix(self.folder, relay=self.world.ports["smtp"], mailbox="anpi@in.example")
        self.variables = {
            "ANPI_INBOUND_MAILDIR": str(self.relay.maildir), "ANPI_INBOUND_ADDRESS": "anpi@in.example",
            "ANPI_INBOUND_AUTHSERV": "mx.in.example"}
        self.sent = 0

    @property
    def address(self):
        return self.relay.address

    def replies_go_to(self, number):
        """Where the newest mail to a person wants its replies."""
        def found():
            for mail in self.world.messages(address(number), whole=True, notices=False):
                for name, value in mail["headers"]:
                    if name.lower() == "reply-to":
                        return value
            return None
        return wait_until(found, 60, f"a mail to {address(number)} that takes replies")

    def send(self, to, content, sender="someone@mail.example"):
        """Hands a mail to Postfix as the world does; `content` is a message or bytes."""
        if not isinstance(content, bytes):
            content = content.as_bytes(policy=email.policy.SMTP)
        with smtplib.SMTP("127.0.0.1", self.relay.port, timeout=60) as client:
            client.sendmail(sender, [to], content)
        self.sent += 1

    def reply(self, number, text, **headers):
        message = email.message.EmailMessage()
        message["From"], message["Subject"] = address(number), "Re: 安否確認"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        self.send(self.replies_go_to(number), message, address(number))

    def close(self):
        self.relay.stop()
        self.world.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def mailroom():
    assert postfix.can_run(), "Postfix's master changes between users: run these tests as root"
    room = Mailroom()
    yield room
    room.close()


@pytest.fixture
def engine():
    return "sqlite"


@pytest.fixture
def asked(make_installation, mailroom, engine):
    """An installation whose people were asked because the earth shook."""
    anpi = make_installation(mailroom, engine, **mailroom.variables)
    anpi.prepare(people=PEOPLE)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    anpi.number = anpi.broadcast()
    anpi.wait_until_asked(anpi.number, PEOPLE, 60)
    return anpi


def people(anpi):
    """The people of the broadcast by number."""
    items = anpi.api("GET", f"/broadcasts/{anpi.number}/recipients?limit=200")["items"]
    return {int(person["loginId"][1:]): person for person in items}


def timeline(anpi, number):
    return anpi.api("GET", f"/broadcasts/{anpi.number}/recipients/{people(anpi)[number]['personId']}")


def wait_until_taken(anpi, mailroom):
    """Waits until Postfix has delivered everything and the inbox is empty."""
    new = mailroom.relay.maildir / "new"

    def done():
        anpi.server.fail_if_ended()
        return not mailroom.relay.waiting() and (not new.exists() or not list(new.iterdir()))
    wait_until(done, 90, lambda: f"{mailroom.relay.waiting()} wait at Postfix, {len(list(new.iterdir()))} in the inbox")


def test_replies_answer_and_what_comes_back_is_known(asked, mailroom, browser):  # noqa: F811
    """R-185, R-188"""
    # What Postfix could not deliver came back from its own bounce daemon to the address of that one attempt.
    wait_until(
        lambda: people(asked)[NOBODY]["level"] not in ("planned", "handedOn"), 60, "the mail that came back is known")
    attempts = timeline(asked, NOBODY)["attempts"]
    assert attempts[0]["state"] == "failed" and attempts[0]["reason"] == "mailboxUnknown 550 5.1.1", attempts
    assert [event["kind"] for event in attempts[0]["events"]] == ["accepted", "bounced"]

    mailroom.reply(3, "1")
    mailroom.reply(4, "２　足をくじきました\n\n2026年11月22日(日) 16:10 青海精機 <anpi@anpi.example>:\n> 1 無事\n")
    mailroom.reply(5, "無事じゃないです")
    mailroom.reply(6, "I am out of office. 1", Auto_Submitted="auto-replied")
    large = email.message.EmailMessage()
    large["From"], large["Subject"] = address(7), "Re:"
    large.set_content("3\n")
    large.add_attachment(os.urandom(15_000_000), maintype="image", subtype="jpeg", filename="photo.jpg")
    mailroom.send(mailroom.replies_go_to(7), large, address(7))
    mobile = (f"From: {address(8)}\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n".encode()
              + "無事です\r\n".encode("iso-2022-jp"))
    mailroom.send(mailroom.replies_go_to(8), mobile, address(8))
    # Nobody's reply address is made by guessing.
    forged = re.sub("[a-z2-7]@", lambda end: ("b" if end[0][0] == "a" else "a") + "@", mailroom.replies_go_to(9))
    mailroom.send(forged, b"From: x@mail.example\r\n\r\n1\r\n")
    wait_until_taken(asked, mailroom)

    found = people(asked)
    assert {number: found[number]["status"] for number in range(3, 10)} == {
        3: "safe", 4: "minor", 5: None, 6: None, 7: "serious", 8: "safe", 9: None}
    assert found[4]["comment"] == "足をくじきました"
    assert timeline(asked, 3)["answers"][0]["via"] == "mail"
    assert [reply["text"] for reply in timeline(asked, 5)["unclearReplies"]] == ["無事じゃないです"]
    # Asked back, once, at an address whose reply answers the same broadcast.
    wait_until(lambda: any("返信の内容" in mail["subject"] for mail in mailroom.world.messages(address(5))), 30, "asked back")
    mailroom.reply(5, "3")
    wait_until_taken(asked, mailroom)
    assert people(asked)[5]["status"] == "serious"
    asked.audit(asked.number)
    counted = dict(re.findall(r'anpi_inbound_mails_total\{outcome="(\w+)"\} (\d+)', metrics(asked)))
    assert counted == {"answered": "5", "unclear": "1", "automatic": "1", "strange": "1", "bounced": "1"}, counted

    reader = Reader(browser, asked, "B000001")
    reader.sign_in(PASSWORD)
    expect(reader.page).to_have_url(re.compile("/menu$"))
    for number, words in ((5, "回答としては読み取れませんでした"), (NOBODY, "宛先のメールアドレスがありません")):
        reader.page.goto(f"/b/{asked.number}/p/{people(asked)[number]['personId']}")
        expect(reader.page.get_by_role("main")).to_contain_text(words)
        reader.look(f"timeline-inbound-{number}")
    reader.close()
    log = asked.log()
    assert "足をくじきました" not in log and "@mail.example" not in log


def metrics(anpi):
    return request(anpi.url + "/metrics").text


def test_a_blank_mail_registers_its_address(asked, mailroom, browser):  # noqa: F811
    """R-155, R-156"""
    def blank(sender, **headers):
        message = email.message.EmailMessage()
        message["From"], message["Message-ID"] = sender, "<blank@good.example>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("")
        mailroom.send("anpi@in.example", message, sender)

    blank("hanako@good.example")
    blank("hanako@good.example")
    # Nobody says that these are who they say they are; and one is a program.
    blank("eve@evil.example")
    blank("eve@evil.example", Authentication_Results="mx.in.example; spf=fail smtp.mailfrom=evil.example")
    blank("taro@good.example", Auto_Submitted="auto-replied")
    wait_until_taken(asked, mailroom)

    def reply():
        found = mailroom.world.messages("hanako@good.example", whole=True)
        return found and found[0]
    mail = wait_until(reply, 30, "a reply to the blank mail")
    assert mail["sender"] in ("", "<>"), mail["sender"]
    headers = {name.lower(): value for name, value in mail["headers"]}
    assert headers["auto-submitted"] == "auto-replied" and headers["in-reply-to"] == "<blank@good.example>"
    assert "このメールは送信専用です。" in mail["text"] and "send-only" in mail["text"]
    link = re.search(r"http://localhost:\d+/m/[a-z2-7]+", mail["text"])[0]
    assert len(mailroom.world.messages("good.example")) == 1
    assert not mailroom.world.messages("evil.example")

    # Whoever holds the link, a mail scanner too, sees the address and changes nothing; the login leads back to it.
    reader = Reader(browser, asked, "B000004")
    page = reader.page
    page.goto(link)
    expect(page.get_by_text("hanako@good.example")).to_be_visible()
    reader.look("mail-in-login")
    page.get_by_role("link", name="ログインして登録する").click()
    page.get_by_label("団体コード").fill(asked.code)
    page.locator("#loginID").fill("B000004")
    page.locator("#password").fill(asked.hand_out("B000004"))
    page.get_by_role("button", name="ログイン", exact=True).click()
    page.locator("#newPassword").fill(PASSWORD)
    expect(page.locator(".gauge")).not_to_have_attribute("data-level", "0")
    page.locator("#confirmation").fill(PASSWORD)
    page.get_by_role("button", name="登録する").click()
    expect(page).to_have_url(link)
    reader.look("mail-in-rank")
    page.get_by_role("radio", name="優先順2").check()
    page.get_by_role("button", name="登録", exact=True).click()
    expect(page).to_have_url(re.compile("/me/profile$"))
    expect(page.locator("#mail2")).to_have_value("hanako@good.example")
    page.goto("/help")
    expect(page.get_by_text("anpi@in.example")).to_be_visible()
    reader.look("mail-in-help")
    reader.close()
    over = request(link)
    assert over.status == 404 and "もう一度空メールを送ってください" in over.text
    counted = dict(re.findall(r'anpi_inbound_mails_total\{outcome="(\w+)"\} (\d+)', metrics(asked)))
    assert {name: counted.get(name) for name in ("offered", "tooSoon", "unproved", "automatic")} == {
        "offered": "1", "tooSoon": "1", "unproved": "2", "automatic": "1"}
    assert link.rsplit("/", 1)[1] not in asked.log() and "good.example" not in asked.log()


def mangled(content, dice):
    """A mail as a broken program writes it."""
    content = bytearray(content)
    for _ in range(dice.randint(1, 30)):
        at = dice.randrange(len(content))
        match dice.randrange(4):
            case 0: content[at] = dice.randrange(256)
            case 1: del content[at:at + dice.randint(1, 40)]
            case 2: content[at:at] = bytes(dice.randrange(256) for _ in range(dice.randint(1, 20)))
            case 3: content[at:at] = content[max(0, at - 50):at]
        content = content or bytearray(b"x")
    return bytes(content)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_three_hundred_mails_and_two_deaths(asked, mailroom):
    """Answers, junk, bounces and broken mails while the server dies twice: each is taken once, and no answer is lost."""
    dice = random.Random(20261122)
    corpus = [path.read_bytes() for path in sorted(Path("Tests/FuzzTests/Corpus/mail").iterdir())]
    expected = {}
    reply_to = {number: mailroom.replies_go_to(number) for number in range(3, PEOPLE + 1)}
    for turn in range(300):
        if turn in (100, 200):
            asked.kill()
        if turn in (130, 230):
            asked.start()
        number = 3 + turn % (PEOPLE - 2)
        if turn < PEOPLE - 2:
            choice = dice.randrange(3)
            expected[number] = ["safe", "minor", "serious"][choice]
            mailroom.reply(number, f"{choice + 1}\n")
        elif dice.random() < 0.2:
            mailroom.send("anpi@in.example", b"From: x@mail.example\r\n\r\nhello\r\n")
        else:
            # Nothing that is broken may be taken for an answer of somebody else, so it goes to nobody's address.
            mailroom.send("anpi+b" + "x" * dice.randint(1, 40) + "@in.example", mangled(dice.choice(corpus), dice))
    wait_until_taken(asked, mailroom)
    found = people(asked)
    assert {number: found[number]["status"] for number in expected} == expected
    (taken,), = asked.query("SELECT COUNT(*) FROM inbound_mail WHERE outcome <> ''")
    # And the report about the one mail that came back.
    assert taken == mailroom.sent + 1 == 301
    assert asked.query("SELECT COUNT(*) FROM answer WHERE via = 'mail'") == [(len(expected),)]
    assert len(list((mailroom.relay.maildir / "cur").iterdir())) == 301
    assert not list((mailroom.relay.maildir / "poison").iterdir())
    asked.audit(asked.number)
