"""A very large organization: its people's own profiles while a broadcast runs, its readiness report, and its file of people."""

import base64
import contextlib
import hashlib
import http.client
import json
import math
import os
import secrets
import sqlite3
import subprocess
import time
import urllib.parse

import limits
from figures import Figure, memory
from installation import Installation, SQLite, address, request
from load import Paced
from programs import wait_until
from world import FAST, settle

#: People of the broadcast.
ASKED = 100_000
#: Reads and writes of profiles a second, and for how many seconds.
READS, WRITES, SECONDS = 100, 20, 40
#: People who are logged in.
READERS, WRITERS = 2_000, 400
LOOKS = 10
HEADINGS = ("login_id,name,name_kana,role,department_code,department_name,mail1,mailOrder,phone1,phone1Order,"
            "workRegion,workCity,workStreet,home1Region,home1City,home1Street")
#: What the organization's own people have in common.
PLACES = ",17-390,七尾市,袖ヶ江町イ部25番地,17-390,輪島市,河井町 2-1 コーポ能登 101号室"


def departments(people):
    """So many that a broadcast to a whole number of them asks `ASKED` people, or everybody."""
    return 100 if people <= ASKED else 100 * math.ceil(people / ASKED)


def pace(people):
    """Mails a second that the relay takes: everybody is asked in two and a half times what the measuring takes."""
    return max(1, 2 * min(people, ASKED) // (5 * SECONDS))


def bring_in(anpi, people):
    """Imports people with a mail address, a telephone and two addresses, spread over the departments; of very many the first
    hundred thousand, and the rest as copies of what the import stored."""
    count, file, imported = departments(people), anpi.folder / "people.csv", min(people, ASKED)
    with open(file, "w", encoding="utf-8", newline="\r\n") as lines:
        lines.write(HEADINGS + "\n")
        for number in range(1, imported + 1):
            role = "administrator" if number == 1 else "member"
            lines.write(f"B{number:07d},能登 {number},ノト,{role},D{number % count:04d},第{number % count}工場,"
                        f"{address(number)},1,090{number:08d},2{PLACES}\n")
    said = anpi.run("people", "import", anpi.code, file, "--create-departments")
    assert f"{imported} added" in said, said
    with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=60)) as store, store:
        copy(store, imported, people)
        # Things that happen in months: some have confirmed a contact, some have not, some mail comes back.
        store.execute("UPDATE contact SET verified_at = 1 WHERE person_id % 3 > 0")
        store.execute("UPDATE contact SET failed_at = 7, failing_since = 7, failure = 'mailboxUnknown 550 5.1.1'"
                      " WHERE kind = 'mail' AND person_id % 50 = 0")
        store.execute("DELETE FROM address WHERE person_id % 20 = 0")
    settle(anpi.database.path)


def copy(store, imported, people):
    """Makes the people who are not imported, with older numbers than any that the server will make."""
    least, most = store.execute("SELECT MIN(id), MAX(id) FROM person").fetchone()
    for turn in range(1, math.ceil(people / imported)):
        number, back = turn * imported, turn * (most - least + 1)
        whose = f"id BETWEEN {least} AND {most} AND CAST(SUBSTR(login_id, 2) AS INTEGER) + {number} <= {people}"
        contacts = f"person_id IN (SELECT id FROM person WHERE {whose})"
        login = f"CAST(SUBSTR(login_id, 2) AS INTEGER) + {number}"
        store.execute(
            f"""INSERT INTO person (tenant_id, id, login_id, employee_code, name, name_kana, role, language, employment,
                    department_id, created_at, changed_at)
                SELECT tenant_id, id - {back}, PRINTF('B%07d', {login}), '', '能登 ' || ({login}), name_kana, 'member', language,
                    employment, department_id, created_at, changed_at
                FROM person WHERE {whose}""")
        store.execute(
            f"""INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                SELECT tenant_id, person_id - {back}, kind, position,
                    CASE kind WHEN 'mail' THEN 'p' || (CAST(SUBSTR(value, 2) AS INTEGER) + {number}) || '@mail.example'
                        ELSE PRINTF('090%08d', CAST(SUBSTR(value, 4) AS INTEGER) + {number}) END,
                    contact_order, changed_at
                FROM contact WHERE {contacts}""")
        store.execute(
            f"""INSERT INTO address (tenant_id, person_id, kind, prefecture, region, municipality, city, street, changed_at)
                SELECT tenant_id, person_id - {back}, kind, prefecture, region, municipality, city, street, changed_at
                FROM address WHERE {contacts}""")


class Login:
    """Somebody who is logged in."""

    def __init__(self, tenant, person, number):
        self.number = number
        secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        self.token = f"{tenant}~{secret}"
        self.hash = hashlib.blake2b(secret.encode(), digest_size=32).digest()
        proof = hashlib.blake2b(b"csrf:" + secret.encode(), digest_size=32).digest()
        self.form = base64.urlsafe_b64encode(proof).decode().rstrip("=") + f"~{tenant}~{person}"

    def read(self, as_page):
        if as_page:
            return ["GET", "/me/profile", {"Cookie": f"__Host-anpi={self.token}"}, None]
        return ["GET", "/api/v1/me/profile", {"Authorization": f"Bearer {self.token}"}, None]

    def write(self, as_page, turn):
        """The profile of `bring_in` with another city, and of every second person with another second mail address."""
        profile = {
            "language": "ja", "mail1": address(self.number), "mailOrder": 1, "phone1": f"090{self.number:08d}",
            "phone1Order": 2, "workRegion": "17-390", "workCity": f"七尾市{turn}", "workStreet": "袖ヶ江町イ部25番地",
            "home1Region": "17-390", "home1City": "輪島市", "home1Street": "河井町 2-1 コーポ能登 101号室"}
        if self.number % 2:
            profile["mail2"] = f"p{self.number}.{turn}@mail.example"
        if not as_page:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            return ["PUT", "/api/v1/me/profile", headers, json.dumps(profile)]
        form = {name + "Code" if name.endswith("Region") else name: value for name, value in profile.items()}
        headers = {"Cookie": f"__Host-anpi={self.token}", "Content-Type": "application/x-www-form-urlencoded"}
        return ["POST", "/me/profile/confirm", headers, urllib.parse.urlencode(form | {"csrf": self.form})]


def let_in(anpi, count):
    """Logs people in who are spread over the whole organization: their sessions are stored, as logins store them."""
    with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=20)) as store, store:
        people = store.execute("SELECT tenant_id, id, login_id FROM person ORDER BY login_id").fetchall()
        step, now = max(1, len(people) // count), int(time.time() * 1000)
        chosen = [(tenant, person, Login(tenant, person, int(login[1:]))) for tenant, person, login in people[1::step][:count]]
        store.executemany(
            "INSERT INTO session (tenant_id, token_hash, person_id, created_at, seen_at, proved_at) VALUES (?, ?, ?, ?, ?, ?)",
            ((tenant, login.hash, person, now, now, now) for tenant, person, login in chosen))
    settle(anpi.database.path)
    return [login for _, _, login in chosen]


class Looks:
    """Looks at the readiness report, in turn as JSON and as a page."""

    def __init__(self, anpi, people):
        self.anpi, self.people, self.times = anpi, people, {"API": [], "page": []}
        tenant, person = self.query("SELECT tenant_id, id FROM person WHERE login_id = 'B0000001'")[0]
        login = Login(tenant, person, 1)
        self.token = login.token
        now = int(time.time() * 1000)
        with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=20)) as store, store:
            store.execute(
                "INSERT INTO session (tenant_id, token_hash, person_id, created_at, seen_at, proved_at) VALUES (?, ?, ?, ?, ?, ?)",
                (tenant, login.hash, person, now, now, now))
        self.ways = {"API": ("/api/v1/readiness", {"Authorization": f"Bearer {login.token}"}),
                     "page": ("/readiness", {"Cookie": f"__Host-anpi={login.token}"})}

    def query(self, statement):
        with contextlib.closing(sqlite3.connect(self.anpi.database.path, timeout=20)) as store:
            return store.execute(statement).fetchall()

    def look(self, way):
        path, headers = self.ways[way]
        begun = time.monotonic()
        answer = request(self.anpi.url + path, headers=headers)
        self.times[way].append((time.monotonic() - begun) * 1000)
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer

    def until_counted(self):
        """Looks on until nobody waits to be counted; returns the people a second."""
        begun, first = time.monotonic(), None
        while True:
            pending = self.look("API").json()["pending"]
            first = pending if first is None else first
            self.look("page")
            if not pending:
                return first / (time.monotonic() - begun)
            time.sleep(0.5)

    def taken(self):
        """The slowest look of each way since the last call."""
        slowest = {way: max(times) for way, times in self.times.items()}
        self.times = {way: [] for way in self.times}
        return slowest


def readiness(anpi, looks):
    """The report while everybody is counted, when all are, and of a server that has just started."""
    rate = looks.until_counted()
    yield Figure(f"people counted for the readiness report, {looks.people:,} due", rate, "/s")
    for way, slowest in looks.taken().items():
        yield Figure(f"readiness report while they are, {way}, slowest", slowest, "ms", most=2000)
    said = looks.look("API").json()
    assert said["people"] == looks.people and 0 < said["ready"] < looks.people, said
    dead = looks.query("SELECT COUNT(DISTINCT person_id) FROM contact WHERE failed_at IS NOT NULL")[0][0]
    assert said["flags"]["deadAddress"] == dead > 0, said["flags"]
    for _ in range(LOOKS):
        looks.look("API"), looks.look("page")
    for way, slowest in looks.taken().items():
        yield Figure(f"readiness report of {looks.people:,}, {way}, slowest of {LOOKS}", slowest, "ms", most=2000)
    anpi.stop()
    anpi.start()
    looks.look("API"), looks.look("page")
    for way, slowest in looks.taken().items():
        yield Figure(f"the same as the first thing after a start, {way}", slowest, "ms", most=2000)


class Fetched:
    """A file that was fetched: its lines and bytes, how long it took, and the memory that it took beyond what was held before."""

    def __init__(self, anpi, path, headers):
        process = anpi.server.process
        with open(f"/proc/{process.pid}/clear_refs", "w") as peak:
            # Begins the kernel's “most there ever were” anew.
            peak.write("5")
        before, begun = memory(process)[0], time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", anpi.port, timeout=600)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        self.status, self.people, self.bytes = response.status, -1, 0
        while piece := response.read(1 << 20):
            self.people, self.bytes = self.people + piece.count(b"\n"), self.bytes + len(piece)
        connection.close()
        self.seconds, self.memory = time.monotonic() - begun, memory(process)[1] - before


def export(anpi, looks):
    """The file of many people: how fast it is made, and whether more people take more memory."""
    path, headers = "/api/v1/people.csv", looks.ways["API"][1]
    department = anpi.api("GET", "/departments")["items"][0]["id"]
    few = Fetched(anpi, f"{path}?department={department}", headers)
    # Of more than the promised number, those whose number begins with two noughts.
    path += "?loginId=B00" if looks.people > ASKED else ""
    first, again = Fetched(anpi, path, headers), Fetched(anpi, path, headers)
    assert few.status == first.status == again.status == 200, (few.status, first.status, again.status)
    assert again.people == first.people >= min(looks.people, ASKED - 1) > few.people > 0, (few.people, again.people)
    begun = time.monotonic()
    with open(anpi.folder / "rows.csv", "wb") as file:
        subprocess.run(
            ["sqlite3", "-readonly", "-csv", anpi.database.path, "SELECT * FROM person ORDER BY login_id",
             "SELECT * FROM contact ORDER BY person_id", "SELECT * FROM address ORDER BY person_id"], stdout=file, check=True)
    plain = looks.people / (time.monotonic() - begun)
    # Half a minute later the kernel would write it to the disk that is measured then.
    (anpi.folder / "rows.csv").unlink()
    yield Figure(
        f"people exported, {again.people:,} with contacts masked", again.people / again.seconds, "/s", plain, "the rows by sqlite3 -csv")
    yield Figure("the same", again.bytes / again.seconds / 1e6, "MB/s")
    yield Figure(f"memory that it takes the first time, {few.people:,} people", few.memory / 1e6, "MB")
    yield Figure(f"memory that it takes the first time, {first.people:,} people", first.memory / 1e6, "MB")
    yield Figure("memory that it takes again, with what is kept of the database in place", again.memory / 1e6, "MB", most=8)


def under_way(anpi, looks):
    """Starts a broadcast to `ASKED` people, or everybody, and waits until mails leave. Returns whom it asks and what counts them."""
    count = departments(looks.people) * min(looks.people, ASKED) // looks.people
    chosen = [each["id"] for each in anpi.api("GET", "/departments")["items"][:count]]
    asked = looks.query(f"SELECT COUNT(*) FROM person WHERE department_id IN ({', '.join(map(str, map(int, chosen)))})")[0][0]
    number = anpi.api("POST", "/broadcasts", {
        "kind": "announcement", "isUrgent": False, "subject": "社内報", "body": "今月の社内報をお届けします。",
        "targets": [{"kind": "department", "value": each} for each in chosen]}, 201)["id"]
    anpi.api("POST", f"/broadcasts/{number}/send", {"confirm": asked}, 202)
    gone = f"SELECT COUNT(*) FROM attempt WHERE broadcast_id = {int(number)} AND state <> 'planned'"
    wait_until(lambda: looks.query(gone)[0][0] > asked // 100, 120, "the broadcast goes out", 0.5)
    return number, asked, gone


def in_use(folder, anpi, looks, logins):
    """People read and change their profiles, on pages and by programs, while a broadcast goes out at its relay's pace."""
    number, asked, gone = under_way(anpi, looks)
    changed = "SELECT COUNT(*) FROM audit WHERE action = 'profile.changed'"
    before, mails, begun = looks.query(changed)[0][0], looks.query(gone)[0][0], time.monotonic()
    writers, readers = logins[:WRITERS], logins[WRITERS:]
    writes = [login.write(each % 2, turn) for turn in (1, 2) for each, login in enumerate(writers)]
    reads = [login.read(each % 2) for each, login in enumerate(readers)]
    paced = {"read": Paced(folder, "reads", anpi.port, READS, SECONDS, reads),
             "changed": Paced(folder, "writes", anpi.port, WRITES, SECONDS, writes)}
    p99 = {name: each.p99() for name, each in paced.items()}
    rate = (looks.query(gone)[0][0] - mails) / (time.monotonic() - begun)
    assert looks.query(gone)[0][0] < asked, "the broadcast was over before the measuring was"
    made = looks.query(changed)[0][0] - before
    assert made >= WRITES * SECONDS - 1, f"{made} of {WRITES * SECONDS} changes were made"
    yield Figure(f"mails of a broadcast to {asked:,} meanwhile, limited to {pace(looks.people):,} a second", rate, "/s")
    yield Figure(f"profile read, {READS} a second, p99", p99["read"], "ms", most=50)
    yield Figure(f"profile changed, {WRITES} a second, p99", p99["changed"], "ms", most=50)
    anpi.api("POST", f"/broadcasts/{number}/stop", None, 204)


def measured(folder, anpi, people):
    """What is measured once the people are there."""
    logins = let_in(anpi, min(READERS + WRITERS, people // 2))
    looks = Looks(anpi, people)
    anpi.start()
    yield from readiness(anpi, looks)
    anpi.token = looks.token
    yield from export(anpi, looks)
    # So would it with what was imported and copied.
    os.sync()
    yield from in_use(folder, anpi, looks, logins)
    anpi.stop()


def profiles(folder, size):
    """What very many people cost those who read and change their own profile, and those who look at all of them."""
    people = size.many
    sink = limits.Sink(folder)
    anpi = Installation(folder, SQLite(folder), sink, **FAST, ANPI_MAIL_LIMIT=f"{pace(people)}/1s")
    anpi.code = "seikai"
    anpi.run("keys", "init", anpi.key_file)
    anpi.run("migrate")
    anpi.run("tenant", "create", anpi.code, "青海精機", "--title", "青海精機 安否確認", "--voice")
    bring_in(anpi, people)
    yield from measured(folder, anpi, people)
    sink.kill()
