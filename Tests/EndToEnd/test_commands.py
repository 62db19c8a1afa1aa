"""Commands beside a running server, and what a server tells the log of another machine."""

import json
import re

import pytest

from installation import address, people_file
from programs import wait_until


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_commands_work_beside_a_running_server(make_installation, mails, tmp_path, kind):
    anpi = make_installation(mails, kind).prepare(people=5)
    anpi.start().sign_in()

    said = anpi.run("regions", "--help")
    assert "regions update" in said and "people import" not in said, said

    # At three in the morning somebody needs a password, and nobody wants to stop the server for it.
    first = anpi.run("people", "first-password", anpi.code, "B000002").split()[-1]
    anpi_login = {"organization": anpi.code, "loginId": "B000002", "password": first}
    assert anpi.api("POST", "/session", anpi_login)["result"] == "passwordChangeRequired"

    more = tmp_path / "more.csv"
    more.write_text(people_file(30), encoding="utf-8")
    assert "25 added" in anpi.run("people", "import", anpi.code, more, "--create-departments")
    assert len(anpi.api("GET", "/people?limit=200")["items"]) == 30
    anpi.run("office", "create", "A0001", "みなと社労士事務所")
    anpi.run("tenant", "create", "minato", "みなと商店")
    said = anpi.run("audit", "verify")
    assert "broken" not in said and "whole" in said

    if kind == "sqlite":
        said = anpi.run("migrate", status=1)
        assert "stop `anpi serve` first" in said, said
    assert anpi.server.process.poll() is None
    anpi.stop()


def test_the_heads_of_the_audit_chains_are_in_the_log(make_installation, mails):
    anpi = make_installation(mails).prepare(people=3)
    anpi.start().sign_in()
    anpi.stop()
    lines = [json.loads(line) for line in anpi.log().splitlines() if line.startswith("{")]
    places = [index for index, line in enumerate(lines) if line["event"] == "audit head"]
    events = [line["event"] for line in lines]
    assert places[0] < events.index("stopping") < places[-1]
    logged = {(line["chain"], line["head"]) for line in lines if line["event"] == "audit head"}
    for chain, head in re.findall(r"chain (-?\d+): .* head (\S+)", anpi.run("audit", "verify")):
        assert (chain, head) in logged


def test_a_first_password_comes_by_mail_and_is_shown_to_nobody_else(make_installation, mails):
    anpi = make_installation(mails).prepare(people=6)
    anpi.start().sign_in()
    done = anpi.api("POST", "/first-password-mails", {"everybodyWithoutPassword": True}, 201)
    assert done == {"mailed": 5, "withoutMail": []}
    mail = wait_until(
        lambda: next(iter(mails.messages(address(3), whole=True)), None), 30, "a mail with the first password")
    first = re.search(r"仮パスワード：([A-Z0-9-]{29})", mail["text"])[1]
    assert f"{anpi.url}/login" in mail["text"] and "B000003" in mail["text"] and anpi.code in mail["text"]
    login = {"organization": anpi.code, "loginId": "B000003", "password": first}
    assert anpi.api("POST", "/session", login)["result"] == "passwordChangeRequired"
    person = next(each for each in anpi.api("GET", "/people?limit=200")["items"] if each["loginId"] == "B000003")

    def state():
        return [item["state"] for item in anpi.api("GET", f"/people/{person['id']}/first-password-mails")["items"]]
    wait_until(lambda: state() == ["accepted"], 10, "the mail was handed on")
    anpi.stop()
    assert first not in anpi.log() and first.replace("-", "") not in anpi.log()
