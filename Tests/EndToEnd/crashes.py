"""Kills an installation in the middle of its work, again and again, and holds its ledger against what the world got."""

import contextlib
import email
import email.policy
import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from installation import NOTO, request
from programs import REPOSITORY, wait_until

# Where a debug build can be told to die; the driver goes through all of them.
FAILPOINTS = re.findall(
    r"\b(\w+(?:Uncommitted|Committed|Begins|Returned))\b",
    (REPOSITORY / "Sources/Notify/Engine/Failpoint.swift").read_text(encoding="utf-8"))

# These happen after another earthquake, most of them once.
OF_AN_EARTHQUAKE = ("expand", "bulletin", "decision", "answer", "drain", "reply", "hangUp")
ONCE = ("step", "bulletin", "decision", "answer", "drain", "send", "release", "reply", "hangUp")

# People of one chunk of an expansion: few, so that there are several.
CHUNK = 40

OPEN = "('planned', 'claimed', 'handingOff', 'inDoubt', 'ringing')"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number):
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
        if number == 0:
            return text


class Cluster:
    """A PostgreSQL server that may be killed."""

    def __init__(self):
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))[-1]
        self.binaries, self.folder = binaries, Path(tempfile.mkdtemp(prefix="anpi-crash.", dir="/tmp"))
        self.user = []
        if os.getuid() == 0:
            # PostgreSQL refuses to run as root.
            shutil.chown(self.folder, "postgres")
            self.user = ["--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env"]
        self.data = self.folder / "data"
        subprocess.run(
            ["setpriv", *self.user, binaries / "initdb", f"--pgdata={self.data}", "--username=postgres", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8"], check=True, capture_output=True, cwd=self.folder)
        self.start()

    @property
    def owner(self):
        return f"host={self.folder} port=5432 user=postgres dbname=postgres"

    def start(self):
        self.process = subprocess.Popen(
            ["setpriv", *self.user, "--pdeathsig", "KILL", self.binaries / "postgres", "-D", self.data,
             "-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}", "-c", "port=5432",
             "-c", "jit=off", "-c", "timezone=UTC"],
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(
            lambda: subprocess.run(
                [self.binaries / "pg_isready", "--quiet", f"--host={self.folder}"]).returncode == 0,
            30, "PostgreSQL is ready")

    def kill(self):
        self.process.kill()
        self.process.wait(30)
        # Its children notice by themselves.
        wait_until(
            lambda: not subprocess.run(["pgrep", "-f", str(self.data)], capture_output=True).stdout, 30,
            "the last process of PostgreSQL is gone")

    def remove(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Siege:
    """One installation with people of whom some can be called, and everything that happened to it."""

    def __init__(self, anpi, mails, gateway, people, seed):
        self.anpi, self.mails, self.gateway, self.people = anpi, mails, gateway, people
        self.chance = random.Random(seed)
        self.fed = 0
        self.doubts = set()
        self.confirmed = set()
        self.rows = []
        self.written = 0

    # What is asked

    def prepare(self, calls_every=10):
        """People, settings that hurry, and three drills: one runs through, two are closed in the middle of the deaths."""
        anpi = self.anpi.prepare(people=self.people, voice=calls_every)
        anpi.environment |= self.gateway.variables | {
            "ANPI_MAIL_CONNECTIONS": "5", "ANPI_VOICE_LINES": "20", "ANPI_LEASE": "2s", "ANPI_CALL_REPORT_TIME": "5s",
            "ANPI_LOG_LEVEL": "info", "ANPI_FAILPOINT_CHUNK": str(CHUNK)}
        self.inbox = anpi.folder / "inbox"
        for name in ("new", "cur", "tmp"):
            (self.inbox / name).mkdir(parents=True)
        anpi.environment |= {"ANPI_INBOUND_MAILDIR": str(self.inbox), "ANPI_INBOUND_ADDRESS": "anpi@in.example"}
        anpi.start().sign_in()
        anpi.api("PATCH", "/settings", {"slotInterval": 1, "voiceRetries": 0, "mailRetries": 0})
        self.hold(0)
        self.drills = [self.drill(), self.drill(), self.drill()]
        for drill in self.drills:
            anpi.api("POST", f"/broadcasts/{drill}/send", {"confirm": self.people}, 202)
        return self

    def hold(self, seconds):
        """So long an incident waits before anybody is asked."""
        self.anpi.api("PUT", "/trigger-rule", {
            "isActive": True, "minimum": "5+", "area": None, "addresses": ["work", "home1"], "holdTime": seconds,
            "suppression": 0, "promotesSilence": False})

    def drill(self):
        words = {"kind": "safetyCheck", "isDrill": True, "subject": "訓練", "body": "訓練です。"}
        return int(self.anpi.api("POST", "/broadcasts", {"targets": [{"kind": "everyone"}], **words}, 201)["id"])

    def shake(self):
        """Another earthquake: one more emergency for everybody."""
        self.fed += 1
        text = (REPOSITORY / "Resources/Bulletins" / NOTO).read_text(encoding="utf-8")
        aside = self.anpi.folder / f"{self.fed}.part"
        aside.write_text(re.sub(r"<EventID>\d+<", f"<EventID>{20240101170000 + self.fed}<", text), encoding="utf-8")
        aside.rename(self.anpi.bulletins / f"{self.fed}.xml")

    def reply(self, whose, to):
        """Somebody writes "1" back."""
        number, self.written = self.written, self.written + 1
        aside = self.inbox / "tmp" / f"{number}.reply"
        aside.write_text(
            f"Delivered-To: {to}\nFrom: somebody{whose[1]}@mail.example\nTo: {to}\nSubject: Re: 安否確認\n"
            "Content-Type: text/plain; charset=UTF-8\n\n1\n", encoding="utf-8")
        aside.rename(self.inbox / "new" / aside.name)

    def mails_of_emergencies(self):
        """Mails that came, the latest first: the token of the link, whose they are, and where replies go."""
        drills = {base36(drill) for drill in self.drills}
        for file in sorted((self.anpi.folder / "mails/new").iterdir(), key=lambda file: -file.stat().st_mtime_ns):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            broadcast, person = mail["Message-ID"].strip("<>").split("-")[1:3]
            if broadcast not in drills:
                link = re.search(r"/r/([a-z0-9]+)", mail.get_content())
                if link:  # A notice about a login has none.
                    yield link[1], (int(broadcast, 36), int(person, 36)), mail["Reply-To"]

    def answer(self, token, whose):
        """Somebody presses a button, and notes what the server says, if it says something."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            said = request(f"{self.anpi.url}/api/v1/answers/{token}", "POST", {"status": "safe"})
            assert said.status == 200, said.text
            self.confirmed.add(whose)

    def answers(self):
        """How many answers there are of whom."""
        rows = self.query("SELECT broadcast_id, person_id, COUNT(*) FROM answer GROUP BY broadcast_id, person_id")
        return {(broadcast, person): count for broadcast, person, count in rows}

    # What the ledger says

    def query(self, statement):
        return self.anpi.query(statement)

    def open_attempts(self):
        return self.query(f"SELECT COUNT(*) FROM attempt WHERE state IN {OPEN}")[0][0]

    def keys(self, condition):
        """Attempts as the world knows them: the text of their Message-ID and call reference."""
        rows = self.query(
            f"SELECT tenant_id, broadcast_id, person_id, round, step FROM attempt WHERE {condition}")
        return {"-".join(map(base36, row)) for row in rows}

    # Deaths

    def die(self, point=None, arrival=1, after=None, close=None):
        """Starts the server and lets it die, by itself at a failpoint or by a signal after some seconds."""
        if point and point.startswith("release"):
            held = self.wait_held()
        elif point and point.startswith(OF_AN_EARTHQUAKE) or self.open_attempts() < self.people:
            self.shake()
        anpi = self.anpi
        variables = {"ANPI_FAILPOINT": f"{point}:{arrival}"} if point else {}
        anpi.launch(**variables)
        server = anpi.server
        pressed, stored = None, self.mails.count()
        draft, hung_up = None, set()

        def is_dead():
            nonlocal pressed, draft
            if close:
                with contextlib.suppress(OSError, http.client.HTTPException):  # It may not listen yet, or die first.
                    anpi.api("POST", f"/broadcasts/{close}/close", status=None)
            if point.startswith(("answer", "reply")) and not pressed:
                answered = self.answers()
                pressed = next((one for one in self.mails_of_emergencies() if one[1] not in answered), None)
                if pressed and point.startswith("reply"):
                    self.reply(pressed[1], pressed[2])
            if point.startswith("answer") and pressed:
                self.answer(*pressed[:2])
            if point.startswith("send"):
                with contextlib.suppress(OSError, http.client.HTTPException):
                    draft = draft or self.drill()
                    anpi.api("POST", f"/broadcasts/{draft}/send", {"confirm": self.people}, None)
            if point.startswith("hangUp"):
                ringing = {tuple(row) for row in self.query(
                    "SELECT broadcast_id, person_id FROM attempt WHERE state = 'ringing'")} - hung_up
                for token, whose, _ in self.mails_of_emergencies() if ringing else ():
                    if whose in ringing:
                        hung_up.add(whose)
                        self.answer(token, whose)
                        break
            if point.startswith("drain") and self.mails.count() > stored:
                server.process.send_signal(signal.SIGTERM)
            return server.process.poll() is not None
        if point:
            wait_until(
                is_dead, 60, lambda: f"it died at {point}: {self.states()} {server.text()[-1500:]}")
            assert server.process.returncode == -9, f"{point}: {server.process.returncode} {server.text()[-1500:]}"
        else:
            links = self.mails_of_emergencies()
            end = time.monotonic() + after
            while (left := end - time.monotonic()) > 0:
                time.sleep(min(left, 0.05))
                if one := next(links, None):
                    self.answer(*one[:2])
            server.fail_if_ended()
            server.kill()
        if pressed:
            assert (pressed[1] in self.answers()) == point.endswith("Committed"), f"{point}: {pressed[1]}"
        if draft:
            self.drills.append(draft)
            status = self.query(f"SELECT status FROM broadcast WHERE id = {draft}")[0][0]
            assert (status != "draft") == (point == "sendCommitted"), f"{point}: {status}"
        self.note(f"{point} ({arrival})" if point else f"after {after:.2f} s")
        if point and point.startswith("release"):
            released = held - self.held()
            assert len(released) == (point == "releaseCommitted"), f"{point}: {released} of {held}"
            self.anpi.start()
            self.hold(0)
            self.anpi.kill()
            self.note("after a release")

    def wait_held(self):
        """Another earthquake, after which an incident is held for some seconds in which nobody is here. Which are held."""
        self.anpi.start()
        self.hold(4)
        self.shake()
        wait_until(self.held, 30, "an incident is held", 0.01)
        self.anpi.kill()
        self.note("while held")
        return self.held()

    def held(self):
        rows = self.query("SELECT event FROM trigger_incident WHERE broadcast_id IS NULL AND held_until IS NOT NULL")
        return {event for event, in rows}

    def note(self, name):
        """What the dead left behind."""
        self.anpi.database.settle()
        states = dict(self.query(f"SELECT state, COUNT(*) FROM attempt WHERE state IN {OPEN} GROUP BY state"))
        doubts = self.keys("state IN ('handingOff', 'inDoubt')")
        self.doubts |= doubts
        self.rows.append((name, states, doubts))

    def die_everywhere(self, random_deaths):
        """At each failpoint, and then at instants that nobody chose."""
        looking_after = ("lookUp", "settle", "rescue")
        closing = iter(self.drills)
        own = [name for name in FAILPOINTS if not name.startswith(looking_after)]
        for name in self.chance.sample(own, len(own)):
            # Not the first chunk: what was made before it must stand, and what comes after it is still to be made.
            least, most = (2, self.people // CHUNK + 1) if name.startswith("expand") else (1, 1 if name.startswith(ONCE) else 3)
            self.die(name, self.chance.randint(least, most), close=next(closing) if name.startswith("step") else None)
        self.die_while_it_rings()
        # Each of these leaves to the next what it did not come to.
        for kind in looking_after:
            for name in [name for name in FAILPOINTS if name.startswith(kind)]:
                self.die(name)
        for _ in range(random_deaths):
            self.die(after=self.chance.uniform(0.1, 2.0))

    def die_while_it_rings(self):
        """And stays away until the gateway has given up reporting: only by asking does anybody learn of these calls."""
        for _ in range(15):
            self.shake()
            self.anpi.launch()
            # One that rings now: of calls before the last death the ledger says so until it has asked.
            wait_until(
                lambda: self.talking() and self.query("SELECT COUNT(*) FROM attempt WHERE state = 'ringing'")[0][0], 30,
                lambda: f"a telephone rings: {self.states()}")
            failures = self.gateway.json("/counts")["callbackFailures"]
            self.anpi.kill()
            # What the ledger calls ringing may just have been answered and reported.
            if self.talking():
                break
        else:
            raise AssertionError("no telephone rang when it died, fifteen times over")
        self.note("while telephones ring")
        wait_until(
            lambda: self.gateway.json("/counts")["callbackFailures"] > failures and not self.talking(), 30,
            lambda: f"the gateway has given up: {self.gateway.json('/counts')}, {self.talking()}")

    def talking(self):
        calls = self.gateway.json("/calls.json?limit=10000")["calls"]
        return [call for call in calls if call["status"] in ("queued", "initiated", "ringing", "in-progress")]

    # The end

    def lose(self, cluster):
        """PostgreSQL dies below a running server, and comes back."""
        self.shake()
        self.anpi.start()
        before = self.mails.count()
        wait_until(lambda: self.mails.count() > before + self.people // 3, 30, "it is in the middle of its work")
        cluster.kill()
        wait_until(lambda: request(self.anpi.url + "/readyz").status == 503, 30, "it says that it is not ready")
        # It must not go on before somebody has seen what is in doubt.
        self.anpi.server.process.send_signal(signal.SIGSTOP)
        cluster.start()
        self.note("PostgreSQL")
        self.anpi.server.process.send_signal(signal.SIGCONT)

    def finish(self):
        """Waits until nothing is open any more, as long as anything still moves, and ends the server."""
        moved = [None, time.monotonic()]

        def is_done():
            self.anpi.server.fail_if_ended()
            if (states := self.states()) != moved[0]:
                moved[:] = states, time.monotonic()
            assert time.monotonic() - moved[1] < 120, f"nothing moves any more: {states}"
            made = self.query("SELECT COUNT(*) FROM broadcast WHERE is_drill = 0")[0][0]
            busy = self.query("SELECT COUNT(*) FROM broadcast_round WHERE cursor IS NOT NULL")[0][0]
            return made == self.fed and not busy and not self.open_attempts()
        wait_until(is_done, 3600, lambda: f"nothing is open any more: {self.states()}", 0.5)
        self.anpi.stop()

    def states(self):
        return self.query("SELECT channel, state, COUNT(*) FROM attempt GROUP BY channel, state")

    def check(self):
        """Nobody is lost, nothing came twice that was not in doubt, and the books balance."""
        received = self.received()
        called = Counter(call["reference"] for call in self.gateway.json("/calls.json?limit=10000")["calls"])
        drills = {base36(drill) for drill in self.drills}
        emergencies = self.query("SELECT id FROM broadcast WHERE is_drill = 0")
        asked = Counter(dict(self.query("SELECT broadcast_id, COUNT(*) FROM recipient GROUP BY broadcast_id")))
        for (broadcast,) in emergencies:
            assert asked[broadcast] == self.people, f"{broadcast}: {asked[broadcast]} people"
        mails, calls = self.keys("channel = 'mail' AND step = 0"), self.keys("channel = 'voice'")
        lost = {key for key in mails if key.split("-")[1] not in drills and not received[key]}
        assert not lost, f"{len(lost)} people of an emergency got nothing: {sorted(lost)[:5]}"
        said = self.keys("channel = 'mail' AND state = 'accepted'")
        assert not (missing := {key for key in said if not received[key]}), f"accepted by nobody: {sorted(missing)[:5]}"
        strange = set(received) - mails
        assert not strange, f"mails that no attempt made: {sorted(strange)[:5]}"

        again = {key for key, count in received.items() if count > 1}
        assert again <= self.doubts, f"twice without a doubt: {sorted(again - self.doubts)[:5]}"
        drilled = {key for key in again if key.split("-")[1] in drills}
        assert not drilled, f"a drill came twice: {sorted(drilled)[:5]}"
        unknown = self.keys("channel = 'mail' AND state = 'unknown'")
        assert unknown <= self.doubts, f"unknown without a doubt: {sorted(unknown - self.doubts)[:5]}"
        assert all(key.split("-")[1] in drills for key in unknown), "an emergency stayed unknown"

        # The gateway can tell, so no call is placed twice.
        twice = {key: count for key, count in called.items() if count > 1}
        assert not twice, f"called twice: {sorted(twice)[:5]}"
        assert set(called) <= calls
        placed = self.keys("channel = 'voice' AND state IN ('completed', 'noAnswer')")
        assert placed <= set(called), f"calls that nobody got: {sorted(placed - set(called))[:5]}"
        answers = self.answers()
        assert self.confirmed, "somebody answered"
        assert not (missing := self.confirmed - set(answers)), f"confirmed and not kept: {sorted(missing)[:5]}"
        assert set(answers.values()) == {1}, "an answer that comes twice is one"
        for (broadcast,) in self.query("SELECT id FROM broadcast"):
            self.anpi.audit(broadcast)
        assert "broken" not in self.anpi.run("audit", "verify")
        return received, called, again

    def received(self):
        """How often each Message-ID came, from the mailbox itself: there may be very many."""
        heads = (path.read_bytes()[:4096] for path in (self.anpi.folder / "mails/new").iterdir())
        return Counter(re.search(rb"(?im)^message-id:\s*<([^@>]+)@", head)[1].decode() for head in heads)

    def table(self, kind, received, called, again):
        """The deaths, what each left behind, and what came again because of it."""
        blamed = defaultdict(int)
        for key in again:
            blamed[max(index for index, row in enumerate(self.rows) if key in row[2])] += 1
        lines = [f"{kind}: {self.people} people, {self.fed} emergencies, {len(self.drills)} drills",
                 f"  {'died':24} {'planned':>8} {'claimed':>8} {'handing off':>12} {'in doubt':>9} {'ringing':>8} {'came again':>11}"]
        for index, (name, states, _) in enumerate(self.rows):
            counts = [states.get(state, 0) for state in ("planned", "claimed", "handingOff", "inDoubt", "ringing")]
            lines.append("  {:24} {:8} {:8} {:12} {:9} {:8} {:11}".format(name, *counts, blamed[index]))
        lines.append(
            f"  {sum(received.values())} mails for {len(received)} attempts, {sum(called.values())} calls for "
            f"{len(called)}; nobody lost, {len(again)} came twice with the same Message-ID, {len(self.confirmed)} answers "
            "confirmed and kept, 0 differences")
        return "\n".join(lines)
