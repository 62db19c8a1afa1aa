#!/usr/bin/python3
"""An SMTP server on a loopback port that keeps every mail and delivers none.

The demo shows people their mails with it, and the tests let it misbehave by script. See README.md in this folder.
"""

import argparse
import asyncio
import email
import email.policy
import fnmatch
import html
import itertools
import json
import os
import ssl
import sys
import time
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult

from loopback_http import Response, end_on_request, json_response, page_response, serve

PAGE_LENGTH = 100


class Mail:
    """One mail that was taken; its text is decoded when somebody looks at it."""

    def __init__(self, number, path, sender, recipients, received):
        self.number = number
        self.path = path
        self.sender = sender
        self.recipients = recipients
        self.received = received
        self.parsed = None

    def message(self):
        if self.parsed is None:
            with open(self.path, "rb") as file:
                self.parsed = email.message_from_binary_file(file, policy=email.policy.default)
        return self.parsed

    def header(self, name):
        return str(self.message().get(name, ""))

    def text(self):
        body = self.message().get_body(preferencelist=("plain", "html"))
        return body.get_content() if body else ""

    def summary(self):
        return {
            "id": self.number, "sender": self.sender, "to": self.recipients, "subject": self.header("subject"),
            "received": self.received, "messageID": self.header("message-id").strip("<>"),
        }

    def whole(self):
        headers = [[name, str(value)] for name, value in self.message().items()]
        return {**self.summary(), "from": self.header("from"), "headers": headers, "text": self.text()}


class Mailbox:
    """All mails, newest last: a Maildir that any mail program can open, and a list in memory."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("tmp", "new", "cur"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        self.mails = []
        self.by_recipient = {}
        self.numbers = itertools.count(1)
        for name in sorted(os.listdir(os.path.join(folder, "new"))):
            self.remember_stored(os.path.join(folder, "new", name))

    def remember_stored(self, path):
        with open(path, "rb") as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
        sender = str(message.get("Return-Path", "")).strip("<>")
        recipients = [str(value) for value in message.get_all("Delivered-To", [])]
        self.remember(path, sender, recipients, os.path.getmtime(path))

    def remember(self, path, sender, recipients, received):
        mail = Mail(next(self.numbers), path, sender, recipients, received)
        self.mails.append(mail)
        for recipient in recipients:
            self.by_recipient.setdefault(recipient.lower(), []).append(mail)
        return mail

    def store(self, sender, recipients, content):
        now = time.time()
        name = f"{int(now * 1_000_000):017d}.{os.getpid()}_{len(self.mails)}.anpi"
        temporary = os.path.join(self.folder, "tmp", name)
        head = "".join([f"Return-Path: <{sender}>\r\n", *(f"Delivered-To: {to}\r\n" for to in recipients)])
        with open(temporary, "wb") as file:
            file.write(head.encode("ascii", "replace") + content)
        path = os.path.join(self.folder, "new", name)
        os.rename(temporary, path)
        return self.remember(path, sender, recipients, now)

    def get(self, number):
        return self.mails[number - 1] if 1 <= number <= len(self.mails) else None

    def find(self, words):
        """Newest first; by whole address if there is one, else by a part of an address."""
        if not words:
            return self.mails[::-1]
        words = words.lower()
        exact = self.by_recipient.get(words)
        if exact is not None:
            return exact[::-1]
        return [mail for mail in reversed(self.mails) if any(words in to.lower() for to in mail.recipients)]


class Script:
    """What to do instead of taking a mail: the rules of the behaviour file."""

    PLACES = ("connect", "ehlo", "helo", "starttls", "auth", "mail", "rcpt", "data", "end", "quit")

    def __init__(self, rules):
        self.rules = rules
        self.used = {}
        for rule in rules:
            if rule.get("at", "rcpt") not in self.PLACES:
                raise SystemExit(f"a rule's \"at\" is one of {', '.join(self.PLACES)}")

    def rule(self, place, sender, recipient, client=None):
        for index, rule in enumerate(self.rules):
            if rule.get("at", "rcpt") != place:
                continue
            if not fnmatch.fnmatchcase((client or "").lower(), rule.get("client", "*").lower()):
                continue
            if not fnmatch.fnmatchcase((recipient or "").lower(), rule.get("to", "*").lower()):
                continue
            if not fnmatch.fnmatchcase((sender or "").lower(), rule.get("from", "*").lower()):
                continue
            times = rule.get("times")
            key = (index, (recipient or "").lower())
            if times is not None and self.used.get(key, 0) >= times:
                continue
            self.used[key] = self.used.get(key, 0) + 1
            return rule
        return None


class Catcher(SMTP):
    """One SMTP connection; counts itself."""

    def __init__(self, program, *arguments, **options):
        super().__init__(*arguments, **options)
        self.program = program
        self.pace = None

    async def push(self, status):
        if self.pace is None:
            return await super().push(status)
        for byte in (status.encode("ascii") if isinstance(status, str) else status) + b"\r\n":
            # Nothing waits behind the last byte: after STARTTLS the other side begins at once.
            await asyncio.sleep(self.pace)
            self._writer.write(bytes([byte]))

    def connection_made(self, transport):
        is_new = self.transport is None  # STARTTLS comes here a second time
        super().connection_made(transport)
        if is_new:
            counts = self.program.counts
            counts["connections"] += 1
            counts["open"] += 1
            counts["peak"] = max(counts["peak"], counts["open"])

    def connection_lost(self, error):
        super().connection_lost(error)
        self.program.counts["open"] -= 1

    async def _handle_client(self):
        if await self.scripted("connect"):
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_STARTTLS(self, argument):
        if not await self.scripted("starttls"):
            await super().smtp_STARTTLS(argument)

    async def smtp_AUTH(self, argument):
        if not await self.scripted("auth"):
            await super().smtp_AUTH(argument)

    async def smtp_DATA(self, argument):
        envelope = self.envelope
        for recipient in envelope.rcpt_tos if envelope else []:
            if await self.scripted("data", envelope.mail_from, recipient):
                return
        await super().smtp_DATA(argument)

    async def scripted(self, place, sender=None, recipient=None):
        """Does what a rule says for this place; true if that was the reply."""
        client = self.session.host_name if self.session else None
        rule = self.program.script.rule(place, sender, recipient, client)
        reply = await self.program.act(self, rule) if rule else None
        if reply is not None:
            await self.push(reply)
        return reply is not None


class Program:
    """The server's state and the hooks that aiosmtpd calls."""

    def __init__(self, mailbox, script, is_plain):
        self.mailbox = mailbox
        self.script = script
        self.is_plain = is_plain
        self.counts = {"connections": 0, "open": 0, "peak": 0, "offered": 0, "tls": 0, "logins": 0, "goodbyes": 0}

    async def act(self, server, rule):
        """Does what a rule says; returns the reply to send, or None to go on as usual."""
        if rule.get("delay"):
            await asyncio.sleep(rule["delay"])
        server.pace = rule.get("pace", server.pace)
        if rule.get("hang") or rule.get("drop"):
            if rule.get("reply"):
                await server.push(rule["reply"])
            if rule.get("drop"):
                # What was pushed goes out first.
                server.transport.close() if rule.get("reply") else server.transport.abort()
            await asyncio.Event().wait()  # until the other side hangs up
        return rule.get("reply")

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        rule = self.script.rule("ehlo", None, None, hostname)
        reply = await self.act(server, rule) if rule else None
        if reply:
            return [reply]
        return responses if self.is_plain else [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_HELO(self, server, session, envelope, hostname):
        session.host_name = hostname
        rule = self.script.rule("helo", None, None, hostname)
        reply = await self.act(server, rule) if rule else None
        return reply or f"250 {server.hostname}"

    async def handle_MAIL(self, server, session, envelope, address, options):
        rule = self.script.rule("mail", address, None, session.host_name)
        reply = await self.act(server, rule) if rule else None
        if reply:
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        rule = self.script.rule("rcpt", envelope.mail_from, address, session.host_name)
        reply = await self.act(server, rule) if rule else None
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        self.counts["offered"] += 1
        if server.transport.get_extra_info("ssl_object") is not None:
            self.counts["tls"] += 1
        if session.authenticated:
            self.counts["logins"] += 1
        stored = None
        for recipient in envelope.rcpt_tos:
            rule = self.script.rule("end", envelope.mail_from, recipient, session.host_name)
            if rule is None:
                continue
            if rule.get("store"):
                stored = self.mailbox.store(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
            reply = await self.act(server, rule)
            if reply:
                return reply
        if stored is None:
            stored = self.mailbox.store(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        return f"250 2.0.0 Ok: queued as C{stored.number:08X}"

    async def handle_QUIT(self, server, session, envelope):
        self.counts["goodbyes"] += 1
        rule = self.script.rule("quit", None, None)
        reply = await self.act(server, rule) if rule else None
        return reply or "221 Bye"

    async def http(self, request):
        parts = [part for part in request.path.split("/") if part]
        if request.method not in ("GET", "HEAD"):
            return Response(405, "Only GET here\n")
        if not parts:
            return page_response(list_page(self.mailbox, request.query))
        if parts == ["counts"]:
            return json_response({**self.counts, "messages": len(self.mailbox.mails)})
        if parts[0] == "messages" and len(parts) == 1:
            found = self.mailbox.find(request.query.get("to", ""))
            limit = min(int(request.query.get("limit", "100")), 10_000)
            detail = Mail.whole if request.query.get("whole") == "1" else Mail.summary
            return json_response({"count": len(found), "messages": [detail(mail) for mail in found[:limit]]})
        number = parts[1] if len(parts) in (2, 3) else ""
        mail = self.mailbox.get(int(number)) if number.isdigit() else None
        if mail is None:
            return Response(404, "No such mail\n")
        if parts[0] == "messages" and parts[2:] == ["raw"]:
            with open(mail.path, "rb") as file:
                return Response(200, file.read(), "message/rfc822")
        if parts[0] == "messages" and len(parts) == 2:
            return json_response(mail.whole())
        if parts[0] == "mail" and len(parts) == 2:
            return page_response(mail_page(mail))
        return Response(404, "Nothing here\n")


STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #888; --accent: #0b5cad; }
body { font: 16px/1.6 system-ui, "Noto Sans CJK JP", sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.25rem; margin: .5rem 0; } a { color: var(--accent); } form { display: flex; gap: .5rem; margin: 1rem 0; }
input, button { font: inherit; padding: .4rem .6rem; } input { flex: 1; min-width: 0; }
ol { list-style: none; padding: 0; margin: 0; } li { border-top: 1px solid var(--line); }
li a { display: block; padding: .6rem .25rem; text-decoration: none; color: inherit; overflow-wrap: anywhere; }
li a:hover, li a:focus { background: #8882; } b { display: block; font-weight: 600; }
small { color: var(--soft); } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: 1px solid var(--line); border-radius: .5rem;
  padding: 1rem; } nav { margin: 1rem 0; display: flex; justify-content: space-between; }
@media (prefers-color-scheme: dark) { :root { --accent: #7db7f5; } }
"""


def page(title, body):
    return (
        f"<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        f"<title>{html.escape(title)}</title><style>{STYLE}</style><body>{body}</body></html>"
    )


def clock(seconds):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def list_page(mailbox, query):
    words = query.get("to", "")
    first = int(query["from"]) if query.get("from", "").isdigit() else 0
    found = mailbox.find(words)
    rows = "".join(
        f"<li><a href=\"/mail/{mail.number}\"><b>{html.escape(mail.header('subject') or '（件名なし）')}</b>"
        f"{html.escape(', '.join(mail.recipients))}<br><small>{clock(mail.received)}</small></a></li>"
        for mail in found[first:first + PAGE_LENGTH]
    )

    def link(start, text):
        return f"<a href=\"/?to={quote(words)}&amp;from={start}\">{text}</a>"

    newer = link(max(0, first - PAGE_LENGTH), "← 新しいメール Newer") if first else "<span></span>"
    older = link(first + PAGE_LENGTH, "古いメール Older →") if first + PAGE_LENGTH < len(found) else ""
    return page("受信箱 Caught mails", (
        f"<h1>受信箱 Caught mails <small>{len(found)}</small></h1>"
        f"<form><input type=\"search\" name=\"to\" value=\"{html.escape(words)}\" aria-label=\"宛先 Recipient\" "
        f"placeholder=\"宛先の一部 Part of the recipient's address\"><button>検索 Search</button></form>"
        f"<ol>{rows or '<li><p>メールはまだありません。 No mail yet.</p></li>'}</ol><nav>{newer}{older}</nav>"
    ))


def mail_page(mail):
    shown = [("差出人 From", mail.header("from")), ("宛先 To", ", ".join(mail.recipients)),
             ("日時 Date", mail.header("date")), ("受信 Received", clock(mail.received)),
             ("Message-ID", mail.header("message-id"))]
    rows = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in shown)
    return page(mail.header("subject"), (
        f"<nav><a href=\"/\">← 受信箱 All mails</a><a href=\"/messages/{mail.number}/raw\">原文 Source</a></nav>"
        f"<h1>{html.escape(mail.header('subject'))}</h1><dl>{rows}</dl><pre>{linked(mail.text())}</pre>"
    ))


def linked(text):
    """The text with its http addresses as links."""
    result = []
    for word in text.replace("\r\n", "\n").split("\n"):
        parts = word.split(" ")
        result.append(" ".join(
            f"<a href=\"{html.escape(part)}\">{html.escape(part)}</a>"
            if part.startswith(("http://", "https://")) else html.escape(part) for part in parts))
    return "\n".join(result)


def tls_context(arguments):
    if not arguments.certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(arguments.certificate, arguments.key)
    return context


def authenticator(arguments):
    if not arguments.login:
        return None
    user, _, password = arguments.login.partition(":")

    def check(server, session, envelope, mechanism, data):
        given = (data.login, data.password)
        return AuthResult(success=given == (user.encode(), password.encode()), handled=False)

    return check


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp-port", type=int, default=0, help="loopback port for SMTP; 0 takes a free one")
    parser.add_argument("--http-port", type=int, default=0, help="loopback port for the page; 0 takes a free one")
    parser.add_argument("--folder", required=True, help="a Maildir; made if it isn't there")
    parser.add_argument("--behaviour", help="JSON file with rules")
    parser.add_argument("--certificate", help="PEM file; offers STARTTLS")
    parser.add_argument("--key", help="PEM file of the certificate's key")
    parser.add_argument("--implicit-tls", action="store_true", help="TLS from the first byte instead of STARTTLS")
    parser.add_argument("--require-tls", action="store_true", help="no mail without STARTTLS")
    parser.add_argument("--no-pipelining", action="store_true", help="does not offer to take commands together")
    parser.add_argument("--login", help="name:password that must be given")
    parser.add_argument("--end-with-parent", action="store_true", help="end when the program that started this one is gone")
    arguments = parser.parse_args()

    rules = []
    if arguments.behaviour:
        with open(arguments.behaviour, encoding="utf-8") as file:
            rules = json.load(file).get("rules", [])
    program = Program(Mailbox(arguments.folder), Script(rules), arguments.no_pipelining)
    context = tls_context(arguments)
    check = authenticator(arguments)

    def connection():
        return Catcher(
            program, program, hostname="catcher.localhost", ident="mail-catcher", timeout=600,
            tls_context=None if arguments.implicit_tls else context, require_starttls=arguments.require_tls,
            authenticator=check, auth_required=check is not None,
            auth_require_tls=context is not None and not arguments.implicit_tls)

    loop = asyncio.get_running_loop()
    smtp = await loop.create_server(
        connection, "127.0.0.1", arguments.smtp_port, backlog=1024, ssl=context if arguments.implicit_tls else None)
    web = await serve(program.http, arguments.http_port)
    stopped = end_on_request(arguments.end_with_parent)
    print(f"ready smtp={smtp.sockets[0].getsockname()[1]} http={web.sockets[0].getsockname()[1]}", flush=True)
    await stopped.wait()
    smtp.close()
    web.close()


if __name__ == "__main__":
    asyncio.run(main())
    sys.exit(0)
