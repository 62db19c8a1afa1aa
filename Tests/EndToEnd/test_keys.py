"""A new key in the middle of a broadcast: what was made with the old one goes on working."""

import sqlite3
import stat

from installation import address, request
from programs import wait_until
from test_answer import CHOICE


def answer(link):
    """Presses the first answer of a page."""
    choice = CHOICE.findall(request(link).text)[0]
    return request(link, form={"s": choice})


def test_a_link_from_before_a_new_key_still_answers_and_the_next_mail_carries_the_same(make_installation, mails):
    people = 4
    anpi = make_installation(mails).prepare(people=people)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    broadcast = anpi.broadcast()
    anpi.wait_until_asked(broadcast, people, 30)
    links = {number: mails.link(address(number)) for number in range(1, people + 1)}

    assert "k2" in anpi.run("keys", "rotate")
    assert stat.S_IMODE(anpi.key_file.stat().st_mode) == 0o600
    assert [line.split()[0] for line in anpi.key_file.read_text().splitlines()] == ["k2", "k1"]
    # The running server knows nothing of it yet, and commands beside it already do.
    assert "broken" not in anpi.run("audit", "verify")
    assert answer(links[1]).status in (200, 303)
    anpi.stop()

    anpi.start().sign_in()
    assert answer(links[2]).status in (200, 303)
    before = mails.count()
    anpi.api("POST", f"/broadcasts/{broadcast}/resend", status=204)
    wait_until(lambda: mails.count() >= before + 2, 30, "the two who did not answer were asked again")
    for number in (3, 4):
        assert mails.link(address(number)) == links[number]
    assert answer(links[3]).status in (200, 303)
    wait_until(lambda: anpi.results(broadcast)["total"]["levels"]["answered"] == 3, 5, "three answers count")
    anpi.audit(broadcast)
    anpi.stop()
    # The password that was right took the new key at its login.
    with sqlite3.connect(anpi.database.path) as connection:
        assert [hash[:2] for (hash,) in connection.execute("SELECT hash FROM credential")] == ["k2"]
    connection.close()
