/// Goes through the SPF records that a record takes in, as each receiver does: what is wrong with one of them makes the whole
/// wrong, whatever the first one says (RFC 7208, 4.6.4, 5.2 and 6.1).
package struct SPFWalk: Sendable {
    private let records: @Sendable (String) async -> [String]?

    /// What a domain's receivers have found so far.
    private struct Path {
        var lookUps = 0
        var domains: [String]
    }

    /// - Parameter records: The TXT records of a name; nil if no name server answers.
    package init(records: @escaping @Sendable (String) async -> [String]?) {
        self.records = records
    }

    /// What is wrong below the record of a domain; nil if nothing is. The record itself is `MailPolicy.spf`'s affair.
    package func callAsFunction(_ domain: String) async -> MailPolicy.Finding? {
        var path = Path(domains: [domain.lowercased()])
        guard let found = await records(domain), let record = found.first(where: MailPolicy.isSPF) else { return nil }
        return await look(record, &path)
    }

    private func look(_ record: String, _ path: inout Path) async -> MailPolicy.Finding? {
        for term in Self.asking(record) {
            path.lookUps += 1
            guard path.lookUps <= MailPolicy.mostLookUps else {
                return wrong("SPF asks for more than \(MailPolicy.mostLookUps) look-ups with those it includes")
            }
            guard let target = Self.target(of: term) else { continue }
            let way = term.hasPrefix("include") ? "includes" : "redirects to"
            // Who asks in a ring never comes to an end: the tenth look-up would be the last.
            guard !path.domains.contains(target) else {
                return wrong("SPF \(way) \(target), which leads back to itself")
            }
            guard let found = await records(target) else {
                return MailPolicy.Finding(
                    .wrong, "SPF \(way) \(target), and no name server answers for it: try again later")
            }
            let policies = found.filter(MailPolicy.isSPF)
            guard let policy = policies.first else { return wrong("SPF \(way) \(target), which has no SPF record") }
            guard policies.count == 1 else {
                return wrong("SPF \(way) \(target), which has \(policies.count) SPF records")
            }
            path.domains.append(target)
            if let trouble = await look(policy, &path) { return trouble }
            path.domains.removeLast()
            if way == "redirects to" {
                let finding = MailPolicy.spf(policies)
                if finding.level != .good {
                    return MailPolicy.Finding(finding.level, "SPF \(way) \(target): \(finding.text)")
                }
            }
        }
        return nil
    }

    private func wrong(_ text: String) -> MailPolicy.Finding {
        MailPolicy.Finding(.wrong, "\(text): receivers ignore all of your SPF; mend or take away that part")
    }

    /// The terms for which a receiver asks the domain name system, in their order, without what says how they count. What
    /// stands behind `all` is never reached, and beside it no `redirect` counts.
    static func asking(_ record: String) -> [String] {
        let terms = record.lowercased().split(separator: " ").dropFirst().map { term in
            String(term.drop { "+-~?".contains($0) })
        }
        let reached = terms.prefix { $0 != "all" }
        func named(_ words: Set<String>) -> [String] {
            reached.filter { term in words.contains(String(term.prefix { $0 != ":" && $0 != "/" && $0 != "=" })) }
        }
        let redirects = reached.count == terms.count ? named(["redirect"]) : []
        return named(["include", "a", "mx", "ptr", "exists"]) + redirects
    }

    /// The name whose record comes in; nil for other terms, and for a name that depends on who sends (`%{i}`).
    private static func target(of term: String) -> String? {
        guard term.hasPrefix("include:") || term.hasPrefix("redirect=") else { return nil }
        let name = term.drop { $0 != ":" && $0 != "=" }.dropFirst()
        return name.isEmpty || name.contains("%") ? nil : String(name)
    }
}
