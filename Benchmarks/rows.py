"""Rows like an answer's, written straight to SQLite: python3 rows.py FOLDER ROWS-A-COMMIT prints rows per second."""

import sqlite3
import sys
import time
from pathlib import Path


def rows_per_second(folder, group, seconds=3):
    """Writes `group` rows in each durable transaction."""
    store = sqlite3.connect(Path(folder) / f"rows{group}-{time.monotonic_ns()}.db", isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute(
        "CREATE TABLE answer (tenant_id INTEGER, broadcast_id INTEGER, person_id INTEGER, seq INTEGER, at INTEGER,"
        " status TEXT, comment TEXT, PRIMARY KEY (tenant_id, broadcast_id, person_id, seq)) WITHOUT ROWID")
    begun, rows = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        store.execute("BEGIN IMMEDIATE")
        store.executemany(
            "INSERT INTO answer VALUES (1, 2, ?, ?, 1700000000000000, 'safe', '')",
            [((rows + each) * 7919 % 20011, rows + each) for each in range(group)])
        store.execute("COMMIT")
        rows += group
    store.close()
    return rows / (time.monotonic() - begun)


if __name__ == "__main__":
    print(rows_per_second(sys.argv[1], int(sys.argv[2])))
