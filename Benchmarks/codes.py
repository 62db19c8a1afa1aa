"""Second factors: logins that end with a code of an authenticator app, and the codes alone."""

import base64
import ctypes
import ctypes.util
import hashlib
import hmac
import os
import secrets
import sqlite3
import struct
import time
from statistics import mean

from figures import Figure
from installation import PASSWORD, Installation, SQLite
from limits import beside_hashes
from load import Load
from programs import wait_until
from world import FAST, MailCatcherOf, same_password, settle

#: Everybody's app has the same key; it is sealed for each person.
KEY = b"12345678901234567890"
#: At most so many take part; more say nothing new.
MOST = 60_000


def code_now():
    """What an app with the key shows (RFC 6238)."""
    digest = hmac.digest(KEY, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06}"


class Sealer:
    """Seals keys of apps as the program does, with the installation's own key."""

    def __init__(self, key_file):
        name, master = key_file.read_text().split()[:2]
        self.name = name.encode()
        self.key = hashlib.blake2b(
            digest_size=32, key=base64.b64decode(master), salt=(8).to_bytes(16, "little"),
            person=b"anpi-key".ljust(16, b"\0")).digest()
        self.sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")

    def seal(self, secret, use):
        nonce, sealed = os.urandom(24), ctypes.create_string_buffer(len(secret) + 16)
        length = ctypes.c_ulonglong
        self.sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            sealed, None, secret, length(len(secret)), use, length(len(use)), None, nonce, self.key)
        return self.name + b"\0" + nonce + sealed.raw


def give_apps(anpi, waiting):
    """Everybody gets an app; the login of each of the last `waiting` waits for its code. Returns their tokens."""
    sealer, tokens, now = Sealer(anpi.key_file), [], int(time.time() * 1000)
    with sqlite3.connect(anpi.database.path, timeout=20) as store:
        people = store.execute(
            "SELECT tenant_id, id FROM person WHERE employment <> 'left' ORDER BY login_id").fetchall()
        store.executemany(
            "INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at) VALUES (?, ?, ?, 0, ?)",
            ((tenant, person, sealer.seal(KEY, f"app:{tenant}:{person}".encode()), now) for tenant, person in people))
        # Whoever has an app has backup codes, or would be asked for them.
        store.executemany(
            "INSERT INTO backup_code (tenant_id, person_id, selector, hash, made_at) VALUES (?, ?, 'AAAA', '', ?)",
            ((tenant, person, now) for tenant, person in people))
        # Whoever has an app logged in to set it up.
        store.executemany(
            """INSERT INTO login_record (tenant_id, person_id, last_at, previous_at) VALUES (?, ?, ?, NULL)
               ON CONFLICT DO NOTHING""", ((tenant, person, now) for tenant, person in people))
        for tenant, person in people[len(people) - waiting:]:
            token = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            tokens.append(f"{tenant}~{token}")
            store.execute(
                """INSERT INTO pending_login (tenant_id, token_hash, person_id, step, expires_at, started_at)
                   VALUES (?, ?, ?, 'factor', ?, ?)""",
                (tenant, hashlib.blake2b(token.encode(), digest_size=32).digest(), person, now + 600_000, now))
    store.close()
    settle(anpi.database.path)
    return tokens


def nobody_is_marked(path):
    """Whether the report of who is ready is made anew for everybody."""
    with sqlite3.connect(path, timeout=20) as store:
        marked = store.execute("SELECT EXISTS (SELECT 1 FROM readiness_due)").fetchone()[0]
    store.close()
    return not marked


def second_factor(folder, size):
    """Everybody logs in with password and code; then codes alone, of logins that have come that far."""
    people = min(size.people, MOST)
    entering = min(people // 2, 4000)
    with MailCatcherOf(folder) as mails:
        anpi = Installation(folder, SQLite(folder), mails, **FAST, ANPI_BEHIND_PROXY="yes").prepare(people=people)
        anpi.start().sign_in()
        anpi.stop()
        anpi.run("tenant", "change", anpi.code, "--second-factor", "yes")
        same_password(anpi.database.path)
        file = folder / "pending"
        tokens = give_apps(anpi, people - entering)
        file.write_text("\n".join(tokens) + "\n")
        anpi.start()
        # Sixty thousand people never set their apps up in one moment: the report of who is ready takes them in first.
        wait_until(lambda: nobody_is_marked(anpi.database.path), 300, "the report takes the apps in", interval=1)
        # Loads are made to one address: `localhost` has two.
        url = anpi.url.replace("localhost", "127.0.0.1")
        # Everybody can be let in once, so a turn ends before all of its people are in: fewer than 200 a second are.
        count, seconds = 5, max(1, min(4, entering // 1000))

        def turn(each):
            first, last = entering * each // count, entering * (each + 1) // count
            load = Load(url, "factor.lua", [anpi.code, first, last, PASSWORD, code_now()], 32, seconds)
            assert load.errors == 0, f"{load.errors} of {load.requests} steps of logins failed"
            # Password, all functions, code.
            return load.per_second / 3

        rates, bound = beside_hashes(anpi.server.process, count, turn)
        yield Figure(
            "logins with a second factor, 32 connections", mean(rates), "/s", bound, "Argon2id on two threads", 0.9)
        # The disk is waited for once for all who come meanwhile.
        load = Load(url, "codes.lua", [file, code_now()], 128, max(1, len(tokens) // 10_000))
        assert load.errors == 0, f"{load.errors} of {load.requests} codes were refused"
        # Few people are over before anything can be promised.
        least = 5000 if len(tokens) > 20_000 else None
        yield Figure("codes of apps, each ends a login, 128 connections", load.per_second, "/s", at_least=least)
        anpi.stop()
