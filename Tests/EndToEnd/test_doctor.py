"""`anpi doctor` says why mails would not arrive: a real relay, and a name server with records of its own."""

import socket
import sqlite3
import struct
import threading
import time

import pytest

from installation import Installation, SQLite
from programs import MailCatcher

KEY = "v=DKIM1; k=rsa; p=" + "A" * 392
GOOD = {"anpi.example.jp": ["v=spf1 ip4:192.0.2.1 -all"], "s1._domainkey.anpi.example.jp": [KEY],
        "_dmarc.example.jp": ["v=DMARC1; p=quarantine; rua=mailto:postmaster@example.jp"]}


class NameServer:
    """Answers TXT questions; a name that is not in `records` does not exist, and None gets no answer."""

    def __init__(self):
        self.records = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            question, sender = self.socket.recvfrom(4096)
            labels, at = [], 12
            while question[at]:
                labels.append(question[at + 1:at + 1 + question[at]].decode())
                at += question[at] + 1
            texts = self.records.get(".".join(labels).lower(), [])
            if texts is None:
                continue
            answers = b""
            for text in texts:
                data = b"".join(bytes([len(text[place:place + 255])]) + text[place:place + 255].encode()
                                for place in range(0, len(text), 255))
                answers += b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 60, len(data)) + data
            head = struct.pack(">HHHHH", 0x8180 if texts else 0x8183, 1, len(texts), 0, 0)
            self.socket.sendto(question[:2] + head + question[12:at + 5] + answers, sender)


@pytest.fixture(scope="module")
def names():
    return NameServer()


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    folder = tmp_path_factory.mktemp("doctor")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails)
    anpi.run("keys", "init", anpi.key_file)
    anpi.run("migrate")
    anpi.environment |= {"ANPI_MAIL_FROM": "anpi@anpi.example.jp", "ANPI_MAIL_DKIM_SELECTOR": "s1"}
    anpi.mails = mails
    yield anpi
    anpi.close()
    mails.stop()


def lines(anpi, names, status, **variables):
    return anpi.run("doctor", "--resolver", names.address, status=status, **variables).splitlines()


def test_a_good_installation_is_called_one(anpi, names):
    """R-158"""
    names.records = GOOD
    found = lines(anpi, names, 0)
    assert not [line for line in found if line.startswith("WRONG")], found
    for words in ("settings", "key file and database", "answers and takes us", "SPF: v=spf1", "DKIM: a key under s1",
                  "DMARC: v=DMARC1"):
        assert [line for line in found if line.startswith("ok") and words in line], (words, found)
    assert anpi.mails.messages() == [], "nothing is sent"


@pytest.mark.parametrize("records, level, words", [
    ({"anpi.example.jp": []}, "WRONG", "no SPF record"),
    ({"anpi.example.jp": ["v=spf1 mx -all", "v=spf1 a -all"]}, "WRONG", "2 SPF records"),
    ({"anpi.example.jp": ["v=spf1 mx +all"]}, "WRONG", "lets anybody send"),
    ({"anpi.example.jp": ["v=spf1 include:nowhere.example -all"]}, "WRONG", "nowhere.example, which has no SPF record"),
    ({"_dmarc.anpi.example.jp": ["v=DMARC1; p=none"]}, "look ", "only watches"),
    ({"_dmarc.example.jp": []}, "WRONG", "no DMARC record"),
    ({"s1._domainkey.anpi.example.jp": []}, "WRONG", "no DKIM key"),
    ({"anpi.example.jp": None}, "WRONG", "no name server answers for anpi.example.jp"),
])
def test_what_a_domain_lacks_is_named(anpi, names, records, level, words):
    """R-158"""
    names.records = GOOD | records
    found = lines(anpi, names, 1 if level == "WRONG" else 0)
    assert [line for line in found if line.startswith(level) and words in line], found


def test_mails_that_nobody_read_are_counted(anpi, names):
    names.records = GOOD
    assert not [line for line in lines(anpi, names, 0) if "nobody read" in line]
    now, day = int(time.time() * 1000), 86_400_000
    with sqlite3.connect(anpi.database.path) as store:
        store.executemany("INSERT INTO inbound_mail (file, seen_at, tries, outcome) VALUES (?, ?, 1, ?)", [
            ("1.a", now, "tooLarge"), ("1.b", now - day // 2, "tooLarge"), ("1.c", now - 2 * day, "tooLarge"),
            ("1.d", now, "poison"), ("1.e", now, "answered")])
    found = [line for line in lines(anpi, names, 0) if "nobody read" in line]
    assert len(found) == 1 and found[0].startswith("look"), found
    assert "2 larger than 40 MiB, 1 that ended" in found[0], found
    with sqlite3.connect(anpi.database.path) as store:
        store.execute("DELETE FROM inbound_mail")


def test_what_else_is_wrong_is_named(anpi, names, tmp_path):
    names.records = GOOD
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    nowhere = "smtp://127.0.0.1:%d" % free.getsockname()[1]
    free.close()
    for variables, level, words in (
            ({"ANPI_MAIL_RELAY": nowhere}, "WRONG", "relay " + nowhere),
            ({"ANPI_MAIL_SECURITY": "required"}, "WRONG", "relay"),
            ({"ANPI_MAIL_FROM": "anpi@localhost.localdomain"}, "WRONG", "nobody takes mail from there"),
            ({"ANPI_KEY_FILE": str(tmp_path / "none")}, "WRONG", "anpi keys init"),
            ({"ANPI_DATABASE": f"sqlite:{tmp_path}/none.db"}, "WRONG", "database"),
            ({"ANPI_BULLETIN_FOLDER": str(tmp_path / "none")}, "WRONG", "ANPI_BULLETIN_FOLDER"),
            ({"ANPI_MAIL_CONNECTIONS": "many"}, "WRONG", "settings: ANPI_MAIL_CONNECTIONS"),
            ({"ANPI_MAIL_DKIM_SELECTOR": ""}, "look ", "DKIM was not looked at"),
            ({"ANPI_MAIL_RELAY": ""}, "look ", "no relay")):
        found = lines(anpi, names, 1 if level == "WRONG" else 0, **variables)
        assert [line for line in found if line.startswith(level) and words in line], (variables, found)
