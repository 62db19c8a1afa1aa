package import Domain

/// Why a provider's word about somebody was not taken.
package enum IDTokenRefusal: String, Error, Sendable, CaseIterable {
    /// It is no signed token, or holds no claims.
    case malformed
    /// It is signed by an algorithm that proves nothing to us, or not at all.
    case algorithm
    /// None of the provider's keys is the one it names.
    case unknownKey
    /// The signature is not the key's.
    case signature
    /// Another provider made it.
    case issuer
    /// It is meant for another program.
    case audience
    /// Its time is over.
    case expired
    /// It is from the future.
    case notYet
    /// It answers another request.
    case nonce
    /// It names nobody.
    case subject
}

/// What a provider says about the person at the browser, signature and claims checked (OpenID Connect Core §3.1.3.7).
package struct IDToken: Sendable, Hashable {
    /// The provider.
    package let issuer: String
    /// The provider's name for the person: never changes, never goes to another. No address stands for it: those do both.
    package let subject: String
    /// What the person knows the account by, to be shown to them and for nothing else.
    package let account: String
    /// How the person showed who they are, in the provider's words (`acr`); nil if it doesn't say.
    package let context: String?

    /// How far clocks may be apart.
    private static let leeway = 60.0
    /// OpenID Connect allows no longer subject.
    private static let longestSubject = 255

    /// What a token must answer to be taken.
    package struct Expectation: Sendable {
        /// The provider, exactly as it writes itself.
        package let issuer: String
        /// Our name at the provider.
        package let clientID: String
        /// What was sent along with the request.
        package let nonce: String

        /// What is expected of the answer to one request.
        package init(issuer: String, clientID: String, nonce: String) {
            self.issuer = issuer
            self.clientID = clientID
            self.nonce = nonce
        }
    }

    /// Reads a token that came straight from the provider.
    ///
    /// - Parameter keys: The provider's JSON Web Key Set, as it sent it.
    /// - Throws: `IDTokenRefusal`.
    package init(
        _ compact: String, keySet: [UInt8], expecting expected: Expectation, now: Instant
    ) throws(IDTokenRefusal) {
        guard let keys = SigningKey.set(keySet) else { throw .unknownKey }
        try self.init(claims: SignedToken.open(compact, keys: keys), expecting: expected, now: now)
    }

    /// What the claims of a token with a right signature come to.
    init(claims: JSONMembers, expecting expected: Expectation, now: Instant) throws(IDTokenRefusal) {
        guard claims.text("iss") == expected.issuer else { throw .issuer }
        let audience = claims.text("aud").map { [$0] } ?? claims.texts("aud") ?? []
        guard audience.contains(expected.clientID) else { throw .audience }
        // With several addressees, the one it was made for must be named.
        if audience.count > 1 || claims.has("azp") {
            guard claims.text("azp") == expected.clientID else { throw .audience }
        }
        let seconds = Double(now.milliseconds) / 1_000
        guard let end = claims.number("exp"), let start = claims.number("iat") else { throw .malformed }
        guard seconds < end + Self.leeway else { throw .expired }
        guard start <= seconds + Self.leeway, claims.number("nbf") ?? 0 <= seconds + Self.leeway else { throw .notYet }
        guard claims.text("nonce") == expected.nonce else { throw .nonce }
        guard let subject = claims.text("sub"), !subject.isEmpty, subject.utf8.count <= Self.longestSubject else {
            throw .subject
        }
        issuer = expected.issuer
        self.subject = subject
        context = claims.text("acr")
        let names = ["preferred_username", "email"].compactMap { claims.text($0) } + [subject]
        account =
            names.first { name in !name.isEmpty && name.utf8.allSatisfy { (0x21..<0x7f).contains($0) } }
            .map { String($0.prefix(255)) } ?? ""
    }
}
