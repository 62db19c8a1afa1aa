"""Mail: how fast it leaves, to which relay, over which way, and what each recipient costs."""

import json
import shutil
import sys
import threading
import time

import limits
from figures import Figure, median, memory, processor_seconds
from installation import Installation, SQLite
from load import HERE
from postfix import Postfix, can_run
from programs import Child, wait_until
from world import FAST, asked_by_a_bulletin, one_message

SOURCE = "smtp-source -d, 10 connections"


def mail(folder, size):
    """A bulletin asks everybody by mail; every attempt is durable before and after its hand-off."""
    message, people = one_message(folder), size.people
    sink = limits.Sink(folder)
    limit = limits.mails_per_second(sink, message, 100_000, 10)
    anpi = Installation(folder, SQLite(folder), sink, **FAST).prepare(people=people)
    anpi.start().sign_in().obey_bulletins()
    before = processor_seconds(anpi.server.process)
    dropped, first, last = asked_by_a_bulletin(anpi, people, 600)
    spent = processor_seconds(anpi.server.process) - before
    most = memory(anpi.server.process)[1]
    limit = (limit + limits.mails_per_second(sink, message, 100_000, 10)) / 2
    yield Figure(f"mail to {people:,} people, bulletin → last mail", people / (last - dropped), "/s", limit, SOURCE, 0.4)
    yield Figure("the same, first mail → last mail", people / (last - first), "/s", limit, SOURCE)
    yield Figure("bulletin in the folder → first mail", (first - dropped) * 1000, "ms", most=1000)
    yield Figure("processor time per recipient", spent / people * 1e6, "µs")
    yield Figure("most memory while sending", most / 1e6, "MB", most=300)
    broadcast = anpi.broadcast()
    begun = time.monotonic()
    anpi.results(broadcast)
    yield Figure("results of all of them", (time.monotonic() - begun) * 1000, "ms", most=300)
    anpi.stop()
    begun = time.monotonic()
    anpi.audit(broadcast)
    yield Figure("anpi audit dispatch, 0 differences", time.monotonic() - begun, "s")
    sink.kill()


def postfix(folder, size):
    """The same to a real Postfix, which syncs each mail to its queue before it says 250, and discards it later."""
    # What was not measured was not kept.
    assert can_run(), "Postfix's master runs as root only"
    message, people = one_message(folder), size.people
    relay = Postfix(folder)
    anpi = Installation(folder, SQLite(folder), relay, **FAST).prepare(people=people)
    anpi.start().sign_in().obey_bulletins()

    def source():
        relay.drain()
        return limits.mails_per_second(relay, message, people, 10)
    # The first mails make Postfix start its processes and make its queue's folders.
    limits.mails_per_second(relay, message, 2_000, 10)
    limit = source()
    relay.drain()
    before = processor_seconds(anpi.server.process)
    dropped, _, last = asked_by_a_bulletin(anpi, people, 600)
    spent = processor_seconds(anpi.server.process) - before
    limit = (limit + source()) / 2
    yield Figure(
        f"mail to {people:,} people through Postfix", people / (last - dropped), "/s", limit, SOURCE + " to it", 0.8)
    yield Figure("the same, processor time per recipient", spent / people * 1e6, "µs")
    anpi.stop()
    relay.stop()


class Relay(Child):
    """A way to `port` that takes this many seconds in each direction."""

    def __init__(self, folder, name, port, delay):
        super().__init__([sys.executable, HERE / "relay.py", port, delay], folder, name)
        self.port = int(wait_until(lambda: self.output.read_text().partition("port=")[2].strip(), 10, "the relay is ready"))

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.port}"

    def counts(self):
        """Ends it and says what passed through."""
        self.stop()
        return json.loads(self.output.read_text().splitlines()[-1])


def distance(folder, size):
    """A relay that is 50 ms away, in each direction, with 50 connections: what counts is how often each mail waits for it."""
    message, people = one_message(folder), min(size.people, 10_000)
    sink = limits.Sink(folder)
    there = Relay(folder, "source-relay", sink.port, 0.05)
    sample = min(people, 3_000)
    limit = limits.mails_per_second(there, message, sample, 50)
    trips = there.counts()["roundTrips"] / sample
    way = Relay(folder, "relay", sink.port, 0.05)
    anpi = Installation(folder, SQLite(folder), way, **FAST | {"ANPI_MAIL_CONNECTIONS": "50"}).prepare(people=people)
    anpi.start().sign_in().obey_bulletins()
    _, first, last = asked_by_a_bulletin(anpi, people, 600)
    anpi.stop()
    counts = way.counts()
    yield Figure(
        f"mail to {people:,} people, relay 50 ms away, 50 connections", people / (last - first), "/s", limit,
        "smtp-source -d, 50 connections")
    yield Figure("round trips per mail", counts["roundTrips"] / people, "", trips, "smtp-source -d")
    yield Figure("connections made for it", counts["connections"], "")
    sink.kill()


class Poll(threading.Thread):
    """Somebody who looks at the results once a second."""

    def __init__(self, anpi):
        super().__init__(daemon=True)
        self.anpi, self.times, self.over = anpi, [], threading.Event()
        self.failure, self.begun = None, None

    def run(self):
        try:
            self.look()
        except BaseException as failure:  # Whoever gets no answer, or another one, has not seen the results.
            self.failure = failure

    def look(self):
        broadcast = self.anpi.broadcast()
        self.begun = due = time.monotonic()
        while not self.over.wait(max(0, due - time.monotonic())):
            begun = time.monotonic()
            self.anpi.results(broadcast)
            self.times.append((time.monotonic() - begun) * 1000)
            due = max(due + 1, time.monotonic())

    def end(self):
        self.over.set()
        self.join()
        if self.failure:
            raise self.failure
        seconds = time.monotonic() - self.begun
        late = sum(max(0, each - 1000) for each in self.times) / 1000
        assert len(self.times) >= seconds - 2 - late, f"{len(self.times)} looks in {seconds:.0f} s"
        return self.times


class Run:
    """One broadcast from a database as it was prepared."""

    def __init__(self, anpi, saved, people, is_watched=False):
        shutil.rmtree(anpi.database.path.parent)
        shutil.copytree(saved, anpi.database.path.parent)
        for each in anpi.bulletins.iterdir():
            shutil.rmtree(each)
        anpi.start().sign_in()
        before = processor_seconds(anpi.server.process)
        poll = Poll(anpi)
        if is_watched:
            poll.start()
        dropped, first, last = asked_by_a_bulletin(anpi, people, 3600)
        self.cost = (processor_seconds(anpi.server.process) - before) / people * 1e6
        self.times = poll.end() if is_watched else []
        self.first = (first - dropped) * 1000
        self.per_second = people / (last - dropped)
        self.memory = memory(anpi.server.process)[1] / 1e6
        anpi.stop()


def growth(folder, size):
    """What a recipient costs, from few to very many, and what it costs to look on."""
    costs, largest = [], max(size.many, 10_000)
    for people in sorted({largest // 100 if largest >= 1_000_000 else largest // 10, min(100_000, largest), largest}):
        own = folder / str(people)
        own.mkdir()
        sink = limits.Sink(own)
        anpi = Installation(own, SQLite(own), sink, **FAST).prepare(people=people)
        anpi.start().sign_in().obey_bulletins()
        anpi.stop()
        saved = own / "saved"
        shutil.copytree(anpi.database.path.parent, saved)
        count = size.runs if people == largest else 3
        runs = [Run(anpi, saved, people) for _ in range(count)]
        costs.append(median(run.cost for run in runs))
        of = f"{people:,} people"
        yield Figure(f"processor time per recipient, {of}, median of {count}", costs[-1], "µs")
        yield Figure(f"bulletin → first mail, {of}, slowest of {count}", max(run.first for run in runs), "ms", most=1000)
        if people == largest:
            yield Figure("dearest per recipient beside cheapest, all sizes", max(costs) / min(costs), "", most=1.3)
            yield Figure(f"most memory, {of}", max(run.memory for run in runs), "MB", most=300)
            watched = [Run(anpi, saved, people, is_watched=True) for _ in range(count)]
            times = [each for run in watched for each in run.times]
            assert times, "the sending was over before anybody looked"
            yield Figure(f"slowest of {len(times)} looks at the results meanwhile", max(times), "ms", most=300)
            yield Figure(
                f"mails while somebody looks each second, {of}", median(run.per_second for run in watched), "/s",
                median(run.per_second for run in runs), "when nobody looks", 0.95)
            yield Figure(
                "processor time per recipient meanwhile", median(run.cost for run in watched), "µs", costs[-1],
                "when nobody looks")
        sink.kill()
        shutil.rmtree(own)
