"""Answers: how many are made durable while everybody presses at once."""

import os
import sqlite3
import subprocess
import sys

import limits
from figures import Figure
from load import HERE, pressed
from rows import rows_per_second
from world import Asked


def answers(folder, size):
    """People press the buttons of their pages, all at once; every answer is durable before it is confirmed."""
    people = min(size.people, 20_000)
    asked = Asked(folder, people)
    yield Figure("answer page, everything included", len(asked.page.body) / 1024, "KiB", most=10)
    nginx = limits.Nginx(folder)
    try:
        for connections in (64, 512):
            limit = pressed(nginx.url, asked, connections, 5)
            load = pressed(asked.url, asked, connections, 10)
            rows = rows_per_second(folder, connections)
            assert load.errors == 0, f"{load.errors} of {load.requests} answers failed at {connections} connections"
            # Each thread of the load goes through all people in turn.
            assert load.requests >= 2 * people, f"{load.requests} answers do not reach all of {people} people"
            name = f"durable answers, {connections} connections"
            yield Figure(name, load.per_second, "/s", limit.per_second, "nginx, a constant", 0.3)
            yield Figure(name, load.per_second, "/s", rows, f"SQLite rows, {connections} a commit", 0.4)
            yield Figure(f"{name}, p99", load.p99, "ms", limit.p99, "nginx", most=50 if connections == 512 else None)
    finally:
        nginx.stop()
    all_are_kept(asked, people)


def slow_disk(folder, size):
    """The same on a disk that takes 4 ms longer for each sync: one sync has to do for many answers."""
    people = min(size.people, 10_000)
    asked = Asked(folder, people)
    asked.anpi.stop()
    shim = folder / "slow-disk.so"
    subprocess.run(["clang", "-shared", "-fPIC", "-O2", "-o", shim, HERE / "slow-disk.c"], check=True)
    slow = {"LD_PRELOAD": str(shim)}

    def rows(group):
        return float(subprocess.run(
            [sys.executable, HERE / "rows.py", folder, str(group)], env=os.environ | slow, text=True,
            capture_output=True, check=True).stdout)
    single = rows(1)
    assert single < 250, f"{single:,.0f} commits a second: the disk is not slow"
    asked.anpi.start(**slow)
    assert shim.name in open(f"/proc/{asked.anpi.server.process.pid}/maps").read(), "the server has the fast disk"
    load = pressed(asked.url, asked, 512, 10)
    assert load.errors == 0, f"{load.errors} of {load.requests} answers failed"
    assert load.requests >= 2 * people, f"{load.requests} answers do not reach all of {people} people"
    yield Figure(
        "durable answers, syncs 4 ms slower, 512 connections", load.per_second, "/s", rows(512),
        "SQLite rows, 512 a commit", at_least=4000)
    yield Figure("the same, p99", load.p99, "ms")
    all_are_kept(asked, people)


def all_are_kept(asked, people):
    """Not even the last confirmed answer may be lost with the process."""
    asked.anpi.server.kill()
    with sqlite3.connect(asked.anpi.database.path) as store:
        kept = store.execute(
            "SELECT count(DISTINCT person_id) FROM answer WHERE broadcast_id = ?", [asked.broadcast]).fetchone()[0]
    assert kept == people, f"all of {people} people were told that their answer was kept, and {kept} were"
    asked.sink.kill()
