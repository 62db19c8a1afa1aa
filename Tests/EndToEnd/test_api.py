"""The document of the API against the running server, by generated calls: no check may fail."""

import subprocess
import sys
from pathlib import Path

import pytest

from installation import Installation, SQLite
from programs import REPOSITORY, MailCatcher

# What an organization's token may be given.
GRANTABLE = [
    "viewPeople", "managePeople", "exportContacts", "broadcast", "viewResults", "manageTriggers", "manageSettings",
    "viewAudit", "raiseBulletin"]
PEOPLE = 5


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api")
    mails = MailCatcher(folder)
    installation = Installation(folder, SQLite(folder), mails, ANPI_LOG_LEVEL="warning")
    try:
        yield installation.prepare(people=PEOPLE, voice=True).start().sign_in()
        installation.stop()
    finally:
        installation.close()
        mails.stop()


def hold(installation, name, token, *options, ids=None):
    """Runs schemathesis with all checks. The names in paths take the `ids` given, or generated ones."""
    settings = (Path(__file__).parent / "schemathesis.toml").read_text(encoding="utf-8")
    if ids:
        settings += "\n[parameters]\n" + "".join(f'"path.{key}" = "{value}"\n' for key, value in ids.items())
    file = installation.folder / f"{name}.toml"
    file.write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis", f"--config-file={file}", "run",
            f"{installation.url}/api/v1/openapi.json", f"--header=Authorization: Bearer {token}", "--checks=all",
            "--seed=20240101", "--no-shrink", "--no-color", "--generation-database=none", "--request-timeout=20",
            *options],
        cwd=installation.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-4000:] + installation.log()[-4000:]


def test_an_administrator_finds_what_the_document_says(installation):
    # Logging out would end the session that the run works with.
    hold(installation, "administrator", installation.token, "--max-examples=10", "--exclude-operation-id=logOut")


def test_a_program_finds_what_the_document_says(installation):
    made = installation.api("POST", "/tokens", {"name": "program", "capabilities": GRANTABLE}, status=201)
    hold(installation, "program", made["token"], "--max-examples=4", "--phases=examples,coverage,fuzzing")


def test_a_family_user_finds_what_the_document_says(installation):
    installation.run("tenant", "change", installation.code, "--family", "yes")
    # The runs before took longer than what was proved at their login holds.
    installation.sign_in()
    member = installation.api(
        "POST", "/me/family", {"code": "CHICHI", "name": "山田 一郎", "language": "ja"}, status=201)
    password = "kaki-densha-2617"
    installation.api(
        "PUT", f"/me/family/{member['id']}/password", {"newPassword": password, "confirmation": password}, status=204)
    entered = installation.api("POST", "/family/session", {
        "organization": installation.code, "loginId": "B000001", "familyCode": "CHICHI", "password": password})
    hold(installation, "family", entered["token"], "--max-examples=10", "--exclude-operation-id=logOutFamily",
         "--include-path-regex=^/(family/|regions|prefectures)")


def test_what_exists_answers_as_the_document_says(installation):
    def made(path, body):
        return installation.api("POST", path, body, status=201)["id"]

    people = installation.api("GET", "/people?loginId=B000002")["items"]
    words = {"kind": "safetyCheck", "subject": "安否確認", "body": "ご無事ですか。"}
    ids = {
        "department": made("/departments", {"code": "Z1", "name": "z"}),
        "location": made("/locations", {"code": "Z1", "name": "z"}),
        "userCode": made("/user-codes", {"code": "Z1", "name": "z"}),
        "template": made("/templates", {"name": "z", **words}),
        "broadcast": made("/broadcasts", {"targets": [{"kind": "person", "value": people[0]["id"]}], **words}),
        "person": people[0]["id"],
    }
    place = f"/broadcasts/{ids['broadcast']}"
    flight = installation.api("POST", f"{place}/preflight")
    assert flight["people"] == flight["reachable"] == 1
    installation.api("POST", f"{place}/send", {"confirm": 1}, status=202)
    installation.wait_until_asked(ids["broadcast"], people=1, seconds=60)
    ids["answerToken"] = installation.mails.messages(whole=True)[0]["text"].split("/r/")[1].split()[0]
    hold(
        installation, "ids", installation.token, "--max-examples=8", "--include-path-regex=[{]",
        "--exclude-path-regex=apiToken", "--exclude-method=DELETE", "--phases=examples,coverage,fuzzing", ids=ids)


def test_nothing_that_was_called_is_a_fault(installation):
    """Runs last: the log must not tell of a single failed request."""
    assert "request.failed" not in installation.log()
