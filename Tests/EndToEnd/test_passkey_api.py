"""Passkeys over the JSON API, with a soft authenticator made of Python's cryptography."""

import base64
import hashlib
import json
import os
import struct

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from installation import PASSWORD
from openid import Browser


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """A security key: ES256, checks its person, counts."""

    def __init__(self, origin):
        self.origin, self.count, self.name = origin, 0, os.urandom(32)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def client_data(self, kind, options):
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def data(self, site, flags):
        self.count += 1
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def make(self, options):
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y
        data = (self.data(options["rp"]["id"], 0x45) + bytes(16) + struct.pack(">H", len(self.name)) + self.name
                + cose)
        attestation = (b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59" + struct.pack(">H", len(data)) + data)
        return {"clientData": text(self.client_data("webauthn.create", options)), "attestation": text(attestation)}

    def show(self, options, flags=0x05):
        assert {"type": "public-key", "id": text(self.name)} in options["allowCredentials"]
        said = self.client_data("webauthn.get", options)
        data = self.data(options["rpId"], flags)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return {"credential": text(self.name), "clientData": text(said), "authenticatorData": text(data),
                "signature": text(signature)}


@pytest.fixture
def anpi(make_installation, mails):
    anpi = make_installation(mails).prepare(people=3)
    anpi.start().sign_in()
    Browser(anpi).settle(anpi.code, "B000002", anpi.hand_out("B000002"), PASSWORD)
    anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
    return anpi


def test_a_program_sets_shows_and_removes_passkeys(anpi):
    """R-031, R-083, R-102"""
    device = Authenticator(anpi.url)

    def begin():
        anpi.token = None
        login = {"organization": anpi.code, "loginId": "B000002", "password": PASSWORD}
        token = anpi.api("POST", "/session", login)["pendingToken"]
        return anpi.api("POST", "/session/choice", {"pendingToken": token, "scope": "full"})

    pending = begin()
    assert pending["result"] == "enrolment"
    grant = {"pendingToken": pending["pendingToken"]}
    asked = anpi.api("POST", "/session/passkey/options", grant)
    assert asked["purpose"] == "set"
    strange = Authenticator("https://evil.example").make(asked["options"])
    assert anpi.api("PUT", "/session/passkey", grant | strange, 422)["code"] == "passkeyRefused"
    asked = anpi.api("POST", "/session/passkey/options", grant)
    done = anpi.api("PUT", "/session/passkey", grant | device.make(asked["options"]) | {"name": "鍵"})
    assert done["result"] == "backupCodes"
    anpi.api("POST", "/session/backup-codes", grant, 201)
    anpi.token = anpi.api("POST", "/session/backup-codes/kept", grant)["token"]
    listed = anpi.api("GET", "/factors/passkeys")["items"]
    assert [each["name"] for each in listed] == ["鍵"] and listed[0]["usedAt"] is None

    pending = begin()
    assert pending["result"] == "secondFactor" and pending["methods"] == ["passkey"]
    grant = {"pendingToken": pending["pendingToken"]}
    asked = anpi.api("POST", "/session/passkey/options", grant)
    assert asked["purpose"] == "show"
    unchecked = device.show(asked["options"], flags=0x01)
    assert anpi.api("POST", "/session/passkey", grant | unchecked, 422)["code"] == "passkeyRefused"
    asked = anpi.api("POST", "/session/passkey/options", grant)
    answer = device.show(asked["options"])
    signed = anpi.api("POST", "/session/passkey", grant | answer)
    assert signed["result"] == "signedIn"
    anpi.api("POST", "/session/passkey", grant | answer, 403)

    anpi.token = signed["token"]
    asked = anpi.api("POST", "/session/proof/passkey")
    proof = {"password": PASSWORD, "kind": "passkey", "passkey": device.show(asked["options"])}
    anpi.api("POST", "/session/proof", {"password": PASSWORD}, 422)
    anpi.api("POST", "/session/proof", proof, 204)
    anpi.api("POST", "/session/proof", proof, 422)
    changed = anpi.api("POST", "/password", {
        "currentPassword": PASSWORD, "newPassword": PASSWORD + "-2", "confirmation": PASSWORD + "-2"})
    anpi.token = changed["token"]
    anpi.api("DELETE", f"/factors/passkeys/{listed[0]['id']}", None, 204)
    assert anpi.api("GET", "/factors/passkeys")["items"] == []
    assert anpi.run("audit", "verify")
    log = anpi.log()
    assert answer["signature"] not in log and PASSWORD not in log
