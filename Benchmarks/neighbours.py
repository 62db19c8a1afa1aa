"""One organization sends to very many; what the others feel of it."""

import fcntl
import os
import threading
import time

import limits
from figures import Figure
from installation import PASSWORD, Installation, SQLite, request
from load import Paced, logins, presses
from programs import wait_until
from world import CHOICE, FAST, paths_in, quiet, same_password

SMALL = "small.example"
MARK = b"X-Client-Addr:"


class Postbox(threading.Thread):
    """Reads what a sink keeps, through a pipe, and knows when each mail came."""

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.path = folder / "postbox"
        os.mkfifo(self.path)
        # Open for writing too: there is no end while nobody writes.
        self.pipe = os.open(self.path, os.O_RDWR)
        fcntl.fcntl(self.pipe, fcntl.F_SETPIPE_SZ, 1 << 20)
        self.others, self.last, self.small = 0, 0.0, []
        self.start()

    def run(self):
        rest = b""
        while True:
            rest += os.read(self.pipe, 1 << 20)
            now = time.monotonic()
            *whole, rest = rest.split(MARK)
            for mail in whole:
                self.take(mail, now)
            # The last one of a burst is whole when an empty line ends it.
            if rest.endswith(b"\n\n") and rest.count(b"\n\n") > 1:
                self.take(rest, now)
                rest = b""

    def take(self, mail, now):
        if SMALL.encode() in mail:
            self.small.append((now, mail.decode(errors="replace")))
        elif mail.strip():
            self.others, self.last = self.others + 1, now


class House:
    """Two organizations: a large one that tells everybody something, and a small one in which the earth shakes."""

    def __init__(self, folder, people, few=12):
        self.few, self.post = few, Postbox(folder)
        self.sink = limits.Sink(folder, dump=self.post.path)
        self.anpi = anpi = Installation(folder, SQLite(folder), self.sink, **FAST, ANPI_BEHIND_PROXY="yes")
        anpi.run("keys", "init", anpi.key_file)
        anpi.run("migrate")
        passwords = {}
        for code, count, domain in (("large", people, "mail.example"), ("small", few, SMALL)):
            anpi.code = code
            anpi.run("tenant", "create", code, "青海精機", "--title", "青海精機 安否確認")
            anpi.import_people(count, domain=domain)
            passwords[code] = anpi.hand_out("B000001")
        anpi.start()
        self.tokens = {}
        for code, anpi.first_password in passwords.items():
            anpi.code = code
            anpi.sign_in()
            self.tokens[code] = anpi.token
        anpi.obey_bulletins()
        same_password(anpi.database.path)
        quiet(anpi)
        self.post.small.clear()

    def large(self, *words):
        """A call of the large organization's administrator."""
        self.anpi.token = self.tokens["large"]
        return self.anpi.api(*words)

    def announce(self, people):
        """Sends an announcement that can wait to everybody, and returns its number."""
        number = self.large("POST", "/broadcasts", {
            "kind": "announcement", "isUrgent": False, "subject": "社内報", "body": "今月の社内報をお届けします。",
            "targets": [{"kind": "everyone"}]}, 201)["id"]
        self.large("POST", f"/broadcasts/{number}/send", {"confirm": people}, 202)
        return number


def codes(house, count):
    """Seconds from the request of each login code by mail to its arrival, one after the other."""
    def call(number, path, **body):
        answer = request(
            house.anpi.url + "/api/v1" + path, "POST", body, {"X-Forwarded-For": f"10.7.0.{number}"})
        assert answer.status == 200, f"{path}: {answer.status} {answer.text}"
        return answer.json()
    house.anpi.run("tenant", "change", "small", "--second-factor", "yes")
    for number in range(1, count + 1):
        login = call(number, "/session", organization="small", loginId=f"B{number:06d}", password=PASSWORD)
        token, address = login["pendingToken"], f"code{number}@{SMALL}"
        call(number, "/session/choice", pendingToken=token, scope="full")
        asked = time.monotonic()
        call(number, "/session/code/send", pendingToken=token, kind="mail", address=address)
        came = wait_until(
            lambda: next((at for at, mail in house.post.small if address in mail), None), 60, f"a code for {address}",
            0.005)
        yield came - asked


def neighbours(folder, size):
    """A small organization's emergency, answers, logins and login codes while a large one's announcement drains."""
    people = size.many
    house = House(folder, people, few=20)
    anpi, post = house.anpi, house.post
    number = house.announce(people)
    wait_until(lambda: post.others > 500, 120, "the announcement goes out")
    dropped = time.monotonic()
    anpi.hand_in()
    wait_until(lambda: len(post.small) >= house.few, 60, lambda: f"{len(post.small)} of {house.few} were asked", 0.01)
    at = sorted(instant for instant, _ in post.small)
    before = post.others
    assert before < people, "nothing of the announcement was left"
    yield Figure(
        f"beside {people - before:,} announcements: bulletin → first mail to {house.few}", (at[0] - dropped) * 1000,
        "ms", most=1000)
    yield Figure("bulletin → last mail to them", (at[-1] - dropped) * 1000, "ms")

    links = sorted({path for _, mail in post.small for path in paths_in(mail)})
    assert len(links) == house.few, f"{len(links)} links for {house.few} people"
    choices = CHOICE.findall(request(anpi.url + links[0]).text)[:2]
    begun, counted = time.monotonic(), post.others
    paced = (Paced(folder, "answers", anpi.port, 50, 12, presses(links, choices)),
             Paced(folder, "logins", anpi.port, 10, 12, logins("small", house.few, PASSWORD)))
    p99 = [each.p99() for each in paced]
    rate = (post.others - counted) / (time.monotonic() - begun)
    assert post.others < people, f"all {people:,} announcements were gone before the measuring was over"
    yield Figure("announcements meanwhile", rate, "/s")
    yield Figure("answers meanwhile, 50 a second, p99", p99[0], "ms", most=50)
    yield Figure("logins meanwhile, 10 a second, p99", p99[1], "ms", most=300)

    longest = max(codes(house, house.few))
    assert post.others < people, f"all {people:,} announcements were gone before the last code came"
    yield Figure(
        f"login code by mail asked for → at the relay, longest of {house.few}", longest * 1000, "ms", most=2000)

    house.large("POST", f"/broadcasts/{number}/stop", None, 204)
    stopped, counted = time.monotonic(), post.others
    wait_until(lambda: time.monotonic() - max(post.last, stopped) > 5, 60, "nothing comes any more")
    assert post.others < people, "nothing was left to stop"
    yield Figure("stop → last mail", max(0, post.last - stopped) * 1000, "ms", most=1000)
    yield Figure("mails after it, and never sent", post.others - counted, "", people - post.others, "never sent")
    anpi.stop()
    house.sink.kill()
