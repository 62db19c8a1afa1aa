"""Mail in, through a real Postfix: every mail is taken once, whatever it says, and the server dies in between."""

import base64
import collections
import contextlib
import email.header
import itertools
import random
import re
import smtplib
import sqlite3
import threading
import time

from figures import Figure, memory, processor_seconds
from installation import request
from letters import ATTACHMENTS, MAILBOX, Letters, photograph
from postfix import Postfix, can_run
from programs import wait_until
from rows import rows_per_second
from world import Asked, quiet

#: At most so many mails come in; 10,000 are promised.
MOST = 10_000
CONNECTIONS = 10
SEED = 20261122


def replies(sink_copy):
    """Where the mail to each person wants its replies, and where it comes back to."""
    found = {}
    for mail in sink_copy.split("X-Client-Addr:")[1:]:
        to = re.search(r"X-Rcpt-Args: <p(\d+)@", mail)
        reply = re.search(r"(?im)^Reply-To: (\S+)", mail)
        if to and reply:
            found[int(to[1])] = (reply[1], re.search(r"X-Mail-Args: <([^>]+)>", mail)[1])
    return found


def asked_back(sink_copy):
    """How often each address was asked what its reply means, and how often each was offered to be registered."""
    back, offers = collections.Counter(), collections.Counter()
    for mail in sink_copy.split("X-Client-Addr:")[1:]:
        to = re.search(r"X-Rcpt-Args: <([^>]+)>", mail)[1]
        if to.endswith("@good.example"):
            offers[to] += 1
        subject = re.search(r"(?im)^Subject: (.*(?:\n[ \t].*)*)", mail)
        if "返信の内容" in str(email.header.make_header(email.header.decode_header(subject[1]))):
            back[to] += 1
    return back, offers


class Post(threading.Thread):
    """Hands letters to Postfix over some connections, as fast as it takes them."""

    def __init__(self, port, letters, connections=CONNECTIONS):
        super().__init__(daemon=True)
        self.port, self.letters, self.connections = port, iter(letters), connections
        self.turn, self.sent, self.refused, self.failures = threading.Lock(), 0, [], []

    def run(self):
        crowd = [threading.Thread(target=self.carry, daemon=True) for _ in range(self.connections)]
        for each in crowd:
            each.start()
        for each in crowd:
            each.join()

    def carry(self):
        try:
            with smtplib.SMTP("127.0.0.1", self.port, local_hostname="mx.mail.example", timeout=120) as client:
                while True:
                    with self.turn:
                        letter = next(self.letters, None)
                    if letter is None:
                        return
                    try:
                        client.sendmail(letter.sender, [letter.recipient], letter.whole)
                    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
                        # Whoever sent it is told by their own server: it is not lost, and it did not arrive.
                        self.refused.append((letter, f"{getattr(refusal, 'smtp_code', '')} {getattr(refusal, 'smtp_error', '')}"))
                        continue
                    with self.turn:
                        self.sent += 1
        except Exception as failure:  # Whatever stops the post is said by whoever waits for it.
            self.failures.append(repr(failure))

    def end(self):
        """Waits until all are sent."""
        self.join()
        assert not self.failures, self.failures
        return self


class Room:
    """An installation whose people were asked, and the Postfix that takes its mail in."""

    def __init__(self, folder, total):
        self.door = Postfix(folder, mailbox=MAILBOX)
        people = total * 9 // 10
        self.asked = Asked(
            folder, people, ANPI_INBOUND_MAILDIR=str(self.door.maildir), ANPI_INBOUND_ADDRESS=MAILBOX,
            ANPI_INBOUND_AUTHSERV="mx.in.example")
        self.anpi, self.dump = self.asked.anpi, folder / "mails"
        quiet(self.anpi)
        text = self.dump.read_text(errors="replace")
        found = replies(text)
        assert len(found) == people, f"{len(found)} of {people} mails take replies"
        body = base64.b64decode(text.split("X-Client-Addr:")[-1].split("\n\n", 1)[1]).decode()
        self.letters = Letters(random.Random(SEED), found, body)
        self.sent = []

    def query(self, statement, *values):
        with contextlib.closing(sqlite3.connect(self.anpi.database.path, timeout=30)) as store:
            return store.execute(statement, values).fetchall()

    def taken(self):
        """Mails of which it is recorded what they were."""
        return self.query("SELECT COUNT(*) FROM inbound_mail WHERE outcome <> ''")[0][0]

    def waiting(self):
        new = self.door.maildir / "new"
        return self.door.waiting() + (len(list(new.iterdir())) if new.exists() else 0)

    def post(self, letters):
        post = Post(self.door.port, letters)
        self.sent += letters
        post.start()
        return post

    def settle(self):
        """Waits until nothing waits at Postfix or in the inbox."""
        def is_done():
            self.anpi.server.fail_if_ended()
            return not self.waiting()
        wait_until(is_done, 300, lambda: f"{self.waiting()} mails wait", 0.1)


def into_a_maildir(folder, name, letters):
    """The same mails a second into a Maildir that nobody reads."""
    own = folder / name
    own.mkdir()
    door = Postfix(own, mailbox=MAILBOX)
    begun = time.monotonic()
    Post(door.port, letters).run()
    new = door.maildir / "new"
    wait_until(
        lambda: new.exists() and len(list(new.iterdir())) == len(letters), 300,
        lambda: f"{door.waiting()} wait at Postfix", 0.05)
    rate = len(letters) / (time.monotonic() - begun)
    door.stop()
    return rate


def answers_a_second(room, folder, letters):
    """Answers alone, one for each person, and nothing dies: how many are recorded a second."""
    limit = into_a_maildir(folder, "before", letters)
    spent = processor_seconds(room.anpi.server.process)
    begun = time.monotonic()
    post = room.post(letters)
    counter = re.compile(r'anpi_inbound_mails_total\{outcome="answered"\} (\d+)')

    def answered():
        found = counter.search(request(room.anpi.url + "/metrics").text)
        return found and int(found[1]) == len(letters)
    wait_until(answered, 300, lambda: f"{room.taken()} of {len(letters)} answers are taken", 0.05)
    rate = len(letters) / (time.monotonic() - begun)
    spent = processor_seconds(room.anpi.server.process) - spent
    post.end()
    room.settle()
    limit = (limit + into_a_maildir(folder, "after", letters)) / 2
    yield Figure(
        f"answers by mail through Postfix, {len(letters):,}", rate, "/s", limit, "Postfix into a Maildir nobody reads", 0.4)
    yield Figure("the same, processor time of the server for each", spent / len(letters) * 1e6, "µs")


def storm(room, folder, letters):
    """Everything at once; the server is killed while it reads, and is away for a while."""
    third = len(letters) // 3
    before = room.taken()
    first = room.post(letters[:third])
    wait_until(lambda: room.taken() > before + third // 3, 120, "the storm is under way", 0.01)
    room.anpi.kill()
    first.end()
    room.post(letters[third:2 * third]).end()
    room.door.drain()
    backlog, begun = room.waiting(), time.monotonic()
    room.anpi.start()
    wait_until(lambda: not room.waiting(), 300, lambda: f"{room.waiting()} mails wait", 0.02)
    rate = backlog / (time.monotonic() - begun)
    room.post(letters[2 * third:]).end()
    room.settle()
    yield Figure(
        f"{backlog:,} mails that waited, start included", rate, "/s", rows_per_second(folder, 1), "SQLite rows, 1 a commit")


def with_photographs(room, letters):
    """Answers with large attachments, and what they do to the server's memory."""
    process = room.anpi.server.process
    with open(f"/proc/{process.pid}/clear_refs", "w") as peak:
        # Begins the kernel's “most there ever were” anew.
        peak.write("5")
    before = memory(process)[0]
    begun = time.monotonic()
    post = room.post(letters).end()
    refused = {letter.number for letter, _ in post.refused}
    for words in sorted({words for _, words in post.refused}):
        print(f"refused at the door: {words}")
    room.sent = [letter for letter in room.sent if letter.number not in refused]
    room.settle()
    rate = post.sent / (time.monotonic() - begun)
    most = memory(process)[1]
    yield Figure(
        f"answers with attachments of {' and '.join(f'{each / 1e6:.0f}' for each in ATTACHMENTS)} MB that Postfix refused, "
        f"of {len(letters)}", len(refused), "", most=0)
    yield Figure("the same, from the first byte to the last answer", rate, "/s")
    yield Figure("most memory of the server beside them", most / 1e6, "MB", most=300)
    yield Figure("more than before them", (most - before) / 1e6, "MB", most=50)


def accounts(room):
    """What became of each mail, held against what it was."""
    folders = {name: room.door.maildir / name for name in ("new", "cur", "tmp", "poison")}
    files = {name: list(folder.iterdir()) if folder.exists() else [] for name, folder in folders.items()}
    assert not files["new"] and not files["tmp"], "mails are left in the inbox"
    found = collections.defaultdict(list)
    for path in itertools.chain(files["cur"], files["poison"]):
        with open(path, "rb") as file:
            head = file.read(4096)
        number = re.search(rb"(?m)^X-Bench: (\d+)", head)
        found[int(number[1]) if number else None].append(path.name.split(":")[0])
    outcomes = dict(room.query("SELECT file, outcome FROM inbound_mail"))
    sent = {letter.number: letter for letter in room.sent}
    lost = [number for number in sent if number not in found]
    twice = [number for number, names in found.items() if len(names) > 1 or number not in sent]
    unaccounted = [name for names in found.values() for name in names if not outcomes.get(name)]
    wrong = [
        f"{letter.kind} {outcomes.get(name)}: {letter.content[:3000]!r}" for number, letter in sent.items()
        for name in found.get(number, []) if letter.outcomes and outcomes.get(name) not in letter.outcomes]
    for each in wrong[:5]:
        print(each)
    yield Figure(f"of {len(sent):,} mails, lost", len(lost), "", most=0)
    yield Figure("in the Maildir twice, or nobody's", len(twice), "", most=0)
    yield Figure("without an outcome", len(unaccounted) + abs(len(outcomes) - len(sent)), "", most=0)
    yield Figure("taken for something else", len(wrong), "", most=0)
    yield Figure("put aside because reading them ended the server", len(files["poison"]), "", most=0)
    counted = collections.Counter(outcomes.values())
    print("what became of them: " + ", ".join(f"{name} {count:,}" for name, count in counted.most_common()))
    yield from consequences(room, [letter for letter in sent.values() if letter.person])


def consequences(room, letters):
    """What the database says of the people, and what left for them."""
    wanted = {letter.person: letter.status for letter in letters if letter.status}
    bounced = {letter.person for letter in letters if letter.outcomes == ("bounced",)}
    unclear = {letter.person for letter in letters if letter.outcomes == ("unclear",)}
    people = {letter.person for letter in letters}
    number = "CAST(substr(p.login_id, 2) AS INTEGER)"
    join = "JOIN person p ON p.tenant_id = x.tenant_id AND p.id = x.person_id"
    given = room.query(f"SELECT {number}, x.status FROM answer x {join} WHERE x.via = 'mail'")
    given = [each for each in given if each[0] in people]
    yield Figure(
        f"answers that are not those of {len(wanted):,} people, or not one each",
        len(set(given) ^ set(wanted.items())) + len(given) - len(set(given)), "", most=0)
    failed = {each for each, in room.query(f"SELECT {number} FROM attempt x {join} WHERE x.state = 'failed'")}
    yield Figure(f"attempts that are not those of {len(bounced):,} bounces", len((failed & people) ^ bounced), "", most=0)
    events = collections.Counter(
        each for each, in room.query(f"SELECT {number} FROM attempt_event x {join} WHERE x.kind = 'bounced'"))
    yield Figure("bounces that are noted more or less than once", sum(events[each] != 1 for each in bounced), "", most=0)
    addresses = {f"p{each}@mail.example" for each in unclear}
    senders = {letter.sender for letter in room.sent if letter.kind == "blank"}

    def replies_are_out():
        back, offers = asked_back(room.dump.read_text(errors="replace"))
        return set(back) >= addresses and set(offers) >= senders and (back, offers)
    back, offers = wait_until(replies_are_out, 90, "everybody with an unclear reply or a blank mail is written to", 1)
    room.anpi.stop()
    back, offers = asked_back(room.dump.read_text(errors="replace"))
    strangers = {f"p{each}@mail.example" for each in people} & set(back) - addresses
    too_many = sum(back[each] != 1 for each in addresses) + sum(offers[each] != 1 for each in senders)
    yield Figure(
        f"replies that are not one each to {len(addresses):,} unclear and {len(senders)} blank mails",
        too_many + len(strangers), "", most=0)
    room.anpi.audit(room.asked.broadcast)


def inbound(folder, size):
    """10,000 mails through a real Postfix: none is lost, none is taken twice, none ends the server."""
    if not can_run():
        print("inbound: left out, because Postfix's master runs as root only")
        return
    total = min(size.people, MOST)
    room = Room(folder, total)
    letters, dice = room.letters, random.Random(SEED)
    yield from answers_a_second(room, folder, [letters.answer() for _ in range(total * 40 // 100)])
    photographs = [photograph(length) for length in ATTACHMENTS]
    large = [letters.large(photographs[each % 2]) for each in range(max(6, total * 48 // 10_000))]
    others = [letters.answer() for _ in range(total // 10)]
    others += [letters.bounce() for _ in range(total * 17 // 100)]
    others += [letters.automatic() for _ in range(total * 8 // 100)]
    others += [each for _ in range(total * 4 // 100) for each in letters.unclear()]
    others += [letters.junk() for _ in range(total * 6 // 100)]
    others += [each for number in range(max(5, total // 250)) for each in letters.blank(f"n{number}@good.example")]
    goats = list(itertools.islice(letters.turn, total * 2 // 100))
    others += [letters.broken(dice.choice(goats)) for _ in range(total - len(room.sent) - len(large) - len(others))]
    dice.shuffle(others)
    yield from storm(room, folder, others)
    yield from with_photographs(room, large)
    yield from accounts(room)
    room.door.stop()
    room.asked.sink.kill()
