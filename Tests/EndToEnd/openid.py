"""A real OpenID provider on this machine, and what its user does there."""

import html
import re
import urllib.parse

from installation import free_port, request
from programs import REPOSITORY, Child, wait_until


class AnyProvider(Child):
    """A program at whose page anybody may sign in as anybody."""

    def __init__(self, command, folder, port):
        self.port, self.issuer = port, f"http://127.0.0.1:{port}"
        super().__init__(command, folder, "provider")

        def is_up():
            self.fail_if_ended()
            try:
                return request(self.issuer + "/.well-known/openid-configuration").status == 200
            except OSError:
                return False
        wait_until(is_up, 30, "the provider answers")

    def sign_in(self, address, subject):
        """Signs in at the page that the browser was sent to; returns where the browser is sent back to."""
        shown = request(address)
        assert shown.status == 200, shown.text
        sent = request(address, form={"sub": subject})
        assert sent.status == 302, sent.text
        return sent.headers["Location"]


class Provider(AnyProvider):
    """The program oidc-provider-mock: discovery, code flow, RS256."""

    def __init__(self, folder, *claims):
        port = free_port()
        program = REPOSITORY / ".build/venv/bin/oidc-provider-mock"
        users = [word for one in claims for word in ("--user-claims", one)]
        super().__init__([program, "--port", port, "--require-nonce", "true", *users], folder, port)


class StrictProvider(AnyProvider):
    """pyop, which checks PKCE, nonce and client, and can be told to change its key or to forge."""

    def __init__(self, folder, return_address, secret=None):
        port = free_port()
        python = REPOSITORY / ".build/venv/bin/python"
        program = REPOSITORY / "Tests/EndToEnd/strict_provider.py"
        super().__init__([python, program, port, return_address, *([secret] if secret else [])], folder, port)

    def tell(self, **words):
        assert request(self.issuer + "/told", form=words).status == 200


class Browser:
    """Keeps cookies and form tokens, follows nothing by itself."""

    def __init__(self, anpi):
        self.url = anpi.url
        self.cookies = {}
        self.csrf = None

    def get(self, path):
        return self.keep(request(self.at(path), headers=self.headers()))

    def post(self, path, **fields):
        form = ({"csrf": self.csrf} if self.csrf else {}) | fields
        return self.keep(request(self.at(path), form=form, headers=self.headers()))

    def at(self, path):
        return path if path.startswith("http") else self.url + path

    def headers(self):
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def keep(self, answer):
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies.pop(name, None)
            if "Max-Age=0" not in line:
                self.cookies[name] = value
        found = re.search(r'name="csrf" value="([^"]+)"', answer.body.decode("utf-8", "replace"))
        if found:
            self.csrf = found[1]
        return answer

    def sign_in(self, code, login, password):
        return self.post("/login", organization=code, loginID=login, password=password)

    def settle(self, code, login, first, password):
        """From a first password to an own one."""
        assert self.sign_in(code, login, first).headers["Location"] == "/login/password"
        self.get("/login/password")
        return self.post("/login/password", newPassword=password, confirmation=password)


def outside(answer):
    """Where a page leads on by itself."""
    return html.unescape(answer.headers["Refresh"].split("url=", 1)[1])


def query(address, name):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)[name][0]
