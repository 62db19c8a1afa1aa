"""Whatever somebody may write into their profile comes back unchanged: by page, by program, as a file and from the database."""

import csv
import html.parser
import io
import random

import pytest

from installation import PASSWORD, SQLite, request
from programs import REPOSITORY

PEOPLE, ROUNDS, SEED = 12, 4, 20261122
OTHER = "other"
LOCATIONS, USER_CODES = ("L1", "00L-2"), ("007", "U_8.B")
#: What a page, a program, a spreadsheet, a database or a careless comparison might change; each with its characters.
ODD = [
    ("髙", 1), ("𠮷", 1), ("葛\U000e0100", 1), ("か\u309a", 1), ("か\u3099", 1), ("が", 1), ("Å", 1), ("A\u030a", 1), ("Å", 1),
    ("👨‍👩‍👧‍👦", 1), ("🇯🇵", 1), ("é", 1), ("e\u0301", 1), ("ﬁ", 1), ("①", 1), ("㈱", 1), ("〜", 1), ("～", 1), ("−", 1), ("－", 1),
    ("＝1", 2), ("カ\u0301", 1), ("\u00a0", 1), ("\u3000", 1), (" ", 1), ("\u200b", 1), ("\u00ad", 1),
    ("\ue000", 1), ("\U0010ffff", 1), ("<b>", 3), ("</textarea>", 11), ("&lt;", 4), ("&amp;#39;", 9), ("&", 1), ('"', 1),
    ("'", 1), ("`", 1), ('"\u0301', 1), ("<\u0338script>", 8), ("&\u0301", 1), ("'\u3099", 1), (",\u0301", 1), ("=\u0301", 1),
    ("+\u0301", 1), ("\\\u0301", 1), ("%41", 3), ("+", 1), ("=SUM(A1)", 8), ("@x", 2), ("-2", 2), ("\\", 1), ("\\n", 2), (",", 1),
    (";", 1), ("|", 1), ("${x}", 4), ("{{x}}", 5), ("%00", 3), ("--", 2), ("');", 3), ("مرحبا", 5), ("กำ", 1), ("ß", 1), ("İ", 1),
    ("ー", 1), ("・", 1), ("null", 4), ("1/2", 3), ("0", 1), ("七尾市", 3), ("101号室", 5)]
LOCAL = "abcXYZ019.!#$%&'*+/=?^_`{|}~-"
DOMAINS = ("mail.example", "docomo.example", "a-b.c-d.example", "xn--wgv71a119e.example", "x" * 63 + ".example")
CONTACTS = ["mail1", "mail2", "mail3", "phone1", "phone2", "phone3", "spareMail", "sparePhone"]
FIELDS = CONTACTS + ["language", "mailOrder", "phone1Order", "phone2Order", "phone3Order", "location", "userCode"] + [
    kind + part for kind in ("work", "home1", "home2") for part in ("Region", "City", "Street")]


class Writer:
    """Makes profiles that keep every rule and nothing else."""

    def __init__(self, dice):
        self.dice, self.odd = dice, []
        lines = (REPOSITORY / "Resources/Regions/municipalities.tsv").read_text(encoding="utf-8").splitlines()
        names = lines[0].split("\t")
        rows = [dict(zip(names, line.split("\t"))) for line in lines[1:]]
        self.places = [(row["pref_code"], row["region_code"], row["municipality_code"]) for row in rows]

    def text(self, longest):
        """A line of odd characters, at most so many as a person counts them; each of them comes up in its turn."""
        text, left = "", self.dice.choice((0, 1, 5, longest, longest))
        while left > 0:
            if not self.odd:
                self.odd = self.dice.sample(ODD, len(ODD))
            piece, count = self.odd.pop()
            if count > left:
                self.odd.insert(0, (piece, count))
                piece, count = "市", 1
            text, left = text + piece, left - count
        # Spaces at the ends are cut off, as on every page.
        return text.strip(" \u3000\t")

    def mail(self):
        length = self.dice.choice((1, 2, 8, 64))
        return "".join(self.dice.choices(LOCAL, k=length)) + "@" + self.dice.choice(DOMAINS)

    def phone(self):
        return "".join(self.dice.choices("0123456789", k=self.dice.randint(6, 15)))

    def place(self):
        return "-".join(self.dice.choice(self.places)[:self.dice.randint(1, 3)])

    def profile(self):
        dice, profile = self.dice, dict.fromkeys(FIELDS, "")
        orders = dice.sample("1234", 4)
        for number in range(1, 4):
            if dice.random() < 0.6:
                profile[f"mail{number}"], profile["mailOrder"] = self.mail(), orders[0]
            if dice.random() < 0.6:
                profile[f"phone{number}"], profile[f"phone{number}Order"] = self.phone(), orders[number]
        profile["spareMail"] = dice.choice(("", self.mail()))
        profile["sparePhone"] = dice.choice(("", self.phone()))
        profile["language"] = dice.choice(("ja", "en"))
        profile["location"], profile["userCode"] = dice.choice(("", *LOCATIONS)), dice.choice(("", *USER_CODES))
        for kind in ("work", "home1") + dice.choice(((), ("home2",))):
            profile[kind + "Region"] = self.place()
            profile[kind + "City"], profile[kind + "Street"] = self.text(40), self.text(80)
        return profile


class Forms(html.parser.HTMLParser):
    """The fields of each form of a page, as a browser would send them."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.forms, self.form, self.select = {}, {}, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        match tag:
            case "form":
                self.form = self.forms.setdefault(found.get("action"), {})
            case "input" if "name" in found:
                if found.get("type") not in ("radio", "checkbox", "submit") or "checked" in found:
                    self.form[found["name"]] = found.get("value") or ""
            case "select":
                self.select = found["name"]
                self.form[self.select] = None
            case "option" if self.select and ("selected" in found or self.form[self.select] is None):
                self.form[self.select] = found["value"]

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None


class Person:
    """Somebody who is signed in, with pages and as a program."""

    def __init__(self, anpi, code, login, first_password):
        self.anpi, self.login = anpi, login
        anpi.token = None
        pending = anpi.api("POST", "/session", {"organization": code, "loginId": login, "password": first_password})
        self.token = anpi.api("POST", "/session/password", {
            "pendingToken": pending["pendingToken"], "newPassword": PASSWORD, "confirmation": PASSWORD})["token"]

    def api(self, *words):
        self.anpi.token = self.token
        return self.anpi.api(*words)

    def page(self, path, form=None):
        return request(self.anpi.url + path, headers={"Cookie": f"__Host-anpi={self.token}"}, form=form)

    def fetch(self, path):
        return request(self.anpi.url + "/api/v1" + path, headers={"Authorization": f"Bearer {self.token}"}).body

    def whole_file(self):
        """The people with their contacts, for a reason."""
        return request(
            self.anpi.url + "/api/v1/exports/people", "POST", headers={"Authorization": f"Bearer {self.token}"},
            body={"reason": "往復の確認"}).body

    def read(self):
        """The profile as a program reads it."""
        found = self.api("GET", "/me/profile")["profile"]
        return {name: "" if found[name] is None else str(found[name]) for name in FIELDS}

    def shown(self):
        """The profile as the page shows it, and the whole form."""
        answer = self.page("/me/profile")
        assert answer.status == 200, answer.status
        form = Forms(answer.text).forms["/me/profile"]
        profile = {name: form[name + "Code" if name.endswith("Region") else name] for name in FIELDS}
        if not any(profile[f"mail{number}"] for number in (1, 2, 3)):
            # An order is proposed for the first address.
            profile["mailOrder"] = ""
        return profile, form

    def write(self, profile):
        """Changes the profile as a program does."""
        body = {name: int(value) if name.endswith("Order") and value else value or None for name, value in profile.items()}
        self.api("PUT", "/me/profile", body)

    def fill_in(self, profile):
        """Changes the profile on the page and says yes to it, without script."""
        _, form = self.shown()
        form |= {name + "Code" if name.endswith("Region") else name: value for name, value in profile.items()}
        answer = self.page("/me/profile", form)
        assert answer.status == 200, f"{answer.status} {answer.headers.get('Location')}"
        asked = Forms(answer.text).forms
        assert "/me/profile/confirm" in asked, answer.text[:4000]
        saved = self.page("/me/profile/confirm", asked["/me/profile/confirm"])
        assert (saved.status, saved.headers["Location"]) == (303, "/menu"), saved.text[:4000]


@pytest.fixture
def engine():
    return "sqlite"


@pytest.fixture
def anpi(engine, make_installation, mails):
    anpi = make_installation(mails, engine, ANPI_MAIL_ADDRESS_LIMIT="none").prepare(people=PEOPLE, voice=True)
    anpi.run("tenant", "create", OTHER, "別の団体", "--voice")
    anpi.code = OTHER
    anpi.import_people(1)
    anpi.code = "seikai"
    return anpi


def open_up(administrator):
    """Lists to choose from, and leave to choose."""
    for path, codes in (("/locations", LOCATIONS), ("/user-codes", USER_CODES)):
        for code in codes:
            administrator.api("POST", path, {"code": code, "name": f"名 {code}"}, 201)
    administrator.api("PATCH", "/settings", {
        "regionRule": "regionOptional", "usersMayChangeUserCode": True, "usersMayChangeLocation": True})


def cells(file):
    """The cells of a file of people by login, without the apostrophe that keeps spreadsheets from running them."""
    rows = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    found = {}
    for row in rows:
        row = {name: value[1:] if value.startswith("'") else value for name, value in row.items()}
        row["location"], row["userCode"] = row["location_code"], row["user_code"]
        found[row["login_id"]] = {name: row[name] for name in FIELDS}
    return found


def stored(anpi, code):
    """What the tables of contacts and addresses hold, byte for byte."""
    # A letter before the digits: nothing shall take them for a number.
    raw = "'x' || hex({})" if isinstance(anpi.database, SQLite) else "'x' || encode(convert_to({}, 'UTF8'), 'hex')"
    join = f"JOIN person p ON p.tenant_id = x.tenant_id AND p.id = x.person_id JOIN tenant t ON t.id = p.tenant_id AND t.code = '{code}'"
    found = {}

    def text(value):
        return bytes.fromhex(value[1:]).decode()
    for login, kind, position, value in anpi.query(
            f"SELECT p.login_id, x.kind, x.position, {raw.format('x.value')} FROM contact x {join}"):
        name = {"mail": f"mail{position}", "phone": f"phone{position}"}.get(kind, kind)
        found.setdefault(login, {})[name] = text(value)
    for login, kind, city, street in anpi.query(
            f"SELECT p.login_id, x.kind, {raw.format('x.city')}, {raw.format('x.street')} FROM address x {join}"):
        found.setdefault(login, {}).update({kind + "City": text(city), kind + "Street": text(street)})
    return found


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_profile_comes_back_as_it_was_written(anpi, tmp_path):
    """Page, program, file and database agree to the byte about every accepted profile (R-126 to R-139)"""
    writer, file = Writer(random.Random(SEED)), tmp_path / "people.csv"
    passwords = {f"B{number:06d}": anpi.hand_out(f"B{number:06d}") for number in range(2, PEOPLE + 1)}
    passwords["B000001"] = anpi.first_password
    other = anpi.run("people", "first-password", OTHER, "B000001").split()[-1]
    anpi.start()
    people = {login: Person(anpi, "seikai", login, password) for login, password in sorted(passwords.items())}
    administrator, second = people["B000001"], Person(anpi, OTHER, "B000001", other)
    open_up(administrator)
    open_up(second)
    for turn in range(ROUNDS):
        written = {login: writer.profile() for login in people}
        for number, (login, person) in enumerate(people.items()):
            way = person.fill_in if (number + turn) % 2 else person.write
            way(written[login])
            assert person.read() == written[login], login
            shown, form = person.shown()
            assert shown == written[login], login
            # The page as it came changes nothing, nor does what a program read.
            same = person.page("/me/profile", form)
            assert (same.status, same.headers["Location"]) == (303, "/menu"), f"{login}: {same.text[:4000]}"
            person.write(person.read())
            assert person.read() == written[login], login
        exported = administrator.whole_file()
        assert cells(exported) == written
        file.write_bytes(exported)
        said = anpi.run("people", "import", "seikai", file)
        assert f"{PEOPLE} unchanged" in said, said
        said = anpi.run("people", "import", OTHER, file, "--create-departments")
        assert second.whole_file() == exported
        assert second.read() == written["B000001"]
        for code in ("seikai", OTHER):
            rows = stored(anpi, code)
            for login, profile in written.items():
                wanted = {name: value for name, value in profile.items() if name in CONTACTS and value}
                wanted |= {kind + part: profile[kind + part] for kind in ("work", "home1", "home2") for part in ("City", "Street")
                           if profile[kind + "Region"]}
                assert rows[login] == wanted, (code, login)
    assert "broken" not in anpi.run("audit", "verify")
