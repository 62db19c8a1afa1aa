#!/usr/bin/python3
"""A gateway that rings nobody and texts nobody: it speaks the widely used call and message API on a loopback port.

Calls go the way a script says, callbacks are signed like those of the real gateway. See README.md in this folder.
"""

import argparse
import asyncio
import base64
import fnmatch
import hashlib
import hmac
import html
import json
import secrets
import sys
import time
from email.utils import formatdate
from urllib.parse import urlencode
from xml.etree import ElementTree

from loopback_http import Client, Raw, Response, end_on_request, json_response, page_response, serve

FINAL = ("completed", "busy", "no-answer", "failed", "canceled")
PAGE_LENGTH = 200
DEFAULT_RULE = {"outcome": "answer", "ring": 4, "listen": 6}


class Call:
    """One call and its story."""

    def __init__(self, form, rule):
        self.sid = "CA" + secrets.token_hex(16)
        self.to = form["To"]
        self.sender = form["From"]
        self.reference = form.get("Reference", "")
        self.callback = form.get("StatusCallback", "")
        self.ring_timeout = float(form.get("Timeout", "60"))
        self.rule = rule
        self.status = "queued"
        self.answered_by = None
        self.error = None
        self.pressed = None
        self.created = time.time()
        self.sequence = 0
        self.story = []
        self.hung_up = asyncio.Event()
        self.spoken, self.farewell, self.key_url = read_script(form.get("Twiml", ""))
        self.reply = []

    def move(self, status):
        self.status = status
        self.story.append([round(time.time() - self.created, 3), status])

    def as_json(self):
        return {
            "sid": self.sid, "to": self.to, "from": self.sender, "reference": self.reference, "status": self.status,
            "answered_by": self.answered_by, "error_code": self.error,
        }

    def whole(self):
        return {**self.as_json(), "created": self.created, "pressed": self.pressed, "story": self.story,
                "spoken": self.spoken, "farewell": self.farewell, "reply": self.reply}


class IncomingCall(Call):
    """A call that somebody makes to our number, who presses keys as the request for it says."""

    def __init__(self, form):
        super().__init__({"To": form["To"], "From": form.get("From", "")}, DEFAULT_RULE)
        self.callback = form["Url"]
        self.presses = [keys for keys in form.get("Presses", "").split(",") if keys]
        self.turns = []

    def whole(self):
        return {**super().whole(), "turns": self.turns}

    def hear(self, answer):
        """What a script says, how many keys it waits for and where they go; None where it hangs up."""
        root = ElementTree.fromstring(answer)
        gather = root.find("Gather")
        lines = [said(element) for element in (gather if gather is not None else root).iter("Say")]
        self.spoken += lines
        self.turns.append({"said": lines, "typed": None})
        if gather is None:
            return None
        return int(gather.get("numDigits", "32")), gather.get("finishOnKey", "#"), gather.get("action", "")


def read_script(markup):
    """What is said before a key is awaited, what after, and where the key goes."""
    if not markup:
        return [], [], ""
    root = ElementTree.fromstring(markup)
    gather = root.find("Gather")
    spoken = [said(element) for element in (gather if gather is not None else root).iter("Say")]
    farewell = [said(element) for element in root.findall("Say")] if gather is not None else []
    return spoken, farewell, gather.get("action", "") if gather is not None else ""


def said(element):
    return {"language": element.get("language", ""), "text": element.text or ""}


class Gateway:
    """Accounts, rules and calls."""

    def __init__(self, settings, speed):
        self.account = settings["account"]
        self.token = settings["token"]
        self.key = settings["callbackKey"].encode("utf-8")
        self.rules = settings.get("rules", [])
        self.message_rules = settings.get("messageRules", [])
        self.messages = []
        self.speed = speed
        self.calls = {}
        self.order = []
        self.by_reference = {}
        self.used = {}
        self.client = Client()
        self.running = set()
        self.counts = {
            "connections": 0, "requests": 0, "created": 0, "incoming": 0, "callbacks": 0, "callbackFailures": 0,
        }

    def count_connection(self):
        self.counts["connections"] += 1

    def rule(self, number, rules=None):
        rules = self.rules if rules is None else rules
        for index, rule in enumerate(rules):
            if not fnmatch.fnmatchcase(number, rule.get("to", "*")):
                continue
            key = (id(rules), index, number)
            if rule.get("times") is not None and self.used.get(key, 0) >= rule["times"]:
                continue
            self.used[key] = self.used.get(key, 0) + 1
            return {**DEFAULT_RULE, **rule}
        return DEFAULT_RULE

    # The API

    async def http(self, request):
        parts = [part for part in request.path.split("/") if part]
        if "Accounts" in parts:
            return await self.api(request, parts[parts.index("Accounts") + 1:])
        if parts == ["incoming"] and request.method == "POST":
            return await self.take_call(request.form())
        if request.method not in ("GET", "HEAD"):
            return Response(405, "Only GET here\n")
        if not parts:
            return page_response(list_page(self, request.query))
        if parts == ["counts"]:
            return json_response({**self.counts, "calls": len(self.order)})
        if parts == ["calls.json"]:
            to = request.query.get("to")
            found = [call.whole() for call in reversed(self.order) if to in (None, call.to)]
            limit = min(int(request.query.get("limit", "100")), 10_000)
            return json_response({"count": len(found), "calls": found[:limit]})
        if parts == ["messages.json"]:
            to = request.query.get("to")
            found = [message for message in reversed(self.messages) if to in (None, message["to"])]
            return json_response({"count": len(found), "messages": found[:100]})
        return Response(404, "Nothing here\n")

    async def api(self, request, parts):
        self.counts["requests"] += 1
        wanted = "Basic " + base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        if not hmac.compare_digest(request.headers.get("authorization", ""), wanted):
            return problem(401, 20003, "Authenticate")
        if not parts or parts[0] != self.account:
            return problem(404, 20404, "No such account")
        rest = parts[1:]
        if rest == ["Messages.json"] and request.method == "POST":
            return await self.take_message(request.form())
        if rest == ["Calls.json"]:
            if request.method == "POST":
                return await self.create(request.form())
            reference = request.query.get("Reference")
            calls = self.by_reference.get(reference, []) if reference else self.order[::-1]
            return json_response({"calls": [call.as_json() for call in calls[:50]]})
        if len(rest) == 2 and rest[0] == "Calls" and rest[1].endswith(".json"):
            call = self.calls.get(rest[1][:-len(".json")])
            if call is None:
                return problem(404, 20404, "No such call")
            if request.method == "POST" and request.form().get("Status") in ("completed", "canceled"):
                call.hung_up.set()
            return json_response(call.as_json())
        return problem(404, 20404, "Nothing here")

    async def refusal(self, rule):
        """What a rule says instead of taking the call or message, or None."""
        outcome = rule["outcome"]
        if outcome == "invalid":
            return problem(400, 21211, "Invalid 'To' phone number")
        if outcome == "reply":
            headers = []
            if "retryAfter" in rule:
                headers.append(("Retry-After", str(rule["retryAfter"])))
            if "retryAfterDate" in rule:
                headers.append(("Retry-After", formatdate(time.time() + rule["retryAfterDate"], usegmt=True)))
            if "location" in rule:
                headers.append(("Location", rule["location"]))
            return Response(rule["status"], rule.get("body", "{}"), "application/json", headers)
        if outcome == "hang":
            await asyncio.sleep(rule.get("seconds", 600))
            return Raw()
        if outcome == "drop":
            return Raw()
        return None

    async def take_message(self, form):
        """A short message: taken, and delivered to nobody."""
        for field in ("To", "From", "Body"):
            if not form.get(field):
                return problem(400, 21602 if field == "Body" else 21201, f"{field} is missing")
        rule = self.rule(form["To"], self.message_rules)
        refusal = await self.refusal(rule)
        if refusal is not None:
            return refusal
        message = {
            "sid": "SM" + secrets.token_hex(16), "to": form["To"], "from": form["From"], "body": form["Body"],
            "status": "queued", "created": time.time(),
        }
        self.messages.append(message)
        if rule["outcome"] == "garbage":
            return Response(201, "<html>it worked, probably</html>", "text/html")
        if rule["outcome"] == "accept-and-drop":
            return Raw()
        return json_response({key: message[key] for key in ("sid", "to", "from", "status")}, 201)

    async def create(self, form):
        for field in ("To", "From", "Twiml"):
            if not form.get(field):
                return problem(400, 21201, f"{field} is missing")
        rule = self.rule(form["To"])
        refusal = await self.refusal(rule)
        if refusal is not None:
            return refusal
        outcome = rule["outcome"]
        try:
            call = Call(form, rule)
        except ElementTree.ParseError:
            return problem(400, 12100, "The script is not well formed")
        self.calls[call.sid] = call
        self.order.append(call)
        self.by_reference.setdefault(call.reference, []).insert(0, call)
        self.counts["created"] += 1
        task = asyncio.get_running_loop().create_task(self.play(call))
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        if outcome == "garbage":
            return Response(201, "<html>it worked, probably</html>", "text/html")
        if outcome == "accept-and-drop":
            return Raw()
        return json_response(call.as_json(), 201)

    # The calls

    async def wait(self, call, seconds):
        """Waits in the simulated time; true if the call was ended meanwhile."""
        try:
            await asyncio.wait_for(call.hung_up.wait(), seconds / self.speed)
            return True
        except asyncio.TimeoutError:
            return False

    async def play(self, call):
        """A call from dialling to its end."""
        rule = call.rule
        outcome = rule["outcome"]
        await self.step(call, "initiated")
        if outcome == "failed":
            call.error = rule.get("error", 404)
            return await self.step(call, "failed")
        if outcome == "busy":
            return await self.step(call, "busy")
        await self.step(call, "ringing")
        rings = call.ring_timeout if outcome == "no-answer" else min(rule["ring"], call.ring_timeout)
        if await self.wait(call, rings):
            return await self.step(call, "canceled")
        if outcome == "no-answer" or rule["ring"] > call.ring_timeout:
            return await self.step(call, "no-answer")
        call.answered_by = "machine_start" if outcome == "voicemail" else "human"
        await self.step(call, "in-progress")
        if outcome != "voicemail":
            for key in rule.get("presses", ""):
                if await self.wait(call, rule["listen"]):
                    break
                call.pressed = (call.pressed or "") + key
                await self.press(call, key)
        await self.wait(call, 1)
        await self.step(call, "completed")

    async def take_call(self, form):
        """Somebody calls our number; answers with all that was said when the call is over."""
        for field in ("To", "Url"):
            if not form.get(field):
                return problem(400, 21201, f"{field} is missing")
        call = IncomingCall(form)
        self.calls[call.sid] = call
        self.order.append(call)
        self.counts["incoming"] += 1
        call.answered_by = "human"
        call.move("in-progress")
        answer = await self.report(call, call.callback, {})
        while answer:
            wanted = call.hear(answer)
            if wanted is None or not call.presses:
                break
            most, closing, url = wanted
            keys = call.presses.pop(0)
            call.turns[-1]["typed"] = len(keys)
            answer = await self.report(call, url, {"Digits": keys.split(closing)[0][:most]})
        call.move("completed")
        await self.report(call, call.callback, {})
        return json_response(call.whole())

    async def step(self, call, status):
        call.move(status)
        await self.report(call, call.callback, {})

    async def press(self, call, key):
        answer = await self.report(call, call.key_url, {"Digits": key})
        if answer:
            try:
                root = ElementTree.fromstring(answer)
                call.reply = [said(element) for element in root.iter("Say")]
            except ElementTree.ParseError:
                call.reply = []

    async def report(self, call, url, more):
        """Sends a signed report, up to three times with the same event id; returns the reply's body."""
        if not url:
            return b""
        form = {
            "EventId": "EV" + secrets.token_hex(16), "CallSid": call.sid, "Reference": call.reference, "To": call.to,
            "From": call.sender, "CallStatus": call.status, "SequenceNumber": call.sequence, **more,
        }
        if call.answered_by:
            form["AnsweredBy"] = call.answered_by
        if call.error:
            form["ErrorCode"] = call.error
        call.sequence += 1
        body = urlencode(form).encode("ascii")
        for attempt in range(3):
            stamp = str(int(time.time()))
            signature = hmac.new(self.key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
            headers = [
                ("Content-Type", "application/x-www-form-urlencoded"), ("Anpi-Timestamp", stamp),
                ("Anpi-Signature", "v1=" + signature),
            ]
            try:
                status, answer = await self.client.post(url, headers, body)
                if status < 500:
                    self.counts["callbacks"] += 1
                    return answer
            except (OSError, ValueError, asyncio.TimeoutError):
                pass
            await asyncio.sleep(0.2 * (attempt + 1))
        self.counts["callbackFailures"] += 1
        return b""


def problem(status, code, message):
    return json_response({"code": code, "message": message, "status": status}, status)


STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #888; }
body { font: 16px/1.6 system-ui, "Noto Sans CJK JP", sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.25rem; } ol { list-style: none; padding: 0; } li { border-top: 1px solid var(--line); padding: .6rem .25rem;
  overflow-wrap: anywhere; } b { font-variant-numeric: tabular-nums; } small { color: var(--soft); display: block; }
form { display: flex; gap: .5rem; } input, button { font: inherit; padding: .4rem .6rem; } input { flex: 1; min-width: 0; }
.state { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; } q { display: block; margin: .3rem 0; quotes: "「" "」"; }
"""
WORDS = {
    "queued": "待機中 queued", "initiated": "発信中 dialling", "ringing": "呼出中 ringing", "in-progress": "通話中 talking",
    "completed": "終了 completed", "busy": "話し中 busy", "no-answer": "応答なし no answer", "failed": "不通 failed",
    "canceled": "取りやめ cancelled",
}


def list_page(gateway, query):
    to = query.get("to", "")
    found = [call for call in reversed(gateway.order) if to in call.to]
    rows = []
    for call in found[:PAGE_LENGTH]:
        spoken = "".join(f"<q lang=\"{html.escape(line['language'])}\">{html.escape(line['text'])}</q>" for line in call.spoken)
        reply = "".join(f"<q>{html.escape(line['text'])}</q>" for line in call.reply)
        pressed = f" キー <b>{html.escape(call.pressed)}</b>" if call.pressed else ""
        machine = " 留守番電話 voicemail" if (call.answered_by or "").startswith("machine") else ""
        when = time.strftime("%H:%M:%S", time.localtime(call.created))
        rows.append(
            f"<li><b>{html.escape(call.to)}</b> <span class=\"state\">{WORDS[call.status]}</span>{machine}{pressed}"
            f"<small>{when} {html.escape(call.sid)}</small>{spoken}{reply}</li>")
    return (
        "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        f"<title>発信記録 Calls</title><style>{STYLE}</style><h1>発信記録 Calls ({len(found)})</h1>"
        f"<form><input type=\"search\" name=\"to\" value=\"{html.escape(to)}\" aria-label=\"電話番号 Number\" "
        "placeholder=\"電話番号の一部 Part of a number\"><button>検索 Search</button></form>"
        f"<ol>{''.join(rows) or '<li>発信はまだありません。 No call yet.</li>'}</ol></html>"
    )


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--http-port", type=int, default=0, help="loopback port; 0 takes a free one")
    parser.add_argument("--config", required=True, help="JSON file: account, token, callbackKey, rules")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster than life the telephone is")
    parser.add_argument("--end-with-parent", action="store_true", help="end when the program that started this one is gone")
    arguments = parser.parse_args()
    if arguments.speed <= 0:
        parser.error("--speed is a positive number")
    with open(arguments.config, encoding="utf-8") as file:
        gateway = Gateway(json.load(file), arguments.speed)
    web = await serve(gateway.http, arguments.http_port, gateway.count_connection)
    stopped = end_on_request(arguments.end_with_parent)
    print(f"ready http={web.sockets[0].getsockname()[1]}", flush=True)
    await stopped.wait()
    web.close()


if __name__ == "__main__":
    asyncio.run(main())
    sys.exit(0)
