"""Kills an installation in the middle of its work, again and again, and holds its ledger against what the world got."""

import contextlib
import email
import email.policy
import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from pathlib import Path

from installation import NOTO, PASSWORD, PostgreSQL, request
from programs import REPOSITORY, wait_until

# Where a debug build can be told to die; the driver goes through all of them.
FAILPOINTS = re.findall(
    r"\b(\w+(?:Uncommitted|Committed|Begins|Returned))\b",
    (REPOSITORY / "Sources/Notify/Engine/Failpoint.swift").read_text(encoding="utf-8"))

# These happen after another earthquake, most of them once.
OF_AN_EARTHQUAKE = (
    "expand", "bulletin", "decision", "decided", "answer", "drain", "reply", "hangUp", "press", "callIn", "renew")
ONCE = (
    "step", "bulletin", "ownBulletin", "decision", "decided", "answer", "drain", "send", "release", "reply", "hangUp",
    "press", "offer", "replier", "invite", "renew")
# Somebody writes a blank mail, and the program replies.
OF_A_BLANK_MAIL = ("offer", "replier", "invite")

# Where one reports by calling in: the number, the digits, and the request by which the answer itself is committed already.
NUMBER, VOICE_PASSWORD, KEY_REQUEST = "050-5555-0123", "719402", 4

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
        self.blank = 0

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
        anpi.environment |= {
            "ANPI_INBOUND_MAILDIR": str(self.inbox), "ANPI_INBOUND_ADDRESS": "anpi@in.example",
            "ANPI_INBOUND_AUTHSERV": "mx.in.example", "ANPI_VOICE_INBOUND_NUMBER": NUMBER}
        anpi.start().sign_in()
        anpi.api("POST", "/session/proof", {"password": PASSWORD}, None)
        anpi.api("PUT", "/me/voice/password", {"newPassword": VOICE_PASSWORD, "confirmation": VOICE_PASSWORD}, None)
        own = anpi.api("GET", "/me/voice")
        assert own["hasPassword"], own
        self.voice_id = own["id"]
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

    def earthquake(self):
        """Another one: the bulletin of one more emergency for everybody."""
        self.fed += 1
        text = (REPOSITORY / "Resources/Bulletins" / NOTO).read_text(encoding="utf-8")
        return re.sub(r"<EventID>\d+<", f"<EventID>{20240101170000 + self.fed}<", text)

    def shake(self):
        """Another earthquake, of which everybody's receiver hears."""
        bulletin = self.earthquake()
        aside = self.anpi.folder / f"{self.fed}.part"
        aside.write_text(bulletin, encoding="utf-8")
        aside.rename(self.anpi.bulletins / f"{self.fed}.xml")

    def hand_in(self, bulletin):
        """The organization itself hands a bulletin in, and hears what became of it, if the server says something."""
        asked = urllib.request.Request(
            f"{self.anpi.url}/api/v1/bulletins", bulletin.encode(), method="POST",
            headers={"Authorization": f"Bearer {self.anpi.token}", "Content-Type": "application/xml"})
        with contextlib.suppress(OSError, http.client.HTTPException), urllib.request.urlopen(asked, timeout=20) as said:
            return json.load(said)

    def call_in(self):
        """The administrator reports by calling, once something is asked. The caller hangs up where nothing is said."""
        open_for = self.query(
            f"""SELECT COUNT(*) FROM recipient r JOIN broadcast b ON b.tenant_id = r.tenant_id AND b.id = r.broadcast_id
                JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
                WHERE p.login_id = 'B000001' AND b.is_drill = 0 AND b.status = 'open' AND r.answer_status IS NULL""")
        if open_for[0][0]:
            form = {"Url": f"{self.anpi.url}/hooks/voice/in", "To": "+815055550123", "From": "+819011112222",
                    "Presses": f"{self.voice_id},{VOICE_PASSWORD}#,1"}
            request(f"http://127.0.0.1:{self.gateway.ports['http']}/incoming", form=form)

    def write_blank(self):
        """Somebody sends a blank mail to register the address."""
        number, self.blank = self.blank, self.blank + 1
        aside = self.inbox / "tmp" / f"{number}.blank"
        aside.write_text(
            "Delivered-To: anpi@in.example\nAuthentication-Results: mx.in.example; spf=pass smtp.mailfrom=blank.example\n"
            f"From: new{number}@blank.example\nTo: anpi@in.example\nMessage-ID: <{number}@blank.example>\nSubject: \n\n",
            encoding="utf-8")
        aside.rename(self.inbox / "new" / aside.name)

    def invited(self, condition):
        """Replies to blank mails, as the world knows them: the first part of their Message-ID."""
        text = "encode(token_hash, 'hex')" if isinstance(self.anpi.database, PostgreSQL) else "lower(hex(token_hash))"
        return {"m-" + "".join(f"{byte:x}" for byte in bytes.fromhex(word[1:])) for word, in self.query(
            f"SELECT 'x' || {text} FROM mail_registration WHERE {condition}")}

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
            if mail["Message-ID"].startswith("<m-"):
                continue
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

    def die(self, point=None, arrival=1, after=None, close=None, tries=5):
        """Starts the server and lets it die, by itself at a failpoint or by a signal after some seconds."""
        own = None
        if point and point.startswith("release"):
            held = self.wait_held()
        elif point and point.startswith("ownBulletin"):
            own = self.earthquake()
        elif point and point.startswith(OF_A_BLANK_MAIL):
            self.write_blank()
        elif point and point.startswith(OF_AN_EARTHQUAKE) or self.open_attempts() < self.people:
            self.shake()
        anpi = self.anpi
        variables = {"ANPI_FAILPOINT": f"{point}:{arrival}"} if point else {}
        anpi.launch(**variables)
        server = anpi.server
        pressed, stored, known = None, self.mails.count(), self.answers()
        draft, hung_up = None, set()
        shaken = time.monotonic()

        def is_dead():
            nonlocal pressed, draft, shaken
            if own:
                self.hand_in(own)
            if point.startswith("callIn"):
                self.call_in()
            if point.startswith("renew") and time.monotonic() > shaken + 2:
                # Something is under way for longer than a third of a lease.
                self.shake()
                shaken = time.monotonic()
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
            answers = self.answers()
            is_kept = answers != known if point.startswith("answer") else pressed[1] in answers
            if point == "answerCommitted" and not is_kept and tries > 1:
                # A key that a call reported again got there before the button did, and said nothing new.
                self.note(f"{point} ({arrival})")
                return self.die(point, arrival, tries=tries - 1)
            assert is_kept == point.endswith("Committed"), f"{point}: {pressed[1]}"
        if draft:
            self.drills.append(draft)
            status = self.query(f"SELECT status FROM broadcast WHERE id = {draft}")[0][0]
            assert (status != "draft") == (point == "sendCommitted"), f"{point}: {status}"
        self.note(f"{point} ({arrival})" if point else f"after {after:.2f} s")
        if own:
            # Whoever heard nothing hands it in once more.
            self.anpi.start()
            said = self.hand_in(own)
            assert said and said["isNew"] == (point == "ownBulletinUncommitted"), f"{point}: {said}"
            self.anpi.kill()
            self.note("after a bulletin of its own")
        if point == "offerUncommitted":
            assert len(self.invited("1 = 1")) == self.blank - 1, "a link without a mail that was taken"
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
        doubts = self.keys("state IN ('handingOff', 'inDoubt')") | self.invited("reply_due_at > made_at")
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
            arrival = KEY_REQUEST if name.startswith("callIn") else self.chance.randint(least, most)
            self.die(name, arrival, close=next(closing) if name.startswith("step") else None)
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
            left = {
                "replies": len(self.invited("reply_due_at IS NOT NULL")),
                "emergencies": self.fed - self.query("SELECT COUNT(*) FROM broadcast WHERE is_drill = 0")[0][0],
                "rounds": self.query("SELECT broadcast_id, cursor FROM broadcast_round WHERE cursor IS NOT NULL"),
                "attempts": self.open_attempts(),
            }
            # Whoever died with a reply to a blank mail had two minutes for it.
            patience = 240 if left["replies"] else 120
            assert time.monotonic() - moved[1] < patience, (
                f"nothing moves any more: {left}, {states}, {self.decisions()}")
            return not any(left.values())
        wait_until(is_done, 3600, lambda: f"nothing is open any more: {self.states()}", 0.5)
        self.anpi.stop()

    def decisions(self):
        """What was decided about each bulletin, and the incident's broadcast."""
        return self.query("SELECT event, kind, reason, broadcast_id FROM bulletin_decision ORDER BY event")

    def states(self):
        return self.query("SELECT channel, state, COUNT(*) FROM attempt GROUP BY channel, state")

    def check(self):
        """Nobody is lost, nothing came twice that was not in doubt, and the books balance."""
        world = self.received()
        received = Counter({key: count for key, count in world.items() if not key.startswith("m-")})
        replied = world - received
        offered = self.invited("1 = 1")
        assert len(offered) == self.blank, f"{len(offered)} links for {self.blank} blank mails"
        assert set(replied) == offered, f"blank mails without a reply: {offered - set(replied)}"
        twice = {key for key, count in replied.items() if count > 1}
        assert twice <= self.doubts, f"replied twice without a doubt: {twice - self.doubts}"
        # Calls that come in are of nobody's plan.
        called = Counter(
            call["reference"] for call in self.gateway.json("/calls.json?limit=10000")["calls"] if call["reference"])
        drills = {base36(drill) for drill in self.drills}
        emergencies = self.query("SELECT id FROM broadcast WHERE is_drill = 0")
        asked = Counter(dict(self.query("SELECT broadcast_id, COUNT(*) FROM recipient GROUP BY broadcast_id")))
        for (broadcast,) in emergencies:
            assert asked[broadcast] == self.people, f"{broadcast}: {asked[broadcast]} people"
        mails, calls = self.keys("channel = 'mail' AND step = 0"), self.keys("channel = 'voice'")
        # Who has answered, by a call or a key, before the mail left or before a refused one left again, needs none.
        early = self.keys(
            "state = 'cancelled' AND EXISTS (SELECT 1 FROM answer a WHERE a.tenant_id = attempt.tenant_id AND "
            "a.broadcast_id = attempt.broadcast_id AND a.person_id = attempt.person_id)")
        lost = {key for key in mails - early if key.split("-")[1] not in drills and not received[key]}
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
        ways = dict(self.query("SELECT via, COUNT(*) FROM answer GROUP BY via"))
        assert ways.get("voice") and ways.get("calledIn"), f"somebody pressed a key and somebody called: {ways}"
        unsure = self.query(
            """SELECT COUNT(*) FROM contact c WHERE c.kind = 'phone' AND c.verified_at IS NULL AND EXISTS
                   (SELECT 1 FROM answer a WHERE a.tenant_id = c.tenant_id AND a.person_id = c.person_id
                    AND a.via = 'voice')""")
        assert unsure == [(0,)], f"{unsure} numbers at which a key was pressed are not known to work"
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
