"""deploy/nginx.conf in front of the real program: it serves, and no answer token stands in any log of either."""

import getpass
import re
import subprocess

import pytest

from installation import free_port, request
from programs import REPOSITORY, Child, wait_until

CHOICE = re.compile(r'name="s" value="([^"]+)"')


class Nginx(Child):
    """Debian's nginx with the deployed file, moved to free ports, a certificate and log files of its own."""

    def __init__(self, folder, socket, port, plain_port):
        self.folder = folder / "nginx"
        self.folder.mkdir()
        self.certificate = self.folder / "certificate.pem"
        key = self.folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.certificate],
            check=True, capture_output=True)
        text = (REPOSITORY / "deploy/nginx.conf").read_text()
        for old, new in [
                ("unix:/run/anpi/http.sock", f"unix:{socket}"), ("server_name anpi.example.jp", "server_name localhost"),
                ("listen 80;", f"listen 127.0.0.1:{plain_port};"), ("listen [::]:80;", ""),
                ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"), ("listen [::]:443 ssl http2;", ""),
                ("/etc/letsencrypt/live/anpi.example.jp/fullchain.pem", str(self.certificate)),
                ("/etc/letsencrypt/live/anpi.example.jp/privkey.pem", str(key)),
                ("/var/log/nginx/", f"{self.folder}/")]:
            assert old in text, f"deploy/nginx.conf has no “{old}”"
            text = text.replace(old, new)
        places = "".join(
            f"{kind}_temp_path {self.folder}/{kind};" for kind in
            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration = self.folder / "nginx.conf"
        configuration.write_text(
            f"user {getpass.getuser()};\ndaemon off;\npid {self.folder}/pid;\nworker_processes 1;\n"
            f"events {{ }}\nhttp {{\naccess_log {self.folder}/default.log;\n{places}\n{text}\n}}\n")
        # Installed, it would start on this machine's port 80.
        unpacked = REPOSITORY / ".build/nginx"
        subprocess.run([REPOSITORY / "scripts/unpack-packages", unpacked, "nginx"], check=True, capture_output=True)
        super().__init__([unpacked / "usr/sbin/nginx", "-c", configuration, "-e", self.folder / "first.log"], self.folder, "output")

    def logs(self):
        """Everything it has written, by file; the certificate and the configuration are no logs."""
        return {path.name: path.read_text(errors="replace") for path in self.folder.glob("*")
                if path.is_file() and path.suffix in (".log", ".out", ".err")}


@pytest.fixture
def behind(make_installation, mails, tmp_path, monkeypatch):
    """An installation that listens on a socket file behind nginx; its people were asked."""
    socket, port, plain_port = tmp_path / "s", free_port(), free_port()
    nginx = Nginx(tmp_path, socket, port, plain_port)
    try:
        monkeypatch.setenv("SSL_CERT_FILE", str(nginx.certificate))
        anpi = make_installation(
            mails, ANPI_LISTEN=f"unix:{socket}", ANPI_BEHIND_PROXY="yes", ANPI_PUBLIC_URL=f"https://localhost:{port}")
        anpi.url, anpi.plain_port, anpi.nginx = f"https://localhost:{port}", plain_port, nginx
        wait_until(lambda: nginx.fail_if_ended() or (nginx.folder / "pid").exists(), 20, nginx.text)
        anpi.prepare(people=3).start().sign_in().obey_bulletins()
        anpi.hand_in()
        anpi.number = anpi.broadcast()
        anpi.wait_until_asked(anpi.number, 3, 30)
        yield anpi
    finally:
        nginx.stop()


def test_answers_pass_and_their_tokens_are_in_no_log(behind, mails):
    def link_of(number):
        text = mails.messages(f"p{number}@mail.example", whole=True)[0]["text"]
        return re.search(re.escape(behind.url) + r"/r/([a-z0-9]+)", text)
    first, second = link_of(1), link_of(2)
    tokens = [first[1], second[1]]

    page = request(first[0])
    assert page.status == 200
    answered = request(first[0], form={"s": CHOICE.findall(page.text)[0]})
    assert answered.status in (200, 303), answered.text
    assert request(f"{behind.url}/api/v1/answers/{tokens[1]}", "POST", {"status": "safe"}).status in (200, 201)
    wait_until(lambda: behind.results(behind.number)["total"]["statuses"].get("safe") == 2, 5, "both are counted")

    # What else may be asked with a token: other spellings, other methods, too much, and what does not exist.
    for path in (f"/r/{tokens[0]}?lang=en", f"/r/{tokens[0]}/done", f"/r/{tokens[0]}/nothing", f"/r/{tokens[0]}/",
                 f"/%72/{tokens[0]}", f"//r/{tokens[0]}", f"/r/{tokens[0]}%20x", f"/api/v1/answers/{tokens[1]}?x=1",
                 f"/api/v1//answers/{tokens[1]}", f"/v/{tokens[0]}", f"/api/v1/contact-checks/{tokens[0]}",
                 f"/api/v1/mail-registrations/{tokens[0]}"):
        request(behind.url + path)
        request(behind.url + path, "DELETE")
    assert request(first[0], form={"s": "x" * 100_000}).status == 413
    plain = request(f"http://localhost:{behind.plain_port}/r/{tokens[0]}")
    assert plain.status == 301 and plain.headers["Location"] == f"https://localhost/r/{tokens[0]}"
    assert request(behind.url + "/metrics").status == 404
    returned = ["code-of-a-provider-77", "state-of-a-trip-77"]
    for path in ("/login/external/return", "//login/external/%72eturn"):
        request(f"{behind.url}{path}?code={returned[0]}&state={returned[1]}")
    # nginx has most to say when nobody is behind it.
    behind.stop()
    assert request(first[0]).status == 502
    assert behind.nginx.stop() == 0

    logs = behind.nginx.logs() | {"anpi": behind.log()}
    assert '"GET /login/external/return" 4' in logs["anpi.log"], logs
    assert '"GET /r/-" 200' in logs["anpi.log"] and '"POST /api/v1/answers/-" 20' in logs["anpi.log"], logs
    for name, text in logs.items():
        for token in tokens + returned:
            assert token not in text.lower(), f"{name}: " + next(
                line for line in text.splitlines() if token in line.lower())
