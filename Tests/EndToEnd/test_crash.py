"""The server dies in the middle of an emergency; nobody may be lost (at least once, the same Message-ID)."""

from collections import defaultdict

import pytest

from installation import address
from programs import wait_until

PEOPLE = 500


def message_ids(mails):
    """The Message-IDs that each address got."""
    found = defaultdict(set)
    for mail in mails.messages():
        for to in mail["to"]:
            found[to].add(mail["messageID"])
    return found


@pytest.mark.parametrize(("kind", "mails_before"), [("sqlite", 1), ("sqlite", 150), ("postgresql", 150)])
def test_nobody_is_lost_when_the_server_is_killed(make_installation, slow_mails, kind, mails_before):
    anpi = make_installation(slow_mails, kind, ANPI_MAIL_CONNECTIONS="10").prepare(people=PEOPLE)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    wait_until(lambda: slow_mails.count() >= mails_before, 60, f"{mails_before} mails left")
    anpi.kill()
    stored = slow_mails.count()
    assert mails_before <= stored < PEOPLE * 0.9, "the kill came too late to prove anything"

    anpi.start().sign_in()
    broadcast = anpi.broadcast()
    results = anpi.wait_until_asked(broadcast, PEOPLE, 120)
    assert results["total"]["levels"]["handedOn"] == PEOPLE, results["total"]
    anpi.stop()

    found = message_ids(slow_mails)
    assert set(found) == {address(number) for number in range(1, PEOPLE + 1)}
    assert {to: ids for to, ids in found.items() if len(ids) != 1} == {}, "a repeated mail must be known as the same"
    # Only what was on its way may come twice.
    assert slow_mails.count() <= PEOPLE + 10 + 5
    anpi.audit(broadcast)
    assert "broken" not in anpi.run("audit", "verify")
