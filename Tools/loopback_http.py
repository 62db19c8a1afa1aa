"""A small HTTP/1.1 server and client on asyncio, for the stand-alone programs in this folder.

They talk on loopback addresses only. Nothing here is meant for a network: there is no TLS and no patience with odd
requests.
"""

import asyncio
import json
import os
import signal
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAXIMUM_HEAD = 32_768
MAXIMUM_BODY = 1_048_576
REASONS = {
    200: "OK", 201: "Created", 204: "No Content", 304: "Not Modified", 400: "Bad Request", 401: "Unauthorized",
    404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 429: "Too Many Requests",
    500: "Internal Server Error", 503: "Service Unavailable",
}


class Request:
    """One request as it was received."""

    def __init__(self, method, target, headers, body):
        self.method = method
        parts = urlsplit(target)
        self.path = parts.path
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.headers = headers
        self.body = body

    def form(self):
        """The fields of a form body; a field that is there several times keeps its last value."""
        return dict(parse_qsl(self.body.decode("utf-8"), keep_blank_values=True))


class Response:
    """One response; `body` is text or bytes."""

    def __init__(self, status=200, body=b"", content_type="text/plain; charset=utf-8", headers=()):
        self.status = status
        self.body = body.encode("utf-8") if isinstance(body, str) else body
        self.headers = [("Content-Type", content_type), *headers]


class Raw:
    """Bytes sent instead of a response, after which the connection is closed; none at all for a silent hang-up."""

    def __init__(self, data=b""):
        self.data = data


def json_response(value, status=200, headers=()):
    """A response with a JSON body."""
    return Response(status, json.dumps(value, ensure_ascii=False), "application/json; charset=utf-8", headers)


def page_response(html):
    """A response with a page that needs and may run no script."""
    return Response(200, html, "text/html; charset=utf-8", [
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"), ("Cache-Control", "no-store"),
    ])


def end_on_request(with_parent):
    """An event that is set on SIGTERM or SIGINT, and if asked for when the parent process is gone."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    names = (signal.SIGTERM, signal.SIGINT)
    for name in names:
        loop.add_signal_handler(name, stopped.set)
    # A program that is started from a worker thread inherits that thread's blocked signals.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, names)
    parent = os.getppid()

    def look():
        if os.getppid() == parent:
            loop.call_later(0.5, look)
        else:
            stopped.set()

    if with_parent:
        look()
    return stopped


async def serve(handle, port, on_connection=None):
    """Serves `await handle(request)` on a loopback port; 0 takes a free one. Returns the server."""

    async def connection(reader, writer):
        if on_connection:
            on_connection()
        try:
            while True:
                request = await read_request(reader)
                if request is None:
                    break
                response = await handle(request)
                if isinstance(response, Raw):
                    writer.write(response.data)
                    break
                writer.write(encoded(response, request.method == "HEAD"))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(connection, "127.0.0.1", port, limit=MAXIMUM_HEAD, backlog=1024)


async def read_request(reader):
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as ended:
        if ended.partial:
            raise
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ", 2)
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", "0"))
    if length > MAXIMUM_BODY or "transfer-encoding" in headers:
        raise ValueError("a body of this kind is not read here")
    return Request(method, target, headers, await reader.readexactly(length) if length else b"")


def encoded(response, without_body):
    lines = [f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Other')}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    if response.status not in (204, 304):
        lines.append(f"Content-Length: {len(response.body)}")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    return head if without_body or response.status in (204, 304) else head + response.body


class Client:
    """Posts to loopback addresses over kept connections, a few at a time."""

    def __init__(self, connections=16):
        self.slots = asyncio.Semaphore(connections)
        self.idle = {}

    async def post(self, url, headers, body):
        """Returns (status, body). Raises OSError or ValueError if there is no usable reply."""
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname not in LOOPBACK:
            raise ValueError("only http addresses of this machine are called")
        key = (parts.hostname, parts.port or 80)
        target = parts.path or "/"
        if parts.query:
            target += "?" + parts.query
        lines = [f"POST {target} HTTP/1.1", f"Host: {parts.netloc}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        data = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
        async with self.slots:
            return await asyncio.wait_for(self.exchange(key, data), 15)

    async def exchange(self, key, data):
        pool = self.idle.setdefault(key, [])
        reader, writer = pool.pop() if pool else await asyncio.open_connection(*key)
        keep = False
        try:
            writer.write(data)
            await writer.drain()
            status, headers, body = await read_response(reader)
            keep = headers.get("connection", "").lower() != "close"
            return status, body
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the connection ended early") from error
        finally:
            if keep:
                pool.append((reader, writer))
            else:
                writer.close()


async def read_response(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")[:-2]
    status = int(first.split(" ", 2)[1])
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if status in (204, 304):
        return status, headers, b""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = b""
        while True:
            size = int((await reader.readline()).split(b";")[0], 16)
            chunk = await reader.readexactly(size + 2)
            if size == 0:
                return status, headers, body
            body += chunk[:-2]
    return status, headers, await reader.readexactly(int(headers.get("content-length", "0")))
