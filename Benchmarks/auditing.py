"""The look that is taken each minute for what is stuck."""

import contextlib
import re
import sqlite3
import time

from figures import Figure
from installation import Installation, PostgreSQL, SQLite, request
from programs import wait_until
from world import FAST, MailCatcherOf

ORGANIZATIONS = 100
# One is taken each minute.
LOOKS = 2
# Of a hundred attempts one is being handed on and nine are calls or in doubt; the others are due tomorrow.
ROWS = """
    WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
"""
RECIPIENTS = """INSERT INTO recipient (tenant_id, broadcast_id, person_id, level, reason, reason_place, reason_note,
    token_hash, paths, open_attempts, was_handed_on, is_unclear, dead_contacts, answers, created_at)
    {rows} SELECT 1 + i % {organizations}, 1, i, 0, 'everyone', '', '', {token}, '', 1, 0, 0, 0, 0, {now} FROM n"""
ATTEMPTS = """INSERT INTO attempt (tenant_id, broadcast_id, person_id, round, step, lane, channel, slot, position,
    try_number, rule, state, reason, due_at, hand_offs, went_on, lease_token, created_at, changed_at)
    {rows} SELECT 1 + i % {organizations}, 1, i, 1, i / 1000 % 4, CASE WHEN i / 1000 % 4 > 0 THEN 2 ELSE 1 + i / 100 % 4 END,
    CASE WHEN i / 100 % 10 IN (1, 2, 3) THEN 'voice' ELSE 'mail' END, 0, 1, 1, 'first',
    CASE WHEN i / 100 % 100 = 0 THEN 'handingOff' WHEN i / 100 % 100 = 1 THEN 'ringing'
         WHEN i / 100 % 100 < 10 THEN 'inDoubt' ELSE 'planned' END,
    '', {now} + 86400000, 0, 0, CASE WHEN i / 100 % 100 = 0 THEN 1 + i / 10000 % 4 END, {now}, {now} FROM n"""
LEASES = """INSERT INTO lease (tenant_id, token, instance, lease_until)
    {rows} SELECT 1 + i % {organizations}, 1 + i / {organizations}, 1, {now} + 86400000 FROM n"""


def fill(database, count):
    """As many recipients as there are open attempts, of a hundred organizations."""
    is_sqlite = isinstance(database, SQLite)
    token = "CAST(printf('%032d', i) AS BLOB)" if is_sqlite else "convert_to(lpad(i::text, 32, '0'), 'UTF8')"

    def insert(statement, first, last):
        text = statement.format(
            rows=ROWS.format(first=first, last=last), organizations=ORGANIZATIONS, token=token,
            now=int(time.time() * 1000))
        if is_sqlite:
            with contextlib.closing(sqlite3.connect(database.path)) as store, store:
                store.execute(text)
        else:
            database.query(text, is_served=False)
    insert(LEASES, 0, 4 * ORGANIZATIONS - 1)
    for first in range(0, count, 100_000):
        for statement in (RECIPIENTS, ATTEMPTS):
            insert(statement, first, min(first + 100_000, count) - 1)
    if not is_sqlite:
        # What PostgreSQL does by itself within minutes.
        database.query("VACUUM ANALYZE", is_served=False)


def looked(anpi):
    """The seconds of the look at the start, if it was taken; fails if it found something."""
    text = request(anpi.url + "/metrics").text
    took = re.search(r"^anpi_look_seconds ([\d.e-]+)", text, re.MULTILINE)
    stuck = re.findall(r"^anpi_stuck\{.*\} (.*)", text, re.MULTILINE)
    assert not any(float(count) for count in stuck), f"the look found something: {stuck}"
    return float(took[1]) if took else None


def auditor(folder, size):
    """How long a look takes while very many attempts are open, once the server runs; both engines wait for theirs together."""
    with MailCatcherOf(folder) as mails:
        waiting, times = {}, {}
        for database in (SQLite(folder), PostgreSQL()):
            name = type(database).__name__
            own = folder / name
            own.mkdir()
            anpi = Installation(own, database, mails, **FAST).prepare(people=12)
            fill(database, size.rows)
            open_ones = "SELECT count(*) FROM attempt WHERE state IN ('planned', 'handingOff', 'inDoubt', 'ringing')"
            assert database.query(open_ones, is_served=False)[0][0] == size.rows
            waiting[name], times[name] = anpi.start(), []

        def is_enough():
            for name, anpi in waiting.items():
                look = looked(anpi)
                if look and look * 1000 not in times[name]:
                    times[name].append(look * 1000)
            return all(len(each) > LOOKS for each in times.values())
        wait_until(is_enough, 60 * LOOKS + 60, lambda: f"looks were taken: {times}", 0.5)
        for name, (first, *later) in times.items():
            yield Figure(
                f"look for what is stuck, {size.rows:,} open, {name}, slowest of {LOOKS}", max(later[:LOOKS]), "ms", most=50)
            yield Figure("the same at the start, with everything cold", first, "ms", most=500)
        for anpi in waiting.values():
            anpi.stop()
            anpi.close()
