import Auth
import Domain
import TestKit
import Testing

@Suite("What an OpenID provider says about itself, and how it is asked")
struct ProviderFactsTests {
    private static let issuer = "https://id.example"

    private func read(_ text: String, issuer: String = issuer) -> Result<ProviderFacts, ProviderFacts.Refusal> {
        Result { () throws(ProviderFacts.Refusal) in
            try ProviderFacts(Array(text.utf8), issuer: issuer) { $0.hasPrefix("http://127.0.0.1:") }
        }
    }

    private func document(
        issuer: String = issuer, token: String = "https://id.example/token", more: String = ""
    ) -> String {
        """
        {"issuer":"\(issuer)","authorization_endpoint":"https://id.example/auth?x=1","token_endpoint":"\(token)",
         "jwks_uri":"https://id.example/keys"\(more)}
        """
    }

    @Test("A provider's own description is enough to log in with it (R-038)")
    func right() throws {
        let facts = try read(document()).get()
        #expect(facts.tokenEndpoint == "https://id.example/token")
        #expect(!facts.takesSecretInBody)
        let post = #","token_endpoint_auth_methods_supported":["client_secret_post"]"#
        #expect(try read(document(more: post)).get().takesSecretInBody)
        #expect(try read(document(token: "http://127.0.0.1:9/token")).get().tokenEndpoint == "http://127.0.0.1:9/token")
    }

    @Test("The description is found below the provider's name, with or without a stroke at its end")
    func place() {
        for name in ["https://id.example/a", "https://id.example/a/"] {
            #expect(ProviderFacts.address(issuer: name) == "https://id.example/a/.well-known/openid-configuration")
        }
    }

    @Test("A provider that cannot be used safely is refused, each for its reason")
    func refused() {
        #expect(read("") == .failure(.malformed))
        #expect(read("[]") == .failure(.malformed))
        #expect(read(document(issuer: "https://evil.example")) == .failure(.issuer))
        #expect(read(document(token: "http://id.example/token")) == .failure(.insecure))
        #expect(read(document(token: "https://id.example/to ken")) == .failure(.malformed))
        #expect(read(document(token: "javascript:alert(1)")) == .failure(.insecure))
        #expect(read(document(more: #","response_types_supported":["id_token"]"#)) == .failure(.flow))
        #expect(
            read(document(more: #","id_token_signing_alg_values_supported":["none","HS256"]"#)) == .failure(.algorithm))
    }

    @Test("A request carries state, nonce and the SHA-256 of a verifier that never leaves before the token is fetched")
    func request() throws {
        let facts = try read(document()).get()
        let request = OpenIDRequest(randomness: .seeded(1))
        let address = request.address(
            at: facts, clientID: "an pi", stateText: "11~s", returnAddress: "https://anpi.example/login/external/return"
        )
        #expect(address.hasPrefix("https://id.example/auth?x=1&response_type=code&scope=openid&client_id=an%20pi&"))
        #expect(address.contains("&redirect_uri=https%3A%2F%2Fanpi.example%2Flogin%2Fexternal%2Freturn&state=11~s&"))
        #expect(address.contains("&nonce=\(request.nonce.exposed)&"))
        #expect(address.hasSuffix("&code_challenge_method=S256"))
        #expect(!address.contains(request.verifier.exposed))
        #expect(address.contains("&code_challenge=\(OpenIDRequest.challenge(of: request.verifier))&"))
    }

    @Test("The challenge is the one of RFC 7636, appendix B")
    func challenge() {
        #expect(
            OpenIDRequest.challenge(of: Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test("The secret goes where the provider wants it, and form-encoded in the header as well")
    func exchange() {
        func ask(_ inBody: Bool) -> TokenRequest {
            TokenRequest(
                code: "c+1", verifier: Secret("v"), clientID: "a:b", clientSecret: Secret("s&s"),
                returnAddress: "https://a.example/r", secretInBody: inBody)
        }
        #expect(
            ask(false).body.exposed
                == "grant_type=authorization_code&code=c%2B1&redirect_uri=https%3A%2F%2Fa.example%2Fr&code_verifier=v")
        #expect(ask(false).authorization?.exposed == "Basic YSUzQWI6cyUyNnM=")
        #expect(ask(true).body.exposed.hasSuffix("&client_id=a%3Ab&client_secret=s%26s"))
        #expect(ask(true).authorization == nil)
        #expect(TokenRequest.token(in: Array(#"{"id_token":"a.b.c"}"#.utf8)) == "a.b.c")
        #expect(TokenRequest.token(in: Array(#"{"error":"x"}"#.utf8)) == nil)
    }
}
