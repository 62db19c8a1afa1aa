import CSodium
package import Domain

/// One trip of a browser to a provider and back: what is sent along, and what is kept here to know the answer again.
package struct OpenIDRequest: Sendable, Hashable {
    /// How long the trip may take.
    package static let lifetime = Duration.seconds(600)

    /// Names the trip; comes back with the answer and stands in the browser's cookie.
    package let state: SecretToken
    /// Comes back inside the signed token.
    package let nonce: Secret
    /// Proves to the provider that whoever fetches the token is whoever sent the browser (PKCE, RFC 7636).
    package let verifier: Secret

    /// A new trip; all three of 256 random bits.
    package init(randomness: Randomness) {
        state = SecretToken(randomness: randomness)
        nonce = SecretToken(randomness: randomness).secret
        verifier = SecretToken(randomness: randomness).secret
    }

    /// What stands for the verifier in the address: its SHA-256 (S256).
    package static func challenge(of verifier: Secret) -> String {
        let input = Array(verifier.exposed.utf8)
        var output = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256(&output, input, UInt64(input.count))
        return SecretToken.base64(output)
    }

    /// Where the browser is sent.
    ///
    /// - Parameters:
    ///   - stateText: The state as the provider sends it back.
    ///   - returnAddress: Our address for answers, as registered at the provider.
    package func address(
        at provider: ProviderFacts, clientID: String, stateText: String, returnAddress: String
    ) -> String {
        let query = FormText.encode([
            ("response_type", "code"), ("scope", "openid"), ("client_id", clientID),
            ("redirect_uri", returnAddress), ("state", stateText), ("nonce", nonce.exposed),
            ("code_challenge", Self.challenge(of: verifier)), ("code_challenge_method", "S256"),
        ])
        return provider.authorizationEndpoint + (provider.authorizationEndpoint.contains("?") ? "&" : "?") + query
    }
}

/// What we ask a provider for a token with.
package struct TokenRequest: Sendable {
    /// The body, `application/x-www-form-urlencoded`.
    package let body: Secret
    /// The value of `Authorization`; nil if the secret stands in the body or there is none.
    package let authorization: Secret?

    /// The exchange of a code.
    package init(
        code: String, verifier: Secret, clientID: String, clientSecret: Secret?, returnAddress: String,
        secretInBody: Bool
    ) {
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", returnAddress),
            ("code_verifier", verifier.exposed),
        ]
        if let clientSecret, !secretInBody {
            // RFC 6749 §2.3.1: both are form-encoded before they are joined.
            let pair = FormText.encode(clientID) + ":" + FormText.encode(clientSecret.exposed)
            authorization = Secret("Basic " + Base64.text(of: Array(pair.utf8)))
        } else {
            authorization = nil
            fields.append(("client_id", clientID))
            if let clientSecret { fields.append(("client_secret", clientSecret.exposed)) }
        }
        body = Secret(FormText.encode(fields))
    }

    /// The ID token in a provider's answer; nil if there is none in it.
    package static func token(in answer: [UInt8]) -> String? {
        JSONMembers(answer)?.text("id_token")
    }

    /// Why a provider gave no token, if it says one of the words of RFC 6749 §5.2: nothing else of its answer is repeated.
    static func refusal(in answer: [UInt8]) -> String? {
        let known: Set = [
            "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
            "invalid_scope",
        ]
        return JSONMembers(answer)?.text("error").flatMap { known.contains($0) ? $0 : nil }
    }
}

/// Text as forms are sent.
enum FormText {
    static func encode(_ fields: [(String, String)]) -> String {
        fields.map { encode($0) + "=" + encode($1) }.joined(separator: "&")
    }

    static func encode(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                output.append(byte)
            default: output += Array("%\(Hexadecimal.text(of: [byte]).uppercased())".utf8)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// Plain base64, as the header `Authorization` has it.
enum Base64 {
    static func text(of bytes: [UInt8]) -> String {
        let variant = sodium_base64_VARIANT_ORIGINAL
        var output = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
        sodium_bin2base64(&output, output.count, bytes, bytes.count, variant)
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
