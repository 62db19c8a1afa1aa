"""A real Postfix: takes every mail and keeps it durably in its queue; what becomes of it then is up to who starts it.

It runs from the unpacked package with a configuration and a queue of its own. Postfix's master changes between users, so
this needs root; nothing is installed, and it listens on loopback only.
"""

import os
import pwd
import signal
import socket
import subprocess
from pathlib import Path

from installation import free_port
from programs import REPOSITORY, Child, wait_until

UNPACKED = REPOSITORY / ".build/bench/programs"

# Postfix wants users of its own; these two are on every Debian and own nothing that matters here.
OWNER, GROUP = "mail", "daemon"
QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")


def can_run():
    return os.geteuid() == 0


def unpack():
    """Fetches and unpacks the package, if it was not; nothing is installed."""
    subprocess.run([REPOSITORY / "scripts/unpack-packages", UNPACKED, "postfix"], check=True, capture_output=True)


def environment():
    """Postfix keeps its libraries in a folder of its own."""
    return os.environ | {"LD_LIBRARY_PATH": str(UNPACKED / "usr/lib/postfix")}


class Postfix(Child):
    """A relay as it stands in offices.

    Without more it throws everything away at delivery. `relay` is a port to which it delivers instead; `mailbox` is an
    address whose mail, and that of what stands behind a +, it puts into the Maildir `self.maildir`.
    """

    def __init__(self, folder, relay=None, mailbox=None):
        # Its programs run as another user and must be able to pass through.
        Path(folder).chmod(0o711)
        work = Path(folder) / "postfix"
        self.queue, self.port = work / "queue", free_port()
        owner, group = pwd.getpwnam(OWNER), pwd.getpwnam(GROUP)
        for name in ("config", "queue/pid"):
            (work / name).mkdir(parents=True)
        for path, mode, of in [(self.queue / name, 0o700, 0) for name in QUEUES] + [
                (work / "data", 0o700, owner.pw_gid), (self.queue / "maildrop", 0o730, group.pw_gid),
                (self.queue / "public", 0o710, group.pw_gid)]:
            path.mkdir()
            os.chown(path, owner.pw_uid, of)
            path.chmod(mode)
        programs = UNPACKED / "usr/lib/postfix/sbin"
        self.maildir = work / "mail"
        transport = f"smtp:[127.0.0.1]:{relay}" if relay else "discard"
        local = ""
        if mailbox:
            # What the machine that takes mail in finds out about senders, SPF daemons and the like tell it.
            proof = "Authentication-Results: mx.in.example; spf=pass smtp.mailfrom=good.example"
            restrictions = f"inline:{{ {{ good.example = PREPEND {proof} }} }}"
            self.maildir.mkdir()
            os.chown(self.maildir, owner.pw_uid, owner.pw_gid)
            local = (REPOSITORY / "deploy/postfix.cf").read_text()
            for old, new in [
                    ("anpi@in.example.jp", mailbox), ("in.example.jp", mailbox.split("@")[1]),
                    ("/var/lib/anpi", str(work)), ("minimum_uid = 100", "minimum_uid = 1"),
                    ("uid_maps = static:990", f"uid_maps = static:{owner.pw_uid}"),
                    ("gid_maps = static:990", f"gid_maps = static:{owner.pw_gid}")]:
                assert old in local, f"deploy/postfix.cf has no “{old}”"
                local = local.replace(old, new)
            local += f"smtpd_sender_restrictions = check_sender_access {restrictions}\n"
        # A relay that slows its clients while it delivers (in_flow_delay) would measure its delivery.
        (work / "config/main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {self.queue}
data_directory = {work}/data
daemon_directory = {programs}
command_directory = {UNPACKED}/usr/sbin
mail_owner = {OWNER}
setgid_group = {GROUP}
import_environment = MAIL_CONFIG LD_LIBRARY_PATH TZ LANG=C
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = relay.example
mydestination =
alias_maps =
alias_database =
default_transport = {transport}
smtp_tls_security_level = none
smtp_connection_cache_on_demand = no
notify_classes =
in_flow_delay = 0
maillog_file = {work}/log
maillog_file_prefixes = {work}
{local}""")
        (work / "config/master.cf").write_text(f"""
127.0.0.1:{self.port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
discard unix - - n - - discard
smtp unix - - n - - smtp
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
""")
        # It signals its process group when it ends, and that must be its own.
        super().__init__(
            ["setsid", programs / "master", "-d", "-c", work / "config"], folder, "postfix",
            environment() | {"MAIL_CONFIG": str(work / "config")})
        wait_until(self.greets, 20, lambda: "Postfix greets: " + self.text()[-2000:])

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.port}"

    def greets(self):
        self.fail_if_ended()
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as client:
                return client.recv(200).startswith(b"220 ")
        except OSError:
            return False

    def waiting(self):
        """Mails that are in its queue."""
        return sum(len(files) for name in ("incoming", "active", "deferred")
                   for _, _, files in os.walk(self.queue / name))

    def drain(self):
        wait_until(lambda: not self.waiting(), 300, lambda: f"Postfix delivers: {self.waiting()} left", 0.2)

    def stop(self, seconds=30):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(seconds)
