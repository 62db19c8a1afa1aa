"""One installation of Anpi: its database, its settings, its command line, its server."""

import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

from programs import ANPI, REPOSITORY, Child, wait_until

NOTO = "noto2024_20240101T071341Z_VXSE51.xml"
PASSWORD = "midori-no-densha-2024"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    """What the server said."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        return json.loads(self.body)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def request(url, method="GET", body=None, headers=None, form=None):
    """One request to this machine; every status is an answer, redirects are not followed."""
    assert urllib.parse.urlsplit(url).hostname in ("localhost", "127.0.0.1")
    headers = dict(headers or {})
    data = None
    if form is not None:
        method, data = "POST", urllib.parse.urlencode(form).encode()
    elif body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    try:
        with OPENER.open(urllib.request.Request(url, data, headers, method=method), timeout=30) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as refusal:
        return Answer(refusal.code, refusal.headers, refusal.read())


class SQLite:
    """A file in the test's own folder."""

    def __init__(self, folder):
        self.path = folder / "data/anpi.db"
        self.path.parent.mkdir()
        self.variables = {"ANPI_DATABASE": f"sqlite:{self.path}"}

    def settle(self):
        """What was committed is there at once."""

    def query(self, statement, is_served):
        """Reads beside a server; of a dead one it reads a copy, so that the next finds everything as it was left."""
        if is_served:
            with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as database:
                return database.execute(statement).fetchall()
        with tempfile.TemporaryDirectory(dir=self.path.parent) as folder:
            for name in (self.path.name, self.path.name + "-wal"):
                if self.path.with_name(name).exists():
                    shutil.copyfile(self.path.with_name(name), Path(folder) / name)
            with contextlib.closing(sqlite3.connect(Path(folder) / self.path.name)) as copy:
                return copy.execute(statement).fetchall()

    def drop(self):
        pass


class PostgreSQL:
    """A database of its own on the tests' server, made as deploy/postgresql.sql says."""

    def __init__(self, owner=os.environ.get("ANPI_TEST_POSTGRES")):
        assert owner, "ANPI_TEST_POSTGRES names no server: run the tests under scripts/with-postgres"
        self.owner = owner
        self.settings = dict(word.split("=", 1) for word in owner.split())
        self.name = f"anpi_e2e_{uuid.uuid4().hex}"
        script = (REPOSITORY / "deploy/postgresql.sql").read_text()
        if self.run("SELECT 1 FROM pg_roles WHERE rolname = 'anpi_app'"):
            script = re.sub(r"(?m)^CREATE ROLE anpi_app .*$", "", script)
        if self.run("SELECT 1 FROM pg_roles WHERE rolname = 'anpi_owner'"):
            script = re.sub(r"(?m)^CREATE ROLE anpi_owner .*$", "", script)
        self.run(re.sub(r"(?m)\bDATABASE anpi\b", f"DATABASE {self.name}", script))
        self.variables = {
            "ANPI_DATABASE": self.address("anpi_app"), "ANPI_DATABASE_OWNER": self.address("anpi_owner")}

    def address(self, user):
        host, port = urllib.parse.quote(self.settings["host"], safe=""), self.settings["port"]
        return f"postgresql:///{self.name}?host={host}&port={port}&user={user}"

    def run(self, statements):
        done = subprocess.run(
            ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", self.owner], input=statements, text=True,
            capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def settle(self):
        """Waits until the server has noticed that its clients are gone."""
        wait_until(
            lambda: self.run(
                f"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{self.name}' "
                "AND backend_type = 'client backend'") == "0", 10,
            "PostgreSQL has ended what the dead began")

    def query(self, statement, is_served):
        lines = self.run(f"\\c {self.name}\n{statement}").splitlines()
        return [tuple(int(word) if word.isdigit() else word for word in line.split("|")) for line in lines]

    def drop(self):
        self.run(f"DROP DATABASE {self.name} WITH (FORCE)")


class Installation:
    """Settings, command line, server and API of one installation."""

    #: Seconds that a command may take.
    patience = 120

    def __init__(self, folder, database, mails, **variables):
        self.folder, self.database, self.mails = folder, database, mails
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.bulletins = folder / "bulletins"
        self.bulletins.mkdir()
        self.key_file = folder / "key"
        self.server = None
        self.starts = 0
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ANPI_")}
        self.environment = plain | database.variables | {
            "ANPI_KEY_FILE": str(self.key_file), "ANPI_LISTEN": str(self.port), "ANPI_PUBLIC_URL": self.url,
            "ANPI_MAIL_RELAY": mails.address, "ANPI_MAIL_SECURITY": "none", "ANPI_MAIL_FROM": "anpi@anpi.example",
            "ANPI_BULLETIN_FOLDER": str(self.bulletins), "ANPI_BULLETIN_AGE": "36500d", "ANPI_LEASE": "4s",
            "ANPI_LOG_LEVEL": "debug", "ANPI_LOCAL_OPENID": "yes",
        } | variables

    # The command line

    def run(self, *words, status=0, **variables):
        """Runs a command; returns what it printed on both outputs."""
        done = subprocess.run(
            [ANPI, *map(str, words)], env=self.environment | variables, cwd=REPOSITORY, text=True, timeout=self.patience,
            stdin=subprocess.DEVNULL, capture_output=True)
        text = done.stdout + done.stderr
        if status is not None:
            assert done.returncode == status, f"anpi {' '.join(map(str, words))} ended with {done.returncode}:\n{text}"
        return text

    def prepare(self, code="seikai", people=20, voice=False):
        """Makes key, schema, one organization and its people; the first one is its administrator."""
        self.code = code
        if not self.key_file.exists():
            self.run("keys", "init", self.key_file)
        self.run("migrate")
        self.run("tenant", "create", code, "青海精機", "--title", "青海精機 安否確認", *(["--voice"] if voice else []))
        self.import_people(people, voice)
        self.first_password = self.hand_out("B000001")
        return self

    def prepare_office(self, staff, *options, clients=("000002",), people=3):
        """Makes key, schema, an office with clients, and the people of 000002; first passwords of the staff, by login."""
        self.code = "000002"
        self.run("keys", "init", self.key_file)
        self.run("migrate")
        office = self.run("office", "create", "A0001", "みやした社労士法人").split()[-1]
        for code in clients:
            self.run("tenant", "create", code, f"事業所{code[-2:]}", "--office", office)
        self.import_people(people)
        self.first_password = self.hand_out("B000001")
        return {login: self.run("office", "people", "add", "A0001", login, name, *options).split()[-1]
                for login, name in staff.items()}

    def import_people(self, people, voice=False, domain="mail.example"):
        """Imports people of `people_file`, in as many files as their limit asks for."""
        file = self.folder / "people.csv"
        for first in range(1, people + 1, 100_000):
            last = min(people, first + 99_999)
            file.write_text(people_file(last, voice, first).replace("@mail.example", f"@{domain}"), encoding="utf-8")
            said = self.run("people", "import", self.code, file, "--create-departments")
            assert f"{last - first + 1} added" in said, said

    def hand_out(self, login):
        """A first password for one person, from the running server or the command line."""
        if self.server is None:
            return self.run("people", "first-password", self.code, login).split()[-1]
        person = next(each for each in self.api("GET", "/people?limit=200")["items"] if each["loginId"] == login)
        return self.api("POST", "/first-passwords", {"people": [person["id"]]}, 201)["items"][0]["password"]

    # The server

    def start(self, interval=0.05, **variables):
        """Starts `anpi serve` and waits until it is ready, asking every `interval` seconds."""
        self.launch(**variables)

        def is_ready():
            self.server.fail_if_ended()
            try:
                return request(self.url + "/readyz").status == 200
            except OSError:
                return False
        wait_until(is_ready, 30, lambda: "the server is ready; it said:\n" + self.server.text()[-2000:], interval)
        return self

    def launch(self, **variables):
        """Starts `anpi serve` without waiting for anything."""
        self.starts += 1
        self.server = Child([ANPI, "serve"], self.folder, f"serve{self.starts}", self.environment | variables)

    def stop(self, seconds=20):
        """Ends the server cleanly."""
        status = self.server.stop(seconds)
        assert status == 0, f"anpi serve ended with {status}:\n{self.server.text()[-3000:]}"

    def kill(self):
        self.server.kill()

    def query(self, statement):
        """Rows of the database, whether the server runs or is dead."""
        return self.database.query(statement, self.server.process.poll() is None)

    def log(self):
        """Everything that all runs of the server have printed."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("serve*.*")))

    def close(self):
        if self.server:
            self.server.kill()
        self.database.drop()
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    # The API

    def api(self, method, path, body=None, status=200):
        headers = {"Authorization": f"Bearer {self.token}"} if getattr(self, "token", None) else {}
        answer = request(self.url + "/api/v1" + path, method, body, headers)
        assert status in (answer.status, None), f"{method} {path}: {answer.status} {answer.text[:2000]}"
        return answer.json() if answer.body else None

    def sign_in(self, password=PASSWORD):
        """Signs the administrator in, with the first password if it was not used yet."""
        self.token = None
        login = {"organization": self.code, "loginId": "B000001"}
        if self.first_password:
            pending = self.api("POST", "/session", login | {"password": self.first_password})
            assert pending["result"] == "passwordChangeRequired"
            signed = self.api("POST", "/session/password", {
                "pendingToken": pending["pendingToken"], "newPassword": password, "confirmation": password})
            self.first_password = None
        else:
            signed = self.api("POST", "/session", login | {"password": password})
        self.token = signed["token"]
        return self

    def obey_bulletins(self):
        """Makes the trigger rule active: 震度5強 or more at work or at home."""
        self.api("PUT", "/trigger-rule", {
            "isActive": True, "minimum": "5+", "area": None, "addresses": ["work", "home1"], "holdTime": 0,
            "suppression": 21600, "promotesSilence": False})
        return self

    def hand_in(self, name=NOTO):
        """Drops a bulletin into the folder, whole from the first moment that it has its name."""
        aside = self.folder / f"{name}.part"
        shutil.copyfile(REPOSITORY / "Resources/Bulletins" / name, aside)
        aside.rename(self.bulletins / name)

    def broadcast(self, seconds=30):
        """The number of the newest broadcast, as soon as there is one."""
        def newest():
            items = self.api("GET", "/broadcasts")["items"]
            return items[0]["id"] if items else None
        return wait_until(newest, seconds, "a broadcast was made")

    def results(self, broadcast):
        return self.api("GET", f"/broadcasts/{broadcast}/results")

    def wait_until_asked(self, broadcast, people, seconds):
        """Waits until no hand-off is due or in doubt any more, and returns the results."""
        last = {}

        def done():
            last["results"] = results = self.results(broadcast)
            levels = results["total"]["levels"]
            busy = levels["planned"] + levels["unclear"]
            return results if not results["isExpanding"] and not busy and sum(levels.values()) == people else None
        return wait_until(done, seconds, lambda: f"all {people} were asked: {last['results']['total']}")

    def audit(self, broadcast):
        """The books of a broadcast; fails if they do not balance."""
        said = self.run("audit", "dispatch", self.code, broadcast)
        assert " 0 differences" in said, said
        return said


def people_file(count, voice=False, first=1):
    """People of Noto who do not exist, numbers `first` to `count`, each with a mail address, each `voice`-th with a telephone."""
    lines = ["login_id,name,name_kana,role,department_code,department_name,mail1,mailOrder,phone1,phone1Order,"
             "workRegion,home1Region"]
    for number in range(first, count + 1):
        role = "administrator" if number == 1 else "member"
        calls = [f"1,0901{number:06d}1,2"] if voice and number % voice == 0 else ["1,,"]
        lines.append(",".join([
            f"B{number:06d}", f"能登 {number}", "ノト", role, "N01", "七尾工場", address(number), *calls, "17-390",
            "17-390"]))
    return "\r\n".join(lines) + "\r\n"


def address(number):
    """The mail address of a person of `people_file`."""
    return f"p{number}@mail.example"
