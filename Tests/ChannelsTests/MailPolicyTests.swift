import Channels
import Testing

@Suite("What a sender's domain publishes")
struct MailPolicyTests {
    @Test(
        "SPF: one record that names its senders and refuses others (R-158)",
        arguments: [
            ([], .wrong), (["hello"], .wrong), (["v=spf1 mx -all"], .good), (["V=SPF1 include:_spf.x.jp ~ALL"], .good),
            (["v=spf1 mx -all", "v=spf1 a -all"], .wrong), (["v=spf1 +all"], .wrong), (["v=spf1 all"], .wrong),
            (["v=spf1 mx ?all"], .caution), (["v=spf1 mx"], .caution), (["v=spf1"], .caution),
            (["v=spf1 redirect=_spf.x.jp"], .good), (["v=spf10 -all"], .wrong), (["v=spf2.0/pra -all"], .wrong),
            (["google-site=1", "v=spf1 ip4:192.0.2.1 -all"], .good),
            (["v=spf1 " + String(repeating: "include:a.jp ", count: 10) + "-all"], .good),
            (["v=spf1 " + String(repeating: "include:a.jp ", count: 11) + "-all"], .wrong),
        ] as [([String], MailPolicy.Level)])
    func spf(_ records: [String], _ level: MailPolicy.Level) {
        #expect(MailPolicy.spf(records).level == level)
    }

    @Test(
        "SPF: what a record takes in must be there, end, and ask for ten look-ups at most (R-158, RFC 7208 5.2)",
        arguments: [
            (["v=spf1 include:b.jp -all"], ["b.jp": ["v=spf1 mx -all"]], nil, ""),
            (["v=spf1 include:b.jp -all"], [:], .wrong, "includes b.jp, which has no SPF record"),
            (["v=spf1 include:b.jp -all"], ["b.jp": ["hello"]], .wrong, "includes b.jp, which has no SPF record"),
            (
                ["v=spf1 ?include:B.jp -all"], ["b.jp": ["v=spf1 -all", "v=spf1 +all"]], .wrong,
                "includes b.jp, which has 2 SPF records"
            ),
            (
                ["v=spf1 include:b.jp -all"], ["b.jp": ["v=spf1 include:c.jp -all"]], .wrong,
                "includes c.jp, which has no SPF record"
            ),
            (["v=spf1 redirect=b.jp"], ["b.jp": ["v=spf1 -all"]], nil, ""),
            (["v=spf1 redirect=b.jp"], [:], .wrong, "redirects to b.jp, which has no SPF record"),
            (["v=spf1 redirect=b.jp"], ["b.jp": ["v=spf1 +all"]], .wrong, "lets anybody send"),
            (["v=spf1 redirect=b.jp"], ["b.jp": ["v=spf1 mx"]], .caution, "redirects to b.jp"),
            // Neither is reached.
            (["v=spf1 -all redirect=b.jp"], [:], nil, ""), (["v=spf1 -all include:b.jp"], [:], nil, ""),
            (["v=spf1 include:a.jp -all"], [:], .wrong, "leads back to itself"),
            (
                ["v=spf1 include:b.jp -all"], ["b.jp": ["v=spf1 " + String(repeating: "a ", count: 9) + "-all"]], nil,
                ""
            ),
            (
                ["v=spf1 include:b.jp -all"], ["b.jp": ["v=spf1 " + String(repeating: "a ", count: 10) + "-all"]],
                .wrong, "more than 10 look-ups"
            ),
            // Nobody knows it before a mail comes.
            (["v=spf1 include:%{d}.b.jp -all"], [:], nil, ""),
            (["v=spf1 include:silent.jp -all"], [:], .wrong, "no name server answers"),
        ] as [([String], [String: [String]], MailPolicy.Level?, String)])
    func walk(_ records: [String], _ others: [String: [String]], _ level: MailPolicy.Level?, _ words: String) async {
        let all = others.merging(["a.jp": records]) { $1 }
        let walk = SPFWalk { $0 == "silent.jp" ? nil : all[$0] ?? [] }
        let finding = await walk("a.jp")
        #expect(finding?.level == level)
        #expect(finding?.text.contains(words) ?? words.isEmpty, "\(finding?.text ?? "")")
    }

    @Test(
        "DKIM: one key that is long enough and not withdrawn",
        arguments: [
            ([], .wrong), (["v=DKIM1; k=rsa; p="], .wrong),
            (["v=DKIM1; p=" + String(repeating: "A", count: 216)], .good),
            (["p=" + String(repeating: "A", count: 100)], .wrong),
            (["v=DKIM1; k=ed25519; p=" + String(repeating: "A", count: 44)], .good),
            (["v=DKIM1; t=y; p=" + String(repeating: "A", count: 392)], .caution),
            (["v=DKIM1; p=" + String(repeating: "A", count: 392), "v=DKIM1; p=B"], .wrong), (["hello"], .wrong),
        ] as [([String], MailPolicy.Level)])
    func dkim(_ records: [String], _ level: MailPolicy.Level) {
        #expect(MailPolicy.dkim(records, selector: "s1").level == level)
    }

    @Test(
        "DMARC: one record that says what becomes of mails that are not ours",
        arguments: [
            ([], false, .wrong), (["v=DMARC1; p=none"], false, .caution), (["v=DMARC1;p=reject"], false, .good),
            (["v=DMARC1; p=QUARANTINE; rua=mailto:a@x.jp"], false, .good),
            (["v=DMARC1; rua=mailto:a@x.jp"], false, .wrong),
            (["v=DMARC1; p=reject", "v=DMARC1; p=none"], false, .wrong), (["v=DMARC12; p=reject"], false, .wrong),
            (["v=DMARC1; p=reject; sp=none"], false, .good), (["v=DMARC1; p=reject; sp=none"], true, .caution),
            (["v=DMARC1; p=reject"], true, .good),
        ] as [([String], Bool, MailPolicy.Level)])
    func dmarc(_ records: [String], _ ofParent: Bool, _ level: MailPolicy.Level) {
        #expect(MailPolicy.dmarc(records, ofParent: ofParent).level == level)
    }

    @Test("DMARC is looked for at the domain and at those above it, never at the top")
    func names() {
        #expect(
            MailPolicy.dmarcNames(of: "in.anpi.example.jp")
                == ["_dmarc.in.anpi.example.jp", "_dmarc.anpi.example.jp", "_dmarc.example.jp"])
        #expect(MailPolicy.dmarcNames(of: "localhost") == ["_dmarc.localhost"])
    }

    @Test("A record in several pieces is one text, and bytes that are no answer are none")
    func answer() {
        let question: [UInt8] = [1, 120, 2, 106, 112, 0, 0, 16, 0, 1]
        let head: [UInt8] = [7, 7, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
        let record: [UInt8] = [0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 6, 2, 97, 98, 2, 99, 100]
        #expect(TextRecords.texts(in: head + question + record) == ["abcd"])
        for end in 1..<(head + question + record).count {
            #expect(TextRecords.texts(in: Array((head + question + record).prefix(end))) == nil, "\(end)")
        }
        #expect(TextRecords.texts(in: []) == nil)
        // A piece that says it is longer than its record is cut.
        var long = record
        long[12] = 200
        #expect(TextRecords.texts(in: head + question + long) == ["ab\u{2}cd"])
    }
}
