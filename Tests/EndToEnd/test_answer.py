"""The link in a real mail: what it shows, what a press does, and what is left of it in the logs (R-184, R-185)."""

import os
import pty
import re
import select
import signal
import subprocess

import pytest

from installation import address, request
from programs import wait_until

CHOICE = re.compile(r'name="s" value="([^"]+)"')


@pytest.fixture
def asked(make_installation, mails):
    """An installation whose ten people were asked because the earth shook."""
    anpi = make_installation(mails).prepare(people=10)
    anpi.start().sign_in().obey_bulletins()
    anpi.hand_in()
    anpi.number = anpi.broadcast()
    anpi.wait_until_asked(anpi.number, 10, 30)
    return anpi


def status_of(anpi, login):
    """Where one person stands in the results."""
    people = anpi.api("GET", f"/broadcasts/{anpi.number}/recipients?limit=100")["items"]
    return next(person for person in people if person["loginId"] == login)


def wait_until_counted(anpi, statuses):
    """The counts are made at most once a second."""
    wait_until(
        lambda: anpi.results(anpi.number)["total"]["statuses"] == statuses, 5,
        lambda: f"{statuses}: {anpi.results(anpi.number)['total']}")


def test_the_page_is_small_private_and_without_script(asked, mails):
    link = mails.link(address(3))
    page = request(link)
    assert page.status == 200
    assert len(page.body) <= 10 * 1024, len(page.body)
    assert "能登 3 さん、ご無事ですか" in page.text
    assert CHOICE.findall(page.text)[0] == "safe"
    assert "安否確認 安否確認" not in page.text
    # The one <link> keeps browsers from asking for an icon.
    for forbidden in ("<script", "<img", 'rel="stylesheet"', "http://", "https://", address(3), "B000003"):
        assert forbidden not in page.text.lower(), forbidden
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers.get("Set-Cookie") is None
    # Only looking, however often and by whomever, answers nothing.
    assert request(link, "HEAD").status == 200
    assert status_of(asked, "B000003")["status"] is None
    assert status_of(asked, "B000003")["level"] == "fetched"
    for language, words in (("en", "are you safe?"), ("easy", "だいじょうぶですか")):
        other = request(f"{link}?l={language}")
        assert words in other.text and len(other.body) <= 10 * 1024, language


def test_a_text_browser_shows_the_question_and_the_buttons(asked, mails):
    link = mails.link(address(4))
    shown = subprocess.run(
        ["w3m", "-dump", "-cols", "60", "-o", "use_cookie=0", link], text=True, capture_output=True, timeout=30,
        check=True).stdout
    assert "ご無事ですか" in shown, shown
    for choice in ("無事", "軽いけが", "重いけが・助けが必要"):
        assert f"\n{choice}\n" in shown, shown


def test_a_text_browser_can_answer(asked, mails):
    link = mails.link(address(4))
    browser, terminal = pty.fork()
    if browser == 0:
        os.environ.update(TERM="vt100", LANG="C.UTF-8", HOME=str(asked.folder), LINES="40", COLUMNS="80")
        os.execvp("w3m", ["w3m", "-o", "use_cookie=0", "-o", "confirm_qq=0", link])
    try:
        seen = Screen(terminal)
        seen.wait_for("重いけが")
        # Two other languages, then the first answer.
        for key in ("\t", "\t", "\t", "\r"):
            os.write(terminal, key.encode())
        seen.wait_for("受け付けました")
        stands = status_of(asked, "B000004")
        assert (stands["level"], stands["status"]) == ("answered", "safe")
    finally:
        os.kill(browser, signal.SIGKILL)
        os.waitpid(browser, 0)
        os.close(terminal)


class Screen:
    """What a program has written to its terminal so far."""

    def __init__(self, terminal):
        self.terminal, self.bytes = terminal, b""

    def wait_for(self, words):
        def is_there():
            if select.select([self.terminal], [], [], 0)[0]:
                self.bytes += os.read(self.terminal, 65536)
            return words in self.bytes.decode("utf-8", "replace")
        wait_until(is_there, 20, lambda: f"{words} is on the screen:\n" + self.bytes.decode("utf-8", "replace"))


def test_an_answer_outlives_a_power_cut_right_after_its_reply(asked, mails):
    link = mails.link(address(5))
    value = CHOICE.findall(request(link).text)[1]
    reply = request(link, form={"s": value})
    asked.kill()
    assert reply.status == 303 and reply.headers["Location"].endswith("/done"), reply.text

    asked.start().sign_in()
    stands = status_of(asked, "B000005")
    assert (stands["level"], stands["status"]) == ("answered", value)
    done = request(link + "/done")
    assert done.status == 200 and len(done.body) <= 10 * 1024
    asked.stop()
    asked.audit(asked.number)


def test_the_same_answer_twice_is_one_answer_and_another_one_replaces_it(asked, mails):
    link = mails.link(address(6))
    token = link.rsplit("/", 1)[1]
    values = CHOICE.findall(request(link).text)
    for _ in range(2):
        # Browsers behind a privacy filter send no origin, or null.
        assert request(link, form={"s": values[0]}, headers={"Origin": "null"}).status == 303
    first = status_of(asked, "B000006")
    receipt = request(f"{asked.url}/api/v1/answers/{token}", "POST", {"status": values[0]}).json()
    assert receipt["isRepeated"] is True
    assert status_of(asked, "B000006")["answeredAt"] == first["answeredAt"]
    wait_until_counted(asked, {values[0]: 1})

    assert request(link, form={"s": values[-1]}).status == 303
    assert status_of(asked, "B000006")["status"] == values[-1]
    wait_until_counted(asked, {values[-1]: 1})
    # What is no answer of ours is not taken, and says so.
    refused = request(link, form={"s": "no-such-answer"})
    assert refused.status == 422 and 'role="alert"' in refused.text
    assert status_of(asked, "B000006")["status"] == values[-1]


def test_no_token_contact_or_password_is_in_any_line_of_the_log(asked, mails):
    link = mails.link(address(7))
    token = link.rsplit("/", 1)[1]
    request(link)
    request(link, form={"s": "safe"})
    request(link + "/done", form={"comment": "himitsu-no-kotoba"})
    request(f"{asked.url}/api/v1/answers/{token}")
    made_up = "a" * len(token)
    assert request(f"{asked.url}/r/{made_up}").status == 404
    assert request(f"{asked.url}/r/{token}x").status == 404
    asked.kill()
    asked.start().stop()
    log = asked.log()
    assert "started" in log and '"stopped"' in log, "the log is there, so that it could betray something"
    for secret in (token, made_up, "himitsu-no-kotoba", address(7), asked.token, "midori-no-densha"):
        assert secret not in log, f"{secret} is in the log"
