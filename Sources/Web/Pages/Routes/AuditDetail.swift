import Domain
import Tenants

/// Says in words what stands in the stable words of an audit row: which factor, what a policy was and is, who proposed,
/// and the reason that somebody typed.
struct AuditDetail: Sendable {
    private typealias Words = Catalogue.AuditDetails

    /// Days as the reader's organization has them.
    let days: DayFormat
    /// The texts behind the marks, by the rows' numbers.
    let reasons: [Int64: String]
    /// Changed fields in words.
    let changes: AuditChangeWords
    /// The name behind `person:12`.
    let name: @Sendable (String) -> String

    /// The lines of a row; none if there is nothing to add.
    func lines(_ row: AuditRecord) -> [LocalizedText] {
        let words = row.reason.split(separator: " ")
        switch row.action {
        case "policy.changed", "policy.officeChanged", "policy.changedAbove":
            return PolicyRecord(row.reason).map { policy($0, at: row.at) } ?? []
        case "setting.changed":
            guard let setting = SettingDescriptor.named(row.subject), setting.kind.isReadable else { return [] }
            return [SettingWords().value(row.reason, of: setting)]
        case "factors.reset", "factors.resetProposed", "bypass.made", "contacts.disclosed":
            return reset(row, words)
        case "person.changed", "profile.changed", "profile.directoryChanged", "codeList.added", "codeList.changed",
            "codeList.merged", "codeList.removed":
            return changes.lines(row)
        case "people.manyLeft": return Words.left(words).map { [$0] } ?? []
        case "people.exported": return (words.first == "contacts" ? [Words.withContacts] : []) + reset(row, words)
        case "login", "login.proved", "backupCode.used", "backupCodes.made", "password.changed", "session.ended":
            return words.first.flatMap(Self.word).map { [$0] } ?? []
        case _ where row.action.hasPrefix("factor."): return words.first.flatMap(Words.kind).map { [$0] } ?? []
        default: return []
        }
    }

    private func policy(_ record: PolicyRecord, at decided: Instant) -> [LocalizedText] {
        let change = Words.change(record.before.map(Self.policy), Self.policy(record.after))
        guard let from = record.from, from > decided else { return [change] }
        let isMidnight = days.startOfDay(from) == from
        let day = (isMidnight ? days.text(from) : days.minute(from)).replacing("-", with: "/")
        return [change, Words.from(day)]
    }

    private static func policy(_ content: PolicyRecord.Content) -> LocalizedText {
        switch content {
        case .policy(let policy): PolicyWords.sentence(policy)
        case .use(let isUsed): PolicyWords.use(isUsed)
        }
    }

    private func reset(_ row: AuditRecord, _ words: [Substring]) -> [LocalizedText] {
        var lines = words.first.flatMap(Words.role).map { [$0] } ?? []
        for word in words {
            if word.hasPrefix("kinds=") {
                let kinds = word.dropFirst(6).split(separator: ",").compactMap(Words.kind)
                lines.append(
                    Words.cleared(
                        LocalizedText(
                            ja: kinds.map { $0[.japanese] }.joined(separator: "、"),
                            en: kinds.map { $0[.english] }.joined(separator: ", "))))
            } else if word.hasPrefix("proposedBy=") {
                lines.append(Words.proposed(name(String(word.dropFirst(11)))))
            } else if word.hasPrefix("reason:") {
                lines.append(reasons[row.seq].map(Words.reason) ?? Words.reasonGone)
            }
        }
        return lines
    }

    private static func word(_ word: Substring) -> LocalizedText? {
        switch word {
        case "limited": Words.limited
        case "unknown": Words.unknown
        case "first": Words.firstPassword
        case "setUp": Words.setUp
        case "signIn": Words.signedIn
        case "clear": Words.clearing
        case "others": Words.otherSessions
        default: Words.kind(word)
        }
    }
}

extension SettingDescriptor.Kind {
    /// Whether the stored text is a value that people read, and not a list in a form of its own.
    fileprivate var isReadable: Bool { if case .answerChoices = self { false } else { true } }
}
