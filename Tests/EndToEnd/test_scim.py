"""The organization's directory keeps its people by SCIM 2.0: tried with the client and the tester of PyPI."""

import httpx2
import pytest
import scim2_tester.filling
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import SearchRequest
from scim2_tester import Status, check_server

from installation import Installation, SQLite, request
from programs import MailCatcher

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
ANPI = "urn:ietf:params:scim:schemas:extension:anpi:2.0:User"


@pytest.fixture(scope="module")
def anpi(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scim")
    mails = MailCatcher(folder)
    anpi = Installation(folder, SQLite(folder), mails).prepare(people=3)
    anpi.start().sign_in()
    anpi.directory = anpi.api("POST", "/tokens", {"name": "directory", "capabilities": ["provision"]}, 201)["token"]
    yield anpi
    anpi.stop()
    anpi.close()
    mails.stop()


@pytest.fixture()
def client(anpi):
    headers = {"Authorization": f"Bearer {anpi.directory}"}
    with httpx2.Client(base_url=f"{anpi.url}/scim/v2", headers=headers) as http:
        yield SyncSCIMClient(http)


def scim(anpi, method, path, body=None):
    return request(
        f"{anpi.url}/scim/v2{path}", method, body,
        {"Authorization": f"Bearer {anpi.directory}", "Content-Type": "application/scim+json"})


def is_only_read_only(result):
    """Whether the tester minds no more than what the server adds to a complex value by itself (its readOnly parts)."""
    own = {f"{ANPI}": {"loginId"}, f"{ANPI.removesuffix('User')}Group": {"code"}, "members": {"display"}}
    data = result.data if isinstance(result.data, dict) else {}
    if data.get("urn") not in own or "modify_actual" not in data:
        return False

    def written(value):
        values = value if isinstance(value, list) else [value]
        dumps = [one.model_dump(by_alias=True, exclude_none=True, mode="json") for one in values if one]
        return [{k: v for k, v in one.items() if k not in own[data["urn"]] | {"schemas", "meta"}} for one in dumps]
    wanted = written(data["expected"]) if "expected" in data else [{}]
    return written(data["modify_actual"]) == wanted


def test_the_tester_finds_nothing_that_the_standard_forbids(client, monkeypatch):
    """It makes values of any characters; an employee code and a name in katakana have rules of their own."""
    plain = scim2_tester.filling.get_random_example_value
    numbers = iter(range(10_000))

    def example(path):
        if str(path).lower().endswith("employeenumber"):
            return f"E-{next(numbers)}"
        if str(path).lower().endswith("namekana"):
            return "ヤマダ　ハナコ"
        return plain(path)
    monkeypatch.setattr(scim2_tester.filling, "get_random_example_value", example)
    results = check_server(client)
    bad = [
        result for result in results
        if result.status in (Status.ERROR, Status.CRITICAL, Status.DEVIATION) and not is_only_read_only(result)]
    assert not bad, "\n\n".join(repr(result)[:1500] for result in bad)
    done = [result for result in results if result.status is not Status.SKIPPED]
    assert len(done) > 40, [result.title for result in done]


def test_a_directory_finds_those_who_are_there_and_keeps_them(anpi, client):
    client.discover()
    user = client.get_resource_model("User")
    found = client.query(user, query_parameters=SearchRequest(filter='userName eq "b000002"'))
    assert found.total_results == 1
    person = found.resources[0]
    mails = anpi.query("SELECT COUNT(*) FROM contact WHERE kind = 'mail'")
    patched = scim(anpi, "PATCH", f"/Users/{person.id}", {"Operations": [
        {"op": "replace", "value": {"userName": "futaba@corp.example", "externalId": "x-2"}},
        {"op": "add", "path": f"{ENTERPRISE}:department", "value": "人事部"},
        {"op": "add", "path": 'emails[type eq "work"].value', "value": "futaba@corp.example"}]})
    assert patched.status == 200, patched.text
    said = patched.json()
    assert said[ANPI]["loginId"] == "B000002"
    assert said["groups"][0]["display"] == "人事部"
    # What the person entered stays, and one more way is there.
    assert anpi.query("SELECT COUNT(*) FROM contact WHERE kind = 'mail'") != mails
    people = anpi.api("GET", "/people?loginId=B000002")["items"]
    assert people[0]["departmentId"] == said["groups"][0]["value"]
    left = scim(anpi, "PATCH", f"/Users/{person.id}", {"Operations": [
        {"op": "Replace", "path": "active", "value": "False"}]})
    assert left.json()["active"] is False
    leaver = anpi.api("GET", f"/people/{person.id}")
    assert leaver["employment"] == "left" and leaver["removeAt"] > leaver["leftAt"]
    assert scim(anpi, "PATCH", f"/Users/{person.id}", {"Operations": [
        {"op": "replace", "path": "active", "value": True}]}).json()["active"] is True


def test_a_token_that_is_not_the_directorys_is_refused_in_the_words_of_scim(anpi):
    for token, status in (("", 401), ("nonsense", 401), (anpi.token, 200)):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        assert request(f"{anpi.url}/scim/v2/Users", headers=headers).status == status
    other = anpi.api("POST", "/tokens", {"name": "other", "capabilities": ["viewPeople"]}, 201)["token"]
    refused = request(f"{anpi.url}/scim/v2/Users", headers={"Authorization": f"Bearer {other}"})
    assert refused.status == 403
    assert refused.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert refused.json()["status"] == "403"
