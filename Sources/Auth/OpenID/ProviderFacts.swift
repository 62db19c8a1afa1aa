/// What a provider says about itself (OpenID Connect Discovery 1.0), as far as a login needs it.
package struct ProviderFacts: Sendable, Hashable {
    /// Why a provider cannot be used.
    package enum Refusal: String, Error, Sendable, CaseIterable {
        /// What it says is no JSON object, or lacks what must be there.
        case malformed
        /// It calls itself something else than what was asked.
        case issuer
        /// It wants to be asked in plain text.
        case insecure
        /// It signs only in ways that prove nothing to us.
        case algorithm
        /// It doesn't know the authorization code flow.
        case flow
    }

    /// The provider's own name, exactly.
    package let issuer: String
    /// Where the browser is sent.
    package let authorizationEndpoint: String
    /// Where we exchange what the browser brings back.
    package let tokenEndpoint: String
    /// Where its keys are.
    package let keysAddress: String
    /// Whether our secret goes into the body instead of the header of the request for a token.
    package let takesSecretInBody: Bool

    /// Where a provider describes itself.
    package static func address(issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    /// Reads what a provider says.
    ///
    /// - Parameters:
    ///   - issuer: Whom we asked; it must call itself exactly so.
    ///   - allowsPlain: Whether an address without TLS may be used: for a provider on this machine only.
    /// - Throws: `Refusal`.
    package init(
        _ bytes: [UInt8], issuer asked: String, allowsPlain: @Sendable (String) -> Bool
    ) throws(Refusal) {
        guard let members = JSONMembers(bytes) else { throw .malformed }
        guard members.text("issuer") == asked else { throw .issuer }
        func address(_ name: String) throws(Refusal) -> String {
            guard let text = members.text(name), text.utf8.count <= 2_048,
                text.utf8.allSatisfy({ (0x21..<0x7f).contains($0) }), !text.contains("#")
            else { throw .malformed }
            guard text.hasPrefix("https://") || allowsPlain(text) else { throw .insecure }
            return text
        }
        issuer = asked
        authorizationEndpoint = try address("authorization_endpoint")
        tokenEndpoint = try address("token_endpoint")
        keysAddress = try address("jwks_uri")
        if let flows = members.texts("response_types_supported"), !flows.contains("code") { throw .flow }
        if let signed = members.texts("id_token_signing_alg_values_supported"),
            !signed.contains(where: { SignedToken.algorithms[$0] != nil })
        {
            throw .algorithm
        }
        let ways = members.texts("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"]
        takesSecretInBody = !ways.contains("client_secret_basic") && ways.contains("client_secret_post")
    }
}
