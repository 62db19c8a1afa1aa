"""Families of a very large organization: how soon they hear of an earthquake and of answers, and who waits meanwhile."""

import contextlib
import datetime
import sqlite3
import threading
import time

import limits
from figures import Figure
from installation import Installation, SQLite
from load import Load, Paced, presses
from programs import wait_until
from world import CHOICE, FAST, handed_on, paths_in, quiet, request, settle

#: Where family users live, in turn: it shakes in the first three.
HOMES = (("17", "390"), ("17", "391"), ("16", "380"), ("13", "350"), ("27", "520"), ("44", "750"))
SHAKEN = HOMES[:3]
#: Answers a second that people go on giving while families are told, and for how many seconds.
ANSWERS, SECONDS = 50, 20
BULLETIN = """<?xml version="1.0" encoding="UTF-8"?>
<Report xmlns="http://xml.kishou.go.jp/jmaxml1/">
<Control><Title>震度速報</Title><Status>通常</Status></Control>
<Head xmlns="http://xml.kishou.go.jp/jmaxml1/informationBasis1/"><ReportDateTime>{now}</ReportDateTime>
<TargetDateTime>{now}</TargetDateTime><EventID>{event}</EventID><InfoType>発表</InfoType><Serial></Serial>
<Headline><Text>強い揺れ</Text></Headline></Head>
<Body xmlns="http://xml.kishou.go.jp/jmaxml1/body/seismology1/"><Intensity><Observation><CodeDefine>
<Type xpath="Pref/Code">地震情報／都道府県等</Type><Type xpath="Pref/Area/Code">地震情報／細分区域</Type></CodeDefine>
<Pref><Code>17</Code>{areas}</Pref></Observation></Intensity></Body></Report>
"""


def bring_in(anpi):
    """Gives every employee two family users with a mail address and a home. Returns how many live where it shakes."""
    with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=60)) as store, store:
        people = store.execute("SELECT tenant_id, id FROM person ORDER BY id").fetchall()
        members = [(tenant, 2 * each + place + 1, person) for each, (tenant, person) in enumerate(people) for place in (0, 1)]
        store.executemany(
            """INSERT INTO family_member (tenant_id, id, person_id, code, name, name_kana, language, created_at, changed_at)
               VALUES (?, ?, ?, ?, '能登 家族', '', 'ja', 0, 0)""",
            ((tenant, number, person, f"F{number % 2}") for tenant, number, person in members))
        store.executemany(
            """INSERT INTO family_contact (tenant_id, member_id, kind, position, value, verified_at)
               VALUES (?, ?, 'mail', 1, ?, 1)""",
            ((tenant, number, f"f{number}@mail.example") for tenant, number, _ in members))
        homes = [(tenant, number, *HOMES[number % len(HOMES)]) for tenant, number, _ in members]
        store.executemany(
            "INSERT INTO family_address (tenant_id, member_id, prefecture, region, city, street) VALUES (?, ?, ?, ?, '', '')",
            homes)
    settle(anpi.database.path)
    return sum(home[2:] in SHAKEN for home in homes)


class Writer(threading.Thread):
    """Tries to write beside the server all the time: how long it could not at most, which is no less than the longest
    transaction. Those that follow each other without a gap count as one."""

    def __init__(self, path):
        super().__init__()
        self.path, self.longest, self.over = path, 0.0, False

    def __enter__(self):
        self.start()
        return self

    def run(self):
        with contextlib.closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as store:
            since = None
            while not self.over:
                begun = time.monotonic()
                try:
                    store.execute("BEGIN IMMEDIATE")
                    store.execute("ROLLBACK")
                    if since is not None:
                        self.longest, since = max(self.longest, begun - since), None
                except sqlite3.OperationalError:
                    since = begun if since is None else since
                time.sleep(0.0005)

    def __exit__(self, *_):
        self.over = True
        self.join()


def counted(anpi, statement):
    with contextlib.closing(sqlite3.connect(anpi.database.path, timeout=20)) as store:
        return store.execute(statement).fetchone()[0]


def until(anpi, statement, count, seconds):
    """Waits until there are so many; returns how many seconds it took."""
    begun = time.monotonic()
    wait_until(lambda: counted(anpi, statement) >= count, seconds, lambda: f"{counted(anpi, statement)} of {count}", 0.2)
    return time.monotonic() - begun


def earthquake(anpi, shaken):
    """震度5強 in three regions: family users there hear of it, whatever the organization's rule says."""
    before = quiet(anpi)
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9)))
    areas = "".join(f"<Area><Name>{code}</Name><Code>{code}</Code><MaxInt>5+</MaxInt></Area>" for _, code in SHAKEN)
    text = BULLETIN.format(now=now.isoformat(timespec="seconds"), event=now.strftime("%Y%m%d%H%M%S"), areas=areas)
    with Writer(anpi.database.path) as writer:
        begun = time.monotonic()
        aside = anpi.folder / "bulletin.part"
        aside.write_text(text, encoding="utf-8")
        aside.rename(anpi.bulletins / "families.xml")
        first = until(anpi, "SELECT COUNT(*) FROM family_quake", 1, 60)
        queued = first + until(anpi, "SELECT COUNT(*) FROM family_quake", shaken, 1800)
        wait_until(lambda: handed_on(anpi) - before >= shaken, 1800, lambda: f"{handed_on(anpi) - before} of {shaken} left", 0.2)
        gone = time.monotonic() - begun
    assert counted(anpi, "SELECT COUNT(*) FROM service_mail WHERE purpose = 'family'") == shaken
    yield Figure("first family user told of 震度5強 in 3 regions", first, "s", most=15)
    yield Figure(f"all {shaken:,} of them told", queued, "s")
    yield Figure("their mails all at the relay", gone, "s")
    yield Figure("longest that nobody else could write meanwhile", writer.longest * 1000, "ms")


def asked(anpi, people):
    """Asks everybody, and returns the paths of their answer pages."""
    before = quiet(anpi)
    number = anpi.api("POST", "/broadcasts", {
        "kind": "safetyCheck", "isUrgent": True, "subject": "安否確認", "body": "安否をお知らせください。",
        "targets": [{"kind": "everyone"}]}, 201)["id"]
    anpi.api("POST", f"/broadcasts/{number}/send", {"confirm": people}, 202)
    wait_until(lambda: handed_on(anpi) - before >= people, 1800, lambda: f"{handed_on(anpi) - before} of {people} asked", 0.5)
    mails = (anpi.folder / "mails").read_text(errors="replace").split("X-Client-Addr:")[1:]
    links = sorted({path for mail in mails for path in paths_in(mail)})
    assert len(links) == people, f"{len(links)} links in the mails to {people} people"
    return number, links


def answered(folder, anpi, people):
    """Half of the people answer at once, and two family users of each hear of it; others go on answering meanwhile."""
    number, links = asked(anpi, people)
    choice = CHOICE.findall(request(anpi.url + links[0]).text)[0]
    half, rest = links[:people // 2], links[people // 2:]
    (folder / "half").write_text("\n".join(half) + "\n")
    done = f"SELECT COUNT(*) FROM recipient WHERE broadcast_id = {int(number)} AND answered_at IS NOT NULL"
    told = f"SELECT COUNT(*) FROM family_answer_told WHERE broadcast_id = {int(number)}"
    before, begun = handed_on(anpi), time.monotonic()
    while counted(anpi, done) < len(half):
        # The same answer again is no news.
        Load(anpi.url.replace("localhost", "127.0.0.1"), "answers.lua", [folder / "half", choice, choice], 64, 5)
    answering = time.monotonic() - begun
    heard = counted(anpi, told)
    assert heard < 2 * people, "everybody was told before the measuring began"
    paced = Paced(folder, "answers", anpi.port, ANSWERS, SECONDS, presses(rest, [choice]))
    p99 = paced.p99()
    with Writer(anpi.database.path) as writer:
        until(anpi, told, 2 * counted(anpi, done), 1800)
        queued = time.monotonic() - begun
    mails = counted(anpi, told)
    assert mails == 2 * counted(anpi, done), f"{mails} were told of {counted(anpi, done)} answers"
    wait_until(lambda: handed_on(anpi) - before >= mails, 1800, lambda: f"{handed_on(anpi) - before} of {mails} left", 0.5)
    yield Figure(f"{len(half):,} answers made", answering, "s")
    yield Figure(f"all {mails:,} family users told, from the first answer on", queued, "s")
    yield Figure("their mails all at the relay", time.monotonic() - begun, "s")
    yield Figure(f"an answer meanwhile, {ANSWERS} a second, p99", p99, "ms", most=50)
    yield Figure("longest that nobody else could write meanwhile", writer.longest * 1000, "ms")
    repeated = counted(anpi, "SELECT COUNT(*) - COUNT(DISTINCT address) FROM service_mail WHERE purpose = 'family'"
                             f" AND created_at >= (SELECT starts_at FROM broadcast WHERE id = {int(number)})")
    assert repeated == 0, f"{repeated} addresses were told twice"


def family(folder, size):
    """Two family users of each employee."""
    sink = limits.Sink(folder, dump=folder / "mails")
    anpi = Installation(folder, SQLite(folder), sink, **FAST).prepare(people=size.people)
    anpi.run("tenant", "change", anpi.code, "--family", "yes")
    shaken = bring_in(anpi)
    anpi.start().sign_in()
    yield from earthquake(anpi, shaken)
    yield from answered(folder, anpi, size.people)
    anpi.stop()
    sink.kill()
