"""What people do beside answering: they log in, look for a place, and stay connected."""

import http.client
import json
import selectors
import socket
import time
import urllib.parse
from statistics import mean

from figures import Figure, median, memory, percentile, processor_seconds
from installation import PASSWORD
from limits import beside_hashes
from load import Load, Paced, presses
from world import Asked, same_password

# After so many seconds the server has given back what a storm took.
REST = 20
QUERIES = ("千代田", "ななお", "nanao", "石川", "能登", "せんだい", "osaka", "上越", "長野", "ほげ")


def logins(folder, size):
    """Everybody logs in at once, and those who answer do not notice."""
    people = min(size.people, 1000)
    asked = Asked(folder, people, ANPI_BEHIND_PROXY="yes")
    same_password(asked.anpi.database.path)
    url = asked.url
    pressing = presses(asked.links, asked.choices)

    def turn(each):
        # Each turn goes on where the last one ended: who answers twice answers something else.
        begin = each * 200 % len(pressing)
        paced = Paced(
            folder, f"answers-{each}", asked.anpi.port, 50, 4, pressing[begin:] + pressing[:begin])
        load = Load(url, "login.lua", [asked.anpi.code, people, PASSWORD], 32, 4)
        assert load.errors == 0, f"{load.errors} of {load.requests} logins failed"
        return load.per_second, paced.p99()

    turns, bound = beside_hashes(asked.anpi.server.process, 4, turn)
    rates, waits = zip(*turns)
    yield Figure(
        "logins, 32 connections, beside 50 answers a second", mean(rates), "/s", bound, "Argon2id on two threads", 0.9)
    yield Figure("answers meanwhile, p99 of the worst turn", max(waits), "ms", most=50)
    asked.anpi.stop()
    asked.sink.kill()


def regions(folder, _size):
    """Looking for a region: the server's processor time for one request, everything included."""
    asked = Asked(folder, 12)
    connection = http.client.HTTPConnection("127.0.0.1", asked.anpi.port, timeout=10)

    def ask(path):
        begun = time.monotonic()
        connection.request("GET", path, headers={"Authorization": f"Bearer {asked.anpi.token}"})
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, (path, response.status, body)
        return (time.monotonic() - begun) * 1000, body

    paths = ["/api/v1/regions?" + urllib.parse.urlencode({"q": query}) for query in QUERIES]
    found = [len(json.loads(ask(path)[1])["items"]) for path in paths]
    assert found[-1] == 0 and min(found[:-1]) > 0, dict(zip(QUERIES, found))
    count = 3000
    plain = median(ask("/healthz")[0] for _ in range(count))
    before = processor_seconds(asked.anpi.server.process)
    times = [ask(paths[each % len(paths)])[0] for each in range(count)]
    spent = processor_seconds(asked.anpi.server.process) - before
    yield Figure("region search, processor time of the server", spent / count * 1000, "ms", most=1)
    yield Figure("region search, slower than /healthz by", median(times) - plain, "ms", most=1)
    yield Figure("region search, p99 as the caller sees it", percentile(times, 0.99), "ms")
    asked.anpi.stop()
    asked.sink.kill()


class Crowd:
    """Connections that stay open."""

    def __init__(self, port, count, paths):
        self.selector, self.sockets = selectors.DefaultSelector(), []
        for each in range(count):
            try:
                client = socket.create_connection(("127.0.0.1", port), 2)
            except TimeoutError:
                # The kernel's queue is full as well: nobody else would get in.
                break
            client.setblocking(False)
            path = paths[each % len(paths)]
            self.selector.register(client, selectors.EVENT_READ, path)
            self.sockets.append(client)

    def all_ask(self, patience):
        """All ask for a page at the same time; returns after how long each was answered, and how many never were."""
        begun, left, times = time.monotonic(), {}, []
        for key in list(self.selector.get_map().values()):
            key.fileobj.send(f"GET {key.data} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            left[key.fd] = b""
        while left and time.monotonic() < begun + patience:
            for key, _ in self.selector.select(0.5):
                piece = key.fileobj.recv(65536)
                assert piece, "the server closed a connection that was to be kept"
                left[key.fd] = whole = left[key.fd] + piece
                if is_whole(whole):
                    assert whole.startswith(b"HTTP/1.1 200 "), whole[:200]
                    times.append((time.monotonic() - begun) * 1000)
                    del left[key.fd]
        return times, len(left)

    def close(self):
        for client in self.sockets:
            client.close()


def is_whole(answer):
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return len(body) >= int(length.split(b":")[1])


def connections(folder, size):
    """Many stay connected, most of them idle, and then all want something at the same moment."""
    for count, patience in ((256, 1), (10_000, 5)):
        own = folder / str(count)
        own.mkdir()
        asked = Asked(own, 200)
        warm = Crowd(asked.anpi.port, 32, asked.links)
        for _ in range(20):
            warm.all_ask(10)
        before = memory(asked.anpi.server.process)[0]
        crowd = Crowd(asked.anpi.port, count, asked.links)
        slowest, stalled = [], 0
        for _ in range(5):
            times, never = crowd.all_ask(4 * patience)
            slowest.append(max(times, default=0))
            stalled = max(stalled, never + count - len(crowd.sockets))
            if stalled:
                break
            time.sleep(1)
        most = memory(asked.anpi.server.process)[0]
        name = f"{count:,} connections"
        yield Figure(f"{name}, not answered", stalled, "", most=0)
        yield Figure(f"{name}, all at once, the last answered after", max(slowest), "ms", most=1000 * patience)
        yield Figure(f"{name}, memory of each while all are answered", (most - before) / count / 1000, "KB", most=20)
        idle = processor_seconds(asked.anpi.server.process)
        time.sleep(REST)
        after = memory(asked.anpi.server.process)[0]
        yield Figure(f"{name}, memory of each afterwards", (after - before) / count / 1000, "KB", most=20)
        yield Figure(
            f"{name}, idle, processor time", (processor_seconds(asked.anpi.server.process) - idle) / REST * 1000, "ms/s")
        crowd.close()
        warm.close()
        asked.anpi.stop()
        asked.sink.kill()
