package import Domain
package import Tenants

/// Marks the identifiers of messages of families.
package enum FamilyMessageMark {}
/// Marks the numbers of links between employees.
package enum FamilyLinkMark {}

/// Message (伝言) on a family's board.
package typealias FamilyMessageID = Identifier<FamilyMessageMark>
/// Link (社員家族) between two employees who are family.
package typealias FamilyLinkID = Identifier<FamilyLinkMark>

/// A message on a family's board, as somebody of the family reads it.
package struct FamilyMessage: Hashable, Sendable {
    /// The identifier; newer ones have greater ones.
    package let id: FamilyMessageID
    /// The number among those of its board, from 1.
    let number: Int
    /// The family user who wrote it; nil for the employee.
    package let member: FamilyMemberID?
    /// Who wrote it.
    package let author: String
    /// How the author is, if that was said.
    package let status: AnswerChoice?
    /// What was written; may be empty beside a status.
    package let text: String
    /// When it was written.
    package let at: Instant
    /// Whether the employee shows it to the organization.
    package let isShared: Bool
    /// Whether it stands on the reader's own family's board, and not on that of an employee who is linked.
    package internal(set) var isOwnBoard = true
    /// The employee who is linked and on whose family's board it stands; nil on the own one.
    package internal(set) var board: String?
    /// Whether the reader wrote it.
    package internal(set) var isMine = false
}

/// What somebody typed to be read by the family.
package struct FamilyMessageDraft: Hashable, Sendable {
    /// The most characters, as a person counts them.
    package static let longest = 500
    private static let mostLines = 30
    private static let field = InputField("text", ja: "伝言", en: "Message")

    /// What was typed.
    package var text: String
    /// The code of how the author is; only family users say so here, since employees answer safety checks.
    package var status: String?
    /// Whether the organization may read it; only the employee decides that.
    package var isShared: Bool

    /// What was typed.
    package init(text: String, status: String? = nil, isShared: Bool = false) {
        self.text = text
        self.status = status
        self.isShared = isShared
    }

    /// What can be said about oneself.
    package static let choices = AnswerChoice.standard

    /// The text as it is stored: lines of plain text without spaces at the ends, and the status.
    ///
    /// - Throws: `InvalidInput` of the fields `text` and `status`.
    func checked(byFamilyUser isFamilyUser: Bool) throws(InvalidInput) -> (text: String, status: AnswerChoice?) {
        var check = InputCheck()
        let text = check.take { () throws(InvalidInput) in try Self.checked(self.text) }
        let status = check.take { () throws(InvalidInput) -> AnswerChoice? in
            guard let code = self.status, !code.isEmpty else { return nil }
            guard isFamilyUser, let choice = Self.choices.first(where: { $0.code == code }) else {
                throw InvalidInput(
                    field: "status", rule: "choice",
                    message: LocalizedText(ja: "表示されている中から1つ選んでください。", en: "Choose one of the answers shown."))
            }
            return choice
        }
        try check.finish()
        guard let text, let status else { throw InvalidInput(check.errors) }
        if text.isEmpty && status == nil { throw Self.field.missing }
        return (text, status)
    }

    private static func checked(_ typed: String) throws(InvalidInput) -> String {
        let whole = typed.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        var lines: [String] = []
        for line in whole.split(separator: "\n", omittingEmptySubsequences: false) {
            lines.append(
                try TextRule(maximum: longest, isRequired: false, refusesHalfWidthKatakana: false)
                    .check(String(line), field))
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        let text = lines.drop { $0.isEmpty }.joined(separator: "\n")
        guard text.count <= longest else {
            throw field.refusal(
                "tooLong", ja: "は\(longest)文字以内で入力してください。", en: "Enter at most \(longest) characters in %.")
        }
        guard text.utf8.count <= longest * 8 else {
            throw field.refusal("tooLong", ja: "の絵文字が多すぎます。減らしてください。", en: "Use fewer emoji in %.")
        }
        guard lines.count <= mostLines else {
            throw field.refusal(
                "lines", ja: "は\(mostLines)行以内で入力してください。", en: "Enter at most \(mostLines) lines in %.")
        }
        return text
    }
}
