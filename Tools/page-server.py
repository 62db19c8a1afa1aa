#!/usr/bin/python3
"""A web server on a loopback port that serves a folder, misbehaves by script, and remembers what it was sent.

The tests use it as a feed and as the receiver of callbacks. See README.md in this folder.
"""

import argparse
import asyncio
import fnmatch
import gzip
import hashlib
import json
import os
import sys
from email.utils import formatdate

from loopback_http import Raw, Response, end_on_request, json_response, serve

TYPES = {".xml": "application/xml; charset=utf-8", ".json": "application/json; charset=utf-8",
         ".html": "text/html; charset=utf-8"}


class Pages:
    """The folder, the rules and the requests so far."""

    def __init__(self, folder, rules):
        self.folder = os.path.realpath(folder)
        self.rules = rules
        self.used = {}
        self.requests = []
        self.connections = 0
        self.changed = asyncio.Condition()

    def count_connection(self):
        self.connections += 1

    async def http(self, request):
        if request.path == "/requests":
            return await self.report(request)
        async with self.changed:
            self.requests.append({
                "method": request.method, "path": request.path, "headers": request.headers,
                "body": request.body.decode("utf-8", "replace"),
            })
            self.changed.notify_all()
        rule = self.rule(request)
        if rule is not None:
            return await self.act(rule)
        return self.page(request)

    async def report(self, request):
        """The requests to `path`, once there are `count` of them or 30 seconds have passed."""
        path = request.query.get("path", "*")

        def found():
            return [seen for seen in self.requests if fnmatch.fnmatchcase(seen["path"], path)]

        async with self.changed:
            try:
                count = int(request.query.get("count", "0"))
                await asyncio.wait_for(self.changed.wait_for(lambda: len(found()) >= count), 30)
            except asyncio.TimeoutError:
                pass
            return json_response({"connections": self.connections, "requests": found()})

    def rule(self, request):
        for index, rule in enumerate(self.rules):
            if not fnmatch.fnmatchcase(request.path, rule.get("path", "*")):
                continue
            if rule.get("method", request.method) != request.method:
                continue
            if rule.get("times") is not None and self.used.get(index, 0) >= rule["times"]:
                continue
            self.used[index] = self.used.get(index, 0) + 1
            return rule
        return None

    async def act(self, rule):
        if rule.get("delay"):
            await asyncio.sleep(rule["delay"])
        if rule.get("hang"):
            await asyncio.sleep(600)
        if rule.get("drop") or rule.get("hang"):
            return Raw(rule.get("raw", "").encode("utf-8"))
        if "raw" in rule:
            return Raw(rule["raw"].encode("utf-8"))
        body = rule.get("body", "") * rule.get("repeat", 1)
        headers = list(rule.get("headers", {}).items())
        content = body.encode("utf-8")
        if rule.get("gzip"):
            content = gzip.compress(content)
            headers.append(("Content-Encoding", "gzip"))
        return Response(rule.get("status", 200), content, rule.get("type", "text/plain; charset=utf-8"), headers)

    def page(self, request):
        path = os.path.realpath(os.path.join(self.folder, request.path.lstrip("/")))
        if request.method not in ("GET", "HEAD") or not path.startswith(self.folder + os.sep) or not os.path.isfile(path):
            return Response(404, "Nothing here\n")
        with open(path, "rb") as file:
            content = file.read()
        tag = '"' + hashlib.sha256(content).hexdigest()[:16] + '"'
        date = formatdate(os.path.getmtime(path), usegmt=True)
        headers = [("ETag", tag), ("Last-Modified", date)]
        wanted = request.headers.get("if-none-match")
        same = tag == wanted if wanted else request.headers.get("if-modified-since") == date
        if same:
            return Response(304, b"", headers=headers)
        return Response(200, content, TYPES.get(os.path.splitext(path)[1], "application/octet-stream"), headers)


async def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--http-port", type=int, default=0, help="loopback port; 0 takes a free one")
    parser.add_argument("--folder", required=True, help="what is served")
    parser.add_argument("--behaviour", help="JSON file with rules")
    parser.add_argument("--end-with-parent", action="store_true", help="end when the program that started this one is gone")
    arguments = parser.parse_args()
    rules = []
    if arguments.behaviour:
        with open(arguments.behaviour, encoding="utf-8") as file:
            rules = json.load(file).get("rules", [])
    pages = Pages(arguments.folder, rules)
    web = await serve(pages.http, arguments.http_port, pages.count_connection)
    stopped = end_on_request(arguments.end_with_parent)
    print(f"ready http={web.sockets[0].getsockname()[1]}", flush=True)
    await stopped.wait()
    web.close()


if __name__ == "__main__":
    asyncio.run(main())
    sys.exit(0)
