package import Domain

/// A decision about second factors as the audit chain keeps it, in stable words: what holds from a time on, and what held
/// before. There is nobody's name in it, so it may stay for ever.
package struct PolicyRecord: Hashable, Sendable {
    /// What was decided for an organization, or for an office, which has no exemptions of its own.
    package enum Content: Hashable, Sendable {
        /// An organization's policy.
        case policy(AccessPolicy)
        /// Whether an office uses second factors.
        case use(Bool)
    }

    /// What holds from then on.
    package let after: Content
    /// What held when it was decided; nil in rows that do not say.
    package let before: Content?
    /// From when on; nil for at once.
    package let from: Instant?

    /// A decision.
    package init(_ after: Content, before: Content?, from: Instant?) {
        self.after = after
        self.before = before
        self.from = from
    }

    /// What stands in the chain.
    package var text: String {
        var words = [after.words("")]
        if let from { words.append("from=\(from.milliseconds)") }
        if let before { words.append(before.words("was:")) }
        return words.joined(separator: " ")
    }

    /// The decision that a row of the chain tells of, or nil if it is none.
    package init?(_ text: String) {
        var values: [Substring: Substring] = [:]
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        guard let after = Content(values, "") else { return nil }
        self.init(
            after, before: Content(values, "was:"),
            from: values["from"].flatMap { Int64($0) }.map(Instant.init(milliseconds:)))
    }
}

extension PolicyRecord.Content {
    fileprivate func words(_ mark: String) -> String {
        switch self {
        case .policy(let policy): policy.auditText.split(separator: " ").map { mark + $0 }.joined(separator: " ")
        case .use(let isUsed): "\(mark)secondFactor=\(isUsed)"
        }
    }

    fileprivate init?(_ values: [Substring: Substring], _ mark: String) {
        func value(_ name: String) -> Substring? { values[Substring(mark + name)] }
        guard let isUsed = value("secondFactor").flatMap({ Bool(String($0)) }) else { return nil }
        guard let viewsOwn = value("viewsOwn").flatMap({ Bool(String($0)) }),
            let answering = value("answering").flatMap({ Exemption.Answering(rawValue: String($0)) })
        else {
            self = .use(isUsed)
            return
        }
        self = .policy(
            AccessPolicy(
                usesSecondFactor: isUsed, exemption: Exemption(viewsOwn: viewsOwn, answering: answering)))
    }
}
