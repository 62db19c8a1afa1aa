import Channels
import Testing

@Suite("The proof of a sender")
struct SenderProofTests {
    private static let table: [(String, [String], Bool)] = [
        ("SPF for the sender's domain", ["mx.in.example; spf=pass smtp.mailfrom=good.example"], true),
        ("SPF with an address", ["mx.in.example; spf=pass (ok) smtp.mailfrom=\"p@good.example\""], true),
        ("DKIM", ["mx.in.example; dkim=pass header.d=good.example header.s=a"], true),
        (
            "DKIM beside a failing SPF",
            ["mx.in.example; spf=fail smtp.mailfrom=x.example; dkim=pass header.d=good.example"], true
        ),
        (
            "one of two signatures",
            ["mx.in.example; dkim=fail header.d=good.example; dkim=pass header.d=good.example"], true
        ),
        ("a domain above the sender's", ["MX.IN.EXAMPLE 1; SPF=Pass smtp.mailfrom=example"], false),
        ("another domain", ["mx.in.example; spf=pass smtp.mailfrom=evil.example"], false),
        ("a domain that only ends alike", ["mx.in.example; spf=pass smtp.mailfrom=notgood.example"], false),
        ("a failure", ["mx.in.example; spf=softfail smtp.mailfrom=good.example"], false),
        ("another server's word", ["mx.evil.example; spf=pass smtp.mailfrom=good.example"], false),
        ("a server whose name only begins alike", ["mx.in.example.evil; spf=pass smtp.mailfrom=good.example"], false),
        (
            "a forged field below our own",
            [
                "mx.in.example; spf=fail smtp.mailfrom=good.example",
                "mx.in.example; spf=pass smtp.mailfrom=good.example",
            ],
            false
        ),
        (
            "a forged field below our own, of a method about which our own is silent",
            [
                "mx.in.example; spf=pass smtp.mailfrom=crook.example",
                "mx.in.example; dkim=pass header.d=good.example",
            ],
            false
        ),
        (
            "a forged field below our own that found nothing",
            ["mx.in.example; none", "mx.in.example; spf=pass smtp.mailfrom=good.example"], false
        ),
        (
            "our own below another server's",
            ["mx.evil.example; spf=fail", "mx.in.example; spf=pass smtp.mailfrom=good.example"], true
        ),
        (
            "a pass in a comment",
            ["mx.in.example; spf=fail (spf=pass smtp.mailfrom=good.example) smtp.mailfrom=good.example"], false
        ),
        ("a name of the greeting", ["mx.in.example; spf=pass smtp.helo=good.example"], false),
        (
            "a pass in quotation marks",
            [#"mx.in.example; spf=pass smtp.mailfrom="a; dkim=pass header.d=good.example"@evil.example"#], false
        ),
        ("a comment that does not end", ["mx.in.example; dkim=pass header.d=good.example(.evil.example"], false),
        ("a comment that only ends", ["mx.in.example; dkim=pass header.d=good.example).evil.example"], false),
        ("a quotation that does not end", [#"mx.in.example; spf=pass smtp.mailfrom="a@good.example"#], false),
        (
            "an escaped quotation mark",
            [#"mx.in.example; spf=pass smtp.mailfrom="a\"; dkim=pass header.d=good.example"@evil.example"#], false
        ),
        (
            "a signature as OpenDKIM writes it",
            [#"mx.in.example; dkim=pass (2048-bit key; unprotected) header.d=good.example header.b="a;b(c""#], true
        ),
        ("nothing", [], false), ("nonsense", ["", ";;;", "mx.in.example", "(((("], false),
    ]

    @Test("Only what the own server says of the sender's own domain proves it", arguments: table)
    func proof(what: String, fields: [String], holds: Bool) {
        var mail = InboundMail()
        mail.senders = ["p@good.example"]
        mail.authentication = fields
        #expect(SenderProof(server: "mx.in.example").holds(for: mail) == holds, "\(what)")
        mail.senders = []
        #expect(!SenderProof(server: "mx.in.example").holds(for: mail))
    }

    @Test("A domain above the sender's proves it, too")
    func parent() {
        var mail = InboundMail()
        mail.senders = ["p@tokyo.good.example"]
        mail.authentication = ["mx.in.example; dkim=pass header.d=good.example"]
        #expect(SenderProof(server: "MX.in.example").holds(for: mail))
    }
}
