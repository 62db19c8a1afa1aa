"""Backup, restore, and what the server refuses to work with; a clean end in the middle of a broadcast."""

import sqlite3
import stat
import subprocess
import time

import pytest

from installation import Installation, PostgreSQL, address
from programs import MailCatcher, wait_until


def test_a_dump_of_postgresql_comes_back_as_the_readme_says(mails, tmp_path):
    anpi = Installation(tmp_path, PostgreSQL(), mails).prepare(people=20)
    dump, first, second = tmp_path / "anpi.dump", anpi.database, PostgreSQL()
    at = ["-h", first.settings["host"], "-p", first.settings["port"], "-U", first.settings["user"]]
    subprocess.run(["pg_dump", "-Fc", *at, "-f", dump, first.name], check=True, capture_output=True)
    subprocess.run(
        ["pg_restore", *at, "--no-owner", "--role=anpi_owner", "-d", second.name, dump], check=True,
        capture_output=True)
    anpi.database = second
    assert anpi.run("audit", "verify").count("whole") == 2
    anpi.start().sign_in()
    assert len(anpi.api("GET", "/people?limit=200")["items"]) == 20
    anpi.close()
    first.drop()


def test_a_backup_made_while_serving_brings_everybody_back(make_installation, mails, tmp_path):
    anpi = make_installation(mails).prepare(people=30)
    anpi.start().sign_in()
    copy = tmp_path / "copy.db"
    anpi.run("backup", copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600

    # What happens after the backup is not in it; what happened before is.
    late = anpi.api("POST", "/people", {"loginId": "LATE", "name": "遅刻 太郎", "nameKana": "チコク", "role": "member"}, 201)
    anpi.api("GET", f"/people/{late['id']}")
    said = anpi.run("restore", copy, status=1)
    assert "another process" in said, said
    anpi.stop()
    anpi.run("restore", copy)

    anpi.start().sign_in()
    people = anpi.api("GET", "/people?limit=200")["items"]
    assert len(people) == 30 and {person["loginId"] for person in people} >= {"B000001", "B000030"}
    anpi.api("GET", f"/people/{late['id']}", status=404)
    anpi.stop()
    assert "broken" not in anpi.run("audit", "verify")
    assert anpi.database.path.with_name("anpi.db.replaced").exists()


def test_another_key_file_is_refused_and_nothing_is_changed(make_installation, mails, tmp_path):
    anpi = make_installation(mails).prepare(people=5)
    copy = tmp_path / "copy.db"
    anpi.run("backup", copy)
    other = tmp_path / "other-key"
    anpi.run("keys", "init", other)
    before = anpi.database.path.read_bytes()
    for words in (["serve"], ["restore", copy], ["audit", "verify"]):
        said = anpi.run(*words, status=1, ANPI_KEY_FILE=str(other))
        assert "another key file" in said, said
    assert anpi.database.path.read_bytes() == before
    anpi.start().stop()


def test_a_damaged_backup_is_refused(make_installation, mails, tmp_path):
    anpi = make_installation(mails).prepare(people=5)
    copy = tmp_path / "copy.db"
    anpi.run("backup", copy)
    whole = copy.read_bytes()
    for name, damaged in (("cut", whole[:len(whole) // 2]), ("text", b"no database at all"), ("empty", b"")):
        bad = tmp_path / name
        bad.write_bytes(damaged)
        anpi.run("restore", bad, status=1)
    anpi.start().stop()


def test_a_second_server_on_the_same_file_is_refused(make_installation, mails):
    anpi = make_installation(mails).prepare(people=5)
    anpi.start()
    said = anpi.run("serve", status=1, ANPI_LISTEN="0")
    assert "another `anpi serve` is using this database file" in said, said
    assert anpi.server.process.poll() is None
    anpi.sign_in()
    anpi.stop()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_newer_schema_is_refused(make_installation, mails, kind):
    anpi = make_installation(mails, kind).prepare(people=5)
    statement = "INSERT INTO schema_migration (number, name, applied_at) VALUES (99999, 'from the future', 0)"
    if kind == "sqlite":
        with sqlite3.connect(anpi.database.path) as connection:
            connection.execute(statement)
        connection.close()
    else:
        anpi.database.run(f"\\c {anpi.database.name}\n{statement};")
    for words in (["serve"], ["migrate"], ["audit", "verify"]):
        said = anpi.run(*words, status=1)
        assert "newer anpi" in said and "99999" in said, said


def test_a_database_that_was_not_migrated_is_refused_with_a_way_out(make_installation, mails):
    anpi = make_installation(mails)
    anpi.run("keys", "init", anpi.key_file)
    said = anpi.run("serve", status=1)
    assert "migrate" in said, said


def test_a_server_that_is_stopped_as_soon_as_it_answers_ends_cleanly(make_installation, mails):
    anpi = make_installation(mails).prepare(people=5)
    for _ in range(5):
        anpi.start(interval=0.001).stop()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_clean_end_in_mid_broadcast_loses_nobody_and_repeats_nobody(make_installation, slow_mails, kind):
    people = 300
    anpi = make_installation(slow_mails, kind, ANPI_MAIL_CONNECTIONS="5").prepare(people=people)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    wait_until(lambda: slow_mails.count() >= 50, 60, "50 mails left")
    begun = time.monotonic()
    anpi.stop()
    assert time.monotonic() - begun < 20
    stored = slow_mails.count()
    assert stored < people * 0.9, "the end came too late to prove anything"

    anpi.start().sign_in()
    broadcast = anpi.broadcast()
    anpi.wait_until_asked(broadcast, people, 90)
    anpi.stop()
    asked = [to for mail in slow_mails.messages(notices=False) for to in mail["to"]]
    assert sorted(asked) == sorted(address(number) for number in range(1, people + 1))
    anpi.audit(broadcast)


def test_a_stop_waits_for_what_runs_and_not_for_what_is_queued(make_installation, tmp_path):
    """Four rounds of hanging mails are queued; one is waited for, so that the service manager need not kill anybody."""
    mails = MailCatcher(tmp_path, [{"at": "end", "to": "*", "hang": True}])
    try:
        anpi = make_installation(
            mails, ANPI_MAIL_CONNECTIONS="2", ANPI_HAND_OFF_DEADLINE="6s").prepare(people=30)
        anpi.start().sign_in().obey_bulletins()
        anpi.hand_in()
        wait_until(lambda: mails.json("/counts")["offered"] == 2, 30, "two mails hang")
        anpi.stop(11)
        states = dict(anpi.query("SELECT state, COUNT(*) FROM attempt GROUP BY state"))
        assert set(states) == {"planned", "inDoubt"} and states["inDoubt"] == 2, states
        assert anpi.query("SELECT COUNT(*) FROM lease") == [(0,)]
    finally:
        mails.stop()
