import Auth
import Domain
import Testing

@Suite("ID tokens of other providers")
struct IDTokenTests {
    private static let keys = Array(TokenSamples.keys.utf8)
    private static let expected = IDToken.Expectation(issuer: "https://id.example/", clientID: "anpi", nonce: "n-1")
    private static let start = Instant(milliseconds: 1_767_225_600_000)

    private func read(
        _ token: String, keys: [UInt8] = keys, expecting expected: IDToken.Expectation = expected,
        at now: Instant = start + .seconds(60)
    ) -> Result<IDToken, IDTokenRefusal> {
        Result { () throws(IDTokenRefusal) in try IDToken(token, keySet: keys, expecting: expected, now: now) }
    }

    @Test(
        "A token that a key of the provider signed says who somebody is and how they showed it (R-038)",
        arguments: [
            TokenSamples.rs256, TokenSamples.es256, TokenSamples.ps256, TokenSamples.withoutName,
            TokenSamples.twoAudiences,
        ])
    func right(token: String) throws {
        let read = try read(token).get()
        #expect(read.issuer == "https://id.example/")
        #expect(read.subject == "u-4711")
        #expect(read.context == "gold")
    }

    @Test(
        "Forged tokens are refused, each for its reason",
        arguments: [
            (TokenSamples.unsigned, IDTokenRefusal.algorithm),
            (TokenSamples.secret, .algorithm),
            (TokenSamples.ownSecret, .algorithm),
            (TokenSamples.broughtKey, .signature),
            (TokenSamples.otherKey, .unknownKey),
            (TokenSamples.smallKey, .signature),
            (TokenSamples.critical, .malformed),
            (TokenSamples.crossed, .unknownKey),
            (TokenSamples.otherParty, .audience),
            (TokenSamples.nobody, .subject),
            (TokenSamples.numberSubject, .subject),
            (TokenSamples.noEnd, .malformed),
            (TokenSamples.list, .malformed),
            ("", .malformed), ("..", .malformed), ("a.b", .malformed), ("a.b.c.d.e", .malformed),
            (TokenSamples.rs256 + "\0", .malformed), (TokenSamples.rs256 + " ", .malformed),
            (String(repeating: "a", count: 20_000), .malformed),
        ])
    func forged(token: String, refusal: IDTokenRefusal) {
        #expect(read(token) == .failure(refusal))
    }

    @Test("A changed letter anywhere in a token ends it")
    func changed() {
        let token = Array(TokenSamples.rs256.utf8)
        for place in stride(from: 0, to: token.count - 1, by: 7) where token[place] != UInt8(ascii: ".") {
            var changed = token
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: IDTokenRefusal.self) { try read(String(decoding: changed, as: UTF8.self)).get() }
        }
    }

    @Test("A token for another program, of another provider or of another request is refused")
    func notForUs() {
        func expectation(_ issuer: String, _ client: String, _ nonce: String) -> IDToken.Expectation {
            IDToken.Expectation(issuer: issuer, clientID: client, nonce: nonce)
        }
        let token = TokenSamples.rs256
        #expect(
            read(token, expecting: expectation("https://id.example", "anpi", "n-1")) == .failure(.issuer))
        #expect(
            read(token, expecting: expectation("https://id.example/", "anp", "n-1")) == .failure(.audience))
        #expect(
            read(token, expecting: expectation("https://id.example/", "anpi", "n-2")) == .failure(.nonce))
    }

    @Test("A token holds from its making to its end, a minute's difference of clocks forgiven")
    func time() {
        func outcome(_ seconds: Int) -> IDTokenRefusal? {
            if case .failure(let refusal) = read(TokenSamples.rs256, at: Self.start + .seconds(seconds)) {
                refusal
            } else {
                nil
            }
        }
        #expect(outcome(-61) == .notYet)
        #expect(outcome(-60) == nil)
        #expect(outcome(3_659) == nil)
        #expect(outcome(3_660) == .expired)
    }

    @Test("Without keys nothing is taken", arguments: ["", "{}", "[]", #"{"keys":7}"#, #"{"keys":[]}"#, "\u{feff}{"])
    func keyless(keys: String) {
        #expect(read(TokenSamples.rs256, keys: Array(keys.utf8)) == .failure(.unknownKey))
    }
}
