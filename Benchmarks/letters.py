"""The mails of an earthquake: answers in every form that mail programs write, what comes back, programs, junk, broken ones."""

import base64
import email.message
import email.policy
import itertools
import os
from dataclasses import dataclass
from pathlib import Path

from programs import REPOSITORY

MAILBOX, DOMAIN = "anpi@in.example", "in.example"
STATUSES = ("safe", "minor", "serious")
#: What people answer with, for each of the three choices.
WORDS = (
    ("1", "１", "①", "1.", "(1)", "1です", "無事", "無事です", "無事です。", "Safe", "I am safe", "だいじょうぶです"),
    ("2", "２", "②", "【2】", "2 足首をひねりました", "軽いけが", "軽いけがです", "Slightly hurt"),
    ("3", "３", "③", "3。", "3 動けません", "助けが必要です", "重いけが", "Badly hurt"))
UNCLEAR = ("無事じゃないです", "1か2", "無事ですか？", "佐藤さんは無事です", "I hope you are safe", "119", "", "連絡ください", "家が壊れました")
SIGNATURES = ("", "-- \n能登 太郎\n七尾工場 0767-00-0000", "iPhoneから送信", "Sent from my Galaxy", "━━━━━━\n営業部 2課\n━━━━━━")
#: How the mail that is answered follows the answer.
QUOTES = (
    "", "2026年11月22日(日) 16:10 青海精機 安否確認 <anpi@anpi.example>:\n{quoted}",
    "On Sun, Nov 22, 2026 at 4:10 PM 青海精機 <anpi@anpi.example> wrote:\n{quoted}",
    "-----Original Message-----\nFrom: anpi@anpi.example\nSent: Sunday, November 22, 2026 4:10 PM\n\n{plain}",
    "________________________________\n差出人: 青海精機 安否確認 <anpi@anpi.example>\n送信日時: 2026年11月22日 16:10\n\n{plain}")
FORMS = ("utf-8 8bit", "utf-8 base64", "utf-8 quoted-printable", "iso-2022-jp 7bit", "cp932 base64", "html", "alternative")
#: How `From` is written: as it should be, as carriers gave addresses out, and as old programs write names.
SENDERS = (
    "{0}", "<{0}>", "能登 太郎 <{0}>", "[corp] Hana <{0}>", "taro..y@docomo.ne.jp", "能登 <hana.@ezweb.ne.jp>",
    '"taro..y"@docomo.ne.jp', "表 <{0}>")
#: Fields of mails that no person wrote.
PROGRAMS = (
    {"Auto-Submitted": "auto-replied"}, {"Auto-Submitted": "auto-generated (vacation)"}, {"Precedence": "bulk"},
    {"List-Id": "<all.mail.example>"}, {"X-Autoreply": "yes"}, {"Precedence": "list", "List-Unsubscribe": "<mailto:x@mail.example>"})
#: Action, status and diagnostic of reports by RFC 3464.
REPORTS = (
    ("failed", "5.1.1", "smtp; 550 5.1.1 <{to}>: Recipient address rejected: User unknown"),
    ("failed", "5.1.1", "smtp; 550 <{to}>: Unknown user"), ("failed", "5.0.0", "smtp; 550 Invalid recipient: <{to}>"),
    ("failed", "5.2.2", "smtp; 552-5.2.2 The email account that you tried to reach is\r\n over quota"),
    ("failed", "5.7.1", "smtp; 550 5.7.1 Message rejected as spam by Content Filtering"),
    ("failed", "5.4.4", "X-Postfix; Host or domain name not found. Name service error"), ("failed", "5.1.1", None),
    ("failed", "4.4.7", "smtp; Delivery time expired"), ("delayed", "4.4.1", "X-Postfix; connect: Connection timed out"))
#: Subject, text and charset of carriers and old programs that write no report.
PLAIN = (
    ("failure notice", "Hi. This is the qmail-send program at mail.example.jp.\nThis is a permanent error; I've given up."
     "\n\n<{to}>:\nSorry, no mailbox here by that name. (#5.1.1)", "us-ascii"),
    ("Mail System Error - Returned Mail", "次のあて先へのメッセージはエラーのため送信できませんでした。\n<{to}>\n550 Unknown user {to}", "iso-2022-jp"),
    ("Mail System Error - Returned Mail", "This Message was undeliverable due to the following reason:\n\nEach of the "
     "following recipients was rejected by a remote mail server.\n    Recipient: <{to}>\n    Reason:    <{to}>: User unknown",
     "us-ascii"),
    ("送信できませんでした", "宛先のメールボックスの容量を超えているため、配信できませんでした。", "iso-2022-jp"),
    ("メールが届きませんでした", "指定された宛先は存在しません。", "cp932"),
    ("Undelivered", "受信拒否の設定により配信できませんでした。", "utf-8"))
#: Bytes of photographs; the larger one makes a mail of 27 MB.
ATTACHMENTS = (18_000_000, 20_000_000)


@dataclass
class Letter:
    """One mail, and what may become of it."""

    number: int
    kind: str
    sender: str
    recipient: str
    content: bytes
    #: What the program may say of it; empty for anything but silence.
    outcomes: tuple
    person: int = 0
    status: str | None = None
    #: Stands behind the content, and is the same for many.
    tail: bytes = b""

    @property
    def whole(self):
        return b"X-Bench: %d\r\n%b%b" % (self.number, self.content, self.tail)


def wire(message):
    return message.as_bytes(policy=email.policy.SMTP)


def message(sender, subject="Re: 【青海精機 安否確認】", **fields):
    made = email.message.EmailMessage()
    made["From"], made["Subject"] = sender, subject
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    return made


def fill(made, text, form):
    """Puts a text into a mail in one of the forms of mail programs."""
    html = "<html><body><p>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") + "</p></body></html>"
    if form == "html":
        made.set_content(html, subtype="html", cte="quoted-printable")
    elif form == "alternative":
        made.set_content(text, cte="base64")
        made.add_alternative(html, subtype="html", cte="base64")
    else:
        charset, cte = form.split()
        try:
            text.encode(charset)
        except UnicodeEncodeError:
            charset, cte = "utf-8", "base64"
        made.set_content(text, charset=charset, cte=cte)
    return made


class Letters:
    """Writes letters to an installation whose people were asked."""

    def __init__(self, dice, people, asked):
        #: Where replies of a person go, and where their mail comes back to, by the person's number; `asked` is its text.
        self.dice, self.people, self.asked = dice, people, asked
        self.numbers, self.turn = itertools.count(1), iter(sorted(people))
        corpus = sorted((REPOSITORY / "Tests/FuzzTests/Corpus/mail").iterdir())
        self.corpus = [Path(path).read_bytes() for path in corpus]

    def letter(self, kind, sender, recipient, content, outcomes, **more):
        content = content if isinstance(content, bytes) else wire(content)
        return Letter(next(self.numbers), kind, sender, recipient, content, outcomes, **more)

    def text(self, words):
        """Words with what mail programs put below them."""
        quote = self.dice.choice(QUOTES).format(
            quoted="\n".join("> " + line for line in self.asked.splitlines()), plain=self.asked)
        return "\n\n".join(part for part in (words, self.dice.choice(SIGNATURES), quote) if part)

    def answer(self):
        number, place = next(self.turn), self.dice.randrange(3)
        sender = f"p{number}@mail.example"
        made = wire(fill(message(sender), self.text(self.dice.choice(WORDS[place])) + "\n", self.dice.choice(FORMS)))
        written = self.dice.choice(SENDERS).format(sender).encode(self.dice.choice(("utf-8", "cp932")))
        made = made.replace(b"From: " + sender.encode(), b"From: " + written, 1)
        return self.letter(
            "answer", sender, self.people[number][0], made, ("answered",), person=number, status=STATUSES[place])

    def large(self, photograph):
        """An answer with a photograph, one of few."""
        number, place = next(self.turn), self.dice.randrange(3)
        sender = f"p{number}@mail.example"
        head = (f"From: {sender}\r\nSubject: Re:\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                f"Content-Type: text/plain; charset=utf-8\r\n\r\n{place + 1}\r\n--b\r\nContent-Type: image/jpeg\r\n"
                "Content-Disposition: attachment; filename=photo.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n")
        return self.letter(
            "large", sender, self.people[number][0], head.encode(), ("answered",), person=number, status=STATUSES[place],
            tail=photograph)

    def unclear(self):
        """One that could mean anything, and from every fifth person another one."""
        number = next(self.turn)
        sender = f"p{number}@mail.example"
        for _ in range(2 if number % 5 == 0 else 1):
            made = fill(message(sender), self.text(self.dice.choice(UNCLEAR)) + "\n", self.dice.choice(FORMS[:3]))
            yield self.letter("unclear", sender, self.people[number][0], made, ("unclear",), person=number)

    def bounce(self):
        number = next(self.turn)
        to, back = f"p{number}@mail.example", self.people[number][1]
        if self.dice.random() < 0.5:
            subject, text, charset = self.dice.choice(PLAIN)
            made = message("Mail Delivery Subsystem <MAILER-DAEMON@mail.example>", subject)
            made.set_content(text.format(to=to) + "\n", charset=charset, cte="8bit" if charset == "utf-8" else None)
            return self.letter("bounce", "", back, made, ("bounced",), person=number)
        action, status, diagnostic = self.dice.choice(REPORTS)
        code = f"Diagnostic-Code: {diagnostic.format(to=to)}\r\n" if diagnostic else ""
        content = (
            "From: MAILER-DAEMON@relay.example\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n\r\n"
            "This is the mail system at host relay.example.\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n"
            f"Reporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n"
            f"{code}--r\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\n1\r\n--r--\r\n")
        return self.letter(
            "bounce", "", back, content.encode(), ("bounced",) if action == "failed" else ("noticed",), person=number)

    def automatic(self):
        """Programs, lists, loops and our own mail, at an address that takes answers."""
        number = next(self.turn)
        reply, sender = self.people[number][0], f"p{number}@mail.example"
        match self.dice.randrange(9):
            case 0:
                content = b"".join(b"Received: from a%d by b%d; Sun, 22 Nov 2026 16:10:00 +0900\r\n" % (hop, hop) for hop in range(30))
                content += b"From: x@mail.example\r\n\r\n1\r\n"
            case 1:
                content = f"From: {MAILBOX}\r\n\r\n1\r\n".encode()
            case 2:
                content, sender = b"From: postmaster@mail.example\r\nSubject: failure notice\r\n\r\n1\r\n", ""
            case _:
                made = message(sender, "不在通知")
                for name, value in self.dice.choice(PROGRAMS).items():
                    made[name] = value
                content = fill(made, "1\n", self.dice.choice(FORMS))
        return self.letter("automatic", sender, reply, content, ("automatic",), person=number)

    def junk(self):
        """Guessed and invented addresses, and advertisements to the mailbox itself."""
        made = fill(message("shop@mail.example", "Sale"), "無事です\n", self.dice.choice(FORMS))
        reply = self.dice.choice(list(self.people.values()))[0]
        end = reply.index("@")
        forged = reply[:end - 1] + ("b" if reply[end - 1] == "a" else "a") + reply[end:]
        to, outcome = self.dice.choice([
            (forged, "strange"), (f"anpi+{self.dice.randbytes(9).hex()}@{DOMAIN}", "strange"), (MAILBOX, "unproved")])
        return self.letter("junk", "shop@mail.example", to, made, (outcome,))

    def blank(self, sender):
        """Two blank mails of one sender: one is answered, and no second within ten minutes."""
        for _ in range(2):
            made = message(sender, "")
            made.set_content("")
            yield self.letter("blank", sender, MAILBOX, made, ("offered", "tooSoon"))

    def broken(self, number):
        """A mail as a broken program writes it, to one person's addresses or to none: what it says is up to it."""
        dice = self.dice
        source = dice.choice(self.corpus) if dice.random() < 0.5 else wire(
            fill(message("x@mail.example"), self.text(dice.choice(WORDS[dice.randrange(3)])), dice.choice(FORMS)))
        content = bytearray(source)
        for _ in range(dice.randint(1, 30)):
            content = content or bytearray(b"x")
            at = dice.randrange(len(content))
            match dice.randrange(5):
                case 0: content[at] = dice.randrange(256)
                case 1: del content[at:at + dice.randint(1, 40)]
                case 2: content[at:at] = dice.randbytes(dice.randint(1, 20))
                case 3: content[at:at] = content[max(0, at - 50):at] * dice.choice((1, 1, 1, 200))
                case 4: content[at:at] = dice.choice((b"\0", b"\r\n\r\n", b"--b", b"=?UTF-8?B?", b"\x1b$B", b"<" * 300))
        to = dice.choice([*self.people[number], f"anpi+b{'x' * dice.randint(1, 40)}@{DOMAIN}"])
        return self.letter("broken", dice.choice(("", "x@mail.example")), to, bytes(content), ())


def photograph(length):
    """An attachment of so many bytes, encoded, with the end of the mail."""
    return base64.encodebytes(os.urandom(length)).replace(b"\n", b"\r\n") + b"--b--\r\n"
