"""The document of the API against the running server, by generated calls: no check may fail."""

import pathlib
import subprocess
import sys

import pytest

from api_server import ROOT, APIServer

# What an organization's token may be given.
GRANTABLE = [
    "viewPeople", "managePeople", "broadcast", "viewResults", "manageTriggers", "manageSettings", "viewAudit",
    "raiseBulletin",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = APIServer(tmp_path_factory.mktemp("api"))
    try:
        server.start()
        server.administrator = server.log_in()
        yield server
    finally:
        server.stop()


def hold(server: APIServer, token: str, name: str, *options: str, ids: dict[str, str] = {}) -> None:
    """Runs schemathesis with all checks; its report is shown if anything fails. Paths take the `ids` given."""
    settings = (ROOT / "Tests/EndToEnd/api/schemathesis.toml").read_text(encoding="utf-8")
    if ids:
        settings += "\n[parameters]\n" + "".join(f'"path.{key}" = "{value}"\n' for key, value in ids.items())
    (server.folder / f"{name}.toml").write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [
            str(pathlib.Path(sys.executable).parent / "schemathesis"),
            f"--config-file={server.folder}/{name}.toml",
            "run",
            f"{server.url}/api/v1/openapi.json",
            f"--header=Authorization: Bearer {token}",
            "--checks=all",
            "--seed=20240101",
            "--no-shrink",
            "--no-color",
            "--generation-database=none",
            "--request-timeout=20",
            *options,
        ],
        cwd=server.folder,
        capture_output=True,
        text=True,
        timeout=240,
    )
    report = ROOT / ".build" / f"schemathesis-{name}.log"
    report.write_text(done.stdout + done.stderr, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-4000:] + server.said()


def test_an_administrator_finds_what_the_document_says(server):
    # Logging out would end the session that the run works with.
    hold(server, server.administrator, "administrator", "--max-examples=10", "--exclude-operation-id=logOut")


def test_a_program_finds_what_the_document_says(server):
    made = server.call(
        "POST", "/tokens", {"name": "program", "capabilities": GRANTABLE}, token=server.administrator
    )
    hold(server, made["token"], "program", "--max-examples=4", "--phases=examples,coverage,fuzzing")


def test_what_exists_answers_as_the_document_says(server):
    def made(path: str, body: object) -> str:
        return server.call("POST", path, body, token=server.administrator)["id"]

    people = server.call("GET", "/people?loginId=B000002", token=server.administrator)["items"]
    ids = {
        "department": made("/departments", {"code": "Z1", "name": "z"}),
        "location": made("/locations", {"code": "Z1", "name": "z"}),
        "userCode": made("/user-codes", {"code": "Z1", "name": "z"}),
        "template": made("/templates", {"name": "z", "kind": "safetyCheck", "subject": "z", "body": "z"}),
        "broadcast": made(
            "/broadcasts",
            {"kind": "safetyCheck", "subject": "z", "body": "z", "targets": [{"kind": "everyone"}]},
        ),
        "person": people[0]["id"],
    }
    place = f"/broadcasts/{ids['broadcast']}"
    flight = server.call("POST", f"{place}/preflight", token=server.administrator)
    server.call("POST", f"{place}/send", {"confirm": flight["people"]}, token=server.administrator)
    server.wait_until(
        lambda: server.call("GET", f"{place}/results", token=server.administrator)["total"]["people"]
        == flight["people"]
    )
    hold(
        server, server.administrator, "ids", "--max-examples=8", "--include-path-regex=[{]",
        "--exclude-path-regex=answerToken|apiToken", "--exclude-method=DELETE",
        "--phases=examples,coverage,fuzzing", ids=ids,
    )


def test_nothing_that_was_called_is_a_fault(server):
    """Runs last: the log must not tell of a single failed request."""
    assert "request.failed" not in server.said()
