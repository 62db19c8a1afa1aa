"""What an operator may set, and what is refused at the start instead of doing harm later."""

import contextlib
import re
import sqlite3

import pytest

from programs import wait_until

# The range of each time, and what is just outside of it or means something else elsewhere.
TIMES = {
    "ANPI_SHUT_PAUSE": ("1s", "10m", ["0", "999ms", "601s", "15"]),
    "ANPI_FEED_INTERVAL": ("10s", "1h", ["0", "9s", "61m"]),
    "ANPI_BULLETIN_AGE": ("1m", "36500d", ["0", "59s"]),
    "ANPI_LEASE": ("1s", "10m", ["0", "500ms", "11m"]),
    "ANPI_HAND_OFF_DEADLINE": ("1s", "10m", ["0", "11m"]),
    "ANPI_CALL_REPORT_TIME": ("1s", "1h", ["0", "61m"]),
    "ANPI_RETENTION": ("31d", "36500d", ["30d", "0s", "0d", "1ms"]),
}


def test_every_time_has_a_range_that_help_names(make_installation, mails):
    help_text = make_installation(mails).run("serve", "--help")
    settings = dict(re.findall(r"^  (ANPI_\w+)  .*\n((?:      .*\n?)+)", help_text, re.MULTILINE))
    assert len(settings) > 40
    for name, text in settings.items():
        assert "It takes " in text, f"{name}: {text}"
    for name, (least, most, _) in TIMES.items():
        assert f"a time from {least} to {most}" in settings[name], settings[name]
    times = {name for name, text in settings.items() if "It takes a time" in text}
    assert times == set(TIMES), "every time is in this test"


@pytest.mark.parametrize("name", TIMES)
def test_a_time_outside_of_its_range_is_refused_at_the_start(make_installation, mails, name):
    anpi = make_installation(mails)
    least, most, outside = TIMES[name]
    for text in outside:
        said = anpi.run("serve", status=None, **{name: text})
        assert f"{name} was not understood. It takes a time from {least} to {most}" in said, f"{text}: {said}"
    for text in [least, most, *(["0"] if name == "ANPI_RETENTION" else [])]:
        # The next thing that is wrong is that there is no key file.
        said = anpi.run("serve", status=None, **{name: text})
        assert "was not understood" not in said and "started" not in said, f"{text}: {said}"


def test_a_retention_of_0_keeps_everything(make_installation, mails):
    anpi = make_installation(mails).prepare(people=3)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    broadcast = anpi.broadcast()
    anpi.wait_until_asked(broadcast, 3, 30)
    anpi.api("POST", f"/broadcasts/{broadcast}/close", status=None)
    anpi.stop()

    def change(*statements):
        with contextlib.closing(sqlite3.connect(anpi.database.path)) as database, database:
            for statement in statements:
                database.execute(statement)

    def people_after_pruning(**variables):
        """The people that are left when everything that is over was looked at; the day's numbers come last."""
        change("DELETE FROM readiness_day")
        anpi.start(**variables)
        wait_until(lambda: anpi.query("SELECT COUNT(*) FROM readiness_day")[0][0], 30, "it has pruned")
        anpi.stop()
        return anpi.query("SELECT COUNT(*) FROM recipient")[0][0]
    # Ten years ago.
    change("UPDATE broadcast SET ended_at = ended_at - 315360000000, has_work = 0")
    assert people_after_pruning(ANPI_RETENTION="0") == 3
    assert people_after_pruning() == 0
