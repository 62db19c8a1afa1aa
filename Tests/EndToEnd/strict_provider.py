"""An OpenID provider that looks closely, made of pyop: strict_provider.py PORT RETURN-ADDRESS [SECRET]

It takes no request without PKCE and nonce, checks client and verifier, and without SECRET knows us as a public client.
What it is told at /told, it does from then on: `rotate` makes a new key, `acr` is what it says of how somebody signed
in, `forge` spoils its tokens.
"""

import base64
import json
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from Cryptodome.PublicKey import RSA
from jwkest.jwk import RSAKey, SYMKey
from jwkest.jws import JWS
from pyop.authz_state import AuthorizationState
from pyop.exceptions import OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

PORT, RETURN_ADDRESS, SECRET = int(sys.argv[1]), sys.argv[2], (sys.argv + [None])[3]
ISSUER = f"http://127.0.0.1:{PORT}"
CLIENT = {"response_types": ["code"], "redirect_uris": [RETURN_ADDRESS]}
CLIENT |= {"client_secret": SECRET} if SECRET else {"token_endpoint_auth_method": "none"}
PEOPLE = Userinfo({"hanako": {}, "taro": {}})


def fresh_key(name):
    return RSAKey(key=RSA.generate(2048), kid=name, alg="RS256", use="sig")


class State:
    """The provider, and what it was told."""

    def __init__(self):
        self.forge, self.acr, self.keys = "", "", 1
        facts = {
            "issuer": "", "authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        self.provider = Provider(
            fresh_key("k1"),
            # It takes itself for a server with TLS, until it is made.
            {name: "https://here" + path for name, path in facts.items()} | {
                "response_types_supported": ["code"], "scopes_supported": ["openid"],
                "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"]},
            AuthorizationState(HashBasedSubjectIdentifierFactory("salt")), {"anpi": CLIENT}, PEOPLE)
        for name, path in facts.items():
            self.provider.configuration_information[name] = ISSUER + path

    def tell(self, words):
        self.forge = words.get("forge", self.forge)
        self.acr = words.get("acr", self.acr)
        if words.get("rotate"):
            self.keys += 1
            self.provider.signing_key = fresh_key(f"k{self.keys}")

    def spoiled(self, token):
        """The same claims as somebody would write them who does not have the key."""
        key = self.provider.signing_key
        middle = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=="))
        if self.forge == "unsigned":
            return base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=") + f".{middle}."
        if self.forge == "stranger":
            return JWS(json.dumps(claims), alg="RS256").sign_compact(keys=[fresh_key(key.kid)])
        if self.forge == "secret":
            shared = SYMKey(key=key.key.publickey().export_key("PEM").decode(), kid=key.kid, alg="HS256")
            return JWS(json.dumps(claims), alg="HS256").sign_compact(keys=[shared])
        if self.forge == "nonce":
            return JWS(json.dumps(claims | {"nonce": "another"}), alg="RS256").sign_compact(keys=[key])
        return token


STATE = State()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/.well-known/openid-configuration":
            self.say(200, STATE.provider.provider_configuration.to_json())
        elif path == "/keys":
            self.say(200, json.dumps(STATE.provider.jwks))
        elif path == "/authorize":
            asked = dict(urllib.parse.parse_qsl(query))
            if not asked.get("nonce") or asked.get("code_challenge_method") != "S256":
                self.say(400, '"PKCE and nonce, please"')
                return
            STATE.provider.parse_authentication_request(query)
            self.say(200, '"who are you?"')
        else:
            self.say(404, "{}")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        path, _, query = self.path.partition("?")
        if path == "/told":
            STATE.tell(dict(urllib.parse.parse_qsl(body, keep_blank_values=True)))
            self.say(200, "{}")
        elif path == "/authorize":
            request = STATE.provider.parse_authentication_request(query)
            answer = STATE.provider.authorize(request, dict(urllib.parse.parse_qsl(body))["sub"])
            self.send_response(302)
            self.send_header("Location", answer.request(request["redirect_uri"]))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif path == "/token":
            try:
                answer = STATE.provider.handle_token_request(
                    body, dict(self.headers), {"acr": STATE.acr} if STATE.acr else {}).to_dict()
            except OAuthError as refusal:
                self.say(400, json.dumps({"error": refusal.oauth_error}))
                return
            self.say(200, json.dumps(answer | {"id_token": STATE.spoiled(answer["id_token"])}))
        else:
            self.say(404, "{}")

    def say(self, status, text):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
