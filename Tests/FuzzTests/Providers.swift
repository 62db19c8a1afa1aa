import Domain

@testable import Auth

/// Real keys whose private halves were thrown away, and what they signed: nobody can sign anything else.
private enum Signed {
    static let issuer = "https://id.example/"
    static let subject = "u-4711"
    static let now = Instant(milliseconds: 1_767_225_660_000)
    static let keys =
        #"""
        {"keys":[{"kty":"RSA","use":"sig","kid":"r1","n":"r3yOfROd_0vDm0g23oS8RgNYPZpAFmF8mG1A6VuEnelx8gEtM4\#
        E7DlThok2qu_q5Ns0TKMa3Xty5A1wBcyGixILFKQ19tKjqeUM7nkNs6G9Nxlc-X3wpi-AoGSZgyuwSL9Pzg1IgJrxcKqIK92BIpr\#
        6pKTz99MNr3Zx2eqJj7nKM_40zLy9hwzqkuWZp4OIt0hoKwTzuhaPpygSdlYdORkaV4w-7uDuFZZSVQHWDjfiiVMMVN6oiIpeo0C\#
        DGMpbCmZ9C8_cRR7Prn9cHVSKZ5DAAICYUGIyn-q-4tYeiL0IiCEqjHW4QfwDajBRyoRUB-8AOaJcb4W3XQLVYMKsZ5w","e":"A\#
        QAB"},{"kty":"EC","use":"sig","kid":"e1","crv":"P-256","x":"UJqScDE2UrXpdKEk7hjjAJKpWYuKzs8-y8j0F8ZZ\#
        uqI","y":"ff9D7jq_iYrRy_4Vrkn2RexUfJj6auNPzlSf71_Tcek"},{"kty":"RSA","use":"sig","kid":"s1","n":"uyx\#
        DQ58rMOm7m0WZZ7u6UEPVBA7KgUFafk3bZVZU73i95CZuM8d7YVb774Qqw63g0ELIE89aRZs6N2qspeVyRIiUTiz2WEJb9TpH4aX\#
        fbRPpX386EyCBDR90xSrMF6QCDDL0l5M1pn8MC3jh98O8Xz7SDSr5LqUJvkGeQ3hqp7E","e":"AQAB"},{"kty":"oct","kid"\#
        :"o1","k":"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg"}]}
        """#
    static let token =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.lxQNt\
        fjhUZqxpBlShWA7loFuivl4R_pPy2pegOfMZ-XazrL0mOl-CxK_tsDwniaSNiNie75HFFACUYhNBNpO-ztI7hpivc0obdM2XNa99\
        agIhQeqwpDGT4HTvH2lPXEo3aISxDmUYYoKhkz6N3SouaHrIZJG635KY8--DSN7ObiD5P6a4h5b4X5cdgoyAsZj93bY_FCEopT7W\
        suNdljieEpbdR9S7qLVYBAAWU38z6cFEnISRPmSkKE1YJlCRHzLD40aMbwqhHPYi3JGK5z-Tu_arSVylQtywdUaT3Ez34lNte_OJ\
        sZZh9XlwHomdhpEcdqniswVCUzxqV7y0vrEsw
        """
    static let expected = IDToken.Expectation(issuer: issuer, clientID: "anpi", nonce: "n-1")
}

private func read(_ token: String, _ keys: [UInt8]) -> Result<IDToken, IDTokenRefusal> {
    Result { () throws(IDTokenRefusal) in
        try IDToken(token, keySet: keys, expecting: Signed.expected, now: Signed.now)
    }
}

/// A token that says who somebody is.
@Sendable func checkToken(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let keys = Array(Signed.keys.utf8)
    let token = read(text, keys)
    try hold("a token says the same each time it is read", read(text, keys) == token)
    guard case .success(let token) = token else { return }
    try hold("nobody is let in but who was signed", token.subject == Signed.subject && token.issuer == Signed.issuer)
    try hold("nothing is believed that was not signed", token.context == "gold")
}

/// What a provider says about itself, its keys, and its answer to a code.
@Sendable func checkProvider(_ bytes: [UInt8]) throws {
    func facts() -> Result<ProviderFacts, ProviderFacts.Refusal> {
        Result { () throws(ProviderFacts.Refusal) in
            try ProviderFacts(bytes, issuer: Signed.issuer) { _ in false }
        }
    }
    let said = facts()
    try hold("a provider says the same each time it is read", facts() == said)
    if case .success(let said) = said {
        for address in [said.authorizationEndpoint, said.tokenEndpoint, said.keysAddress] {
            try hold("nothing is asked in plain text", address.hasPrefix("https://"))
            try hold(
                "an address is one short word",
                address.utf8.count <= 2_048 && address.utf8.allSatisfy { (0x21..<0x7f).contains($0) })
        }
    }
    if let keys = SigningKey.set(bytes) {
        try hold("keys are few", keys.count <= SigningKey.most)
        try hold("secrets are no keys", keys.allSatisfy { $0.type == "RSA" || $0.type == "EC" })
    }
    if case .success(let token) = read(Signed.token, bytes) {
        try hold("only its own key proves a token", token.subject == Signed.subject)
    }
    if let token = TokenRequest.token(in: bytes) {
        try hold("a token has no end inside", !token.utf8.contains(0))
    }
}
