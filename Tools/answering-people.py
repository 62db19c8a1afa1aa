#!/usr/bin/env python3
"""Plays the people of the demonstration who answer by the link in their mail.

    /usr/bin/python3 Tools/answering-people.py --mails http://127.0.0.1:PORT [--share 60] [--seconds 120] [--except ADDRESS]
    ready

Reads new mails from the mail catcher, opens the answer link of some of them as a browser would (GET, then the form's
POST), and answers: most are safe, a few are hurt, some only look at the page. Who does what follows from the mail
address alone, so that each run is the same. Ends after the given time or on SIGTERM. Loopback only.
"""

import argparse
import contextlib
import hashlib
import json
import re
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

LINK = re.compile(r"https?://[^\s<>\"]+/r/[A-Za-z0-9_-]+")
CHOICE = re.compile(r'name="s" value="([^"]+)"')
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def fetch(url, form=None):
    """Loads a page of this machine, or posts a form to it; redirects are followed as a browser would."""
    if urllib.parse.urlsplit(url).hostname not in LOOPBACK:
        raise ValueError("only addresses of this machine are opened")
    data = None if form is None else urllib.parse.urlencode(form).encode("utf-8")
    with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=10) as response:
        return response.read().decode("utf-8", "replace")


def lot(address, salt):
    """A number from 0 to 99 that belongs to an address."""
    return hashlib.sha256(f"{salt}:{address}".encode("utf-8")).digest()[0] * 100 // 256


def answer(link, address, share):
    """Does what the person behind an address does with a link; true if they answered."""
    chance = lot(address, "answers")
    if chance >= share:
        if chance < share + 10:
            fetch(link)
        return False
    choices = CHOICE.findall(fetch(link))
    if not choices:
        return False
    mood = lot(address, "status")
    worse = 0 if mood < 92 else 1 if mood < 98 else 2
    fetch(link, {"s": choices[min(worse, len(choices) - 1)]})
    if mood % 4 == 0:
        comment = "家族も全員無事です。" if mood % 8 == 0 else ""
        fetch(link + "/done", {"attendance": ("yes", "no", "unknown")[mood % 3], "comment": comment})
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", required=True, help="the mail catcher's HTTP address")
    parser.add_argument("--share", type=int, default=60, help="how many of a hundred answer")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--except", dest="silent", help="somebody who leaves the mail unread")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("ready", flush=True)

    seen = set()
    answered = 0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        try:
            found = json.loads(fetch(f"{options.mails}/messages?limit=10000&whole=1"))["messages"]
        except (urllib.error.URLError, OSError):
            break  # The mail catcher is gone: the demonstration is over.
        fresh = [mail for mail in reversed(found) if mail["id"] not in seen]
        for mail in fresh:
            seen.add(mail["id"])
            link = LINK.search(mail.get("text") or "")
            if not link:
                continue
            address = mail["to"][0] if isinstance(mail["to"], list) else mail["to"]
            if address == options.silent:
                continue
            try:
                answered += answer(link.group(0), address, options.share)
            except (urllib.error.URLError, TimeoutError) as failure:
                if isinstance(getattr(failure, "reason", None), ConnectionRefusedError):
                    return  # The service is gone: the demonstration is over.
                print(f"not answered: {failure}", file=sys.stderr, flush=True)
        if not fresh:
            time.sleep(0.5)
    # Whoever began this may have ended already.
    with contextlib.suppress(BrokenPipeError):
        print(f"answered {answered} of {len(seen)} mails", flush=True)


if __name__ == "__main__":
    main()
