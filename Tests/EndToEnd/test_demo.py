"""The demonstration: the main job on real input, from an empty folder to a filled results page."""

import os
import re
import sqlite3
import subprocess

from programs import ANPI, REPOSITORY


def test_the_demonstration_reaches_everybody_and_its_books_balance(tmp_path):
    folder = tmp_path / "demo"
    done = subprocess.run(
        [ANPI, "demo", "--once", "--folder", folder], cwd=REPOSITORY, text=True, timeout=170,
        stdin=subprocess.DEVNULL, capture_output=True)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "Everybody was reached or has a named reason." in said
    assert said.count(" 0 differences") == 2, said
    numbers = re.findall(r"results: http://localhost:\d+/b/(\d+)", said)
    assert len(numbers) == 2, said

    # Whose password it prints has something to do; both organizations can be looked at.
    logins = re.findall(r"^  (organization|administrator|employee) +(\S+)", said, re.MULTILINE)
    assert logins == [
        ("organization", "seikai"), ("administrator", "B000001"), ("employee", "B001135"),
        ("organization", "minato"), ("administrator", "B000001")], said
    with sqlite3.connect(f"file:{folder}/anpi.db?mode=ro", uri=True) as database:
        levels = database.execute(
            "SELECT recipient.level, recipient.answered_at FROM recipient JOIN person ON person.tenant_id ="
            " recipient.tenant_id AND person.id = recipient.person_id WHERE person.login_id = 'B001135'").fetchall()
    assert len(levels) == 1 and levels[0][1] is None, levels

    # The same from outside, after the process is gone.
    environment = os.environ | {"ANPI_DATABASE": f"sqlite:{folder}/anpi.db", "ANPI_KEY_FILE": f"{folder}/key"}

    def run(*words):
        return subprocess.run([ANPI, *words], env=environment, text=True, timeout=60, capture_output=True)
    verified = run("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verified.stdout.count(" whole; head ") >= 2 and "broken" not in verified.stdout
    for code, number in zip(("seikai", "minato"), numbers):
        audit = run("audit", "dispatch", code, number)
        assert audit.returncode == 0, audit.stdout + audit.stderr
        people = int(re.match(r"(\d+) people", audit.stdout)[1])
        assert people == 12 if code == "minato" else people > 500, audit.stdout


def test_the_demonstration_deletes_nothing_that_it_did_not_make(tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("ten years of work")
    refused = subprocess.run(
        [ANPI, "demo", "--once", "--folder", tmp_path], cwd=REPOSITORY, text=True, timeout=60,
        stdin=subprocess.DEVNULL, capture_output=True)
    assert refused.returncode == 1 and "--folder: Something other" in refused.stderr, refused.stdout + refused.stderr
    assert precious.read_text() == "ten years of work" and len(list(tmp_path.iterdir())) == 1
