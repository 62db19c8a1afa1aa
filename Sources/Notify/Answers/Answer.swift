import Database
package import Domain
import Tenants

/// What a person says: one press, with details if the person likes.
package struct Answer: Hashable, Sendable {
    /// 出社可否.
    package enum Attendance: String, Sendable, CaseIterable, DatabaseConvertible {
        /// 出社できる.
        case yes
        /// 出社できない.
        case no
        /// わからない.
        case unknown

        /// The answer in words.
        package var words: LocalizedText {
            switch self {
            case .yes: LocalizedText(ja: "できる", en: "Yes")
            case .no: LocalizedText(ja: "できない", en: "No")
            case .unknown: LocalizedText(ja: "わからない", en: "Not known")
            }
        }
    }

    /// The longest comment, in characters.
    package static let longestComment = 200

    /// The code of a status of the broadcast's form; nil leaves the earlier one as it is.
    package var status: String?
    /// 出社可否; nil leaves the earlier one as it is.
    package var attendance: Attendance?
    /// ひとこと; nil leaves the earlier one as it is.
    package var comment: String?
    /// Replies to free questions by their code; questions not named keep their earlier reply.
    package var replies: [String: String]

    /// An answer; what is not given stays as it was.
    package init(
        status: String? = nil, attendance: Attendance? = nil, comment: String? = nil, replies: [String: String] = [:]
    ) {
        self.status = status
        self.attendance = attendance
        self.comment = comment
        self.replies = replies
    }

    /// This answer on top of an earlier one; an empty comment takes the earlier one away.
    func over(_ earlier: Answer?) -> Answer {
        let comment = comment ?? earlier?.comment
        return Answer(
            status: status ?? earlier?.status, attendance: attendance ?? earlier?.attendance,
            comment: comment?.isEmpty == true ? nil : comment,
            replies: (earlier?.replies ?? [:]).merging(replies) { _, new in new })
    }

    /// The answer, if it fits the form.
    ///
    /// - Throws: `InvalidInput` that names each field that was refused.
    func checked(_ form: AnswerForm) throws(InvalidInput) -> Answer {
        var errors: [FieldError] = []
        if let status, !form.choices.contains(where: { $0.code == status }) {
            errors.append(
                FieldError(
                    field: "status", rule: "choice",
                    message: LocalizedText(ja: "表示されている中から1つ選んでください。", en: "Choose one of the answers shown.")))
        }
        if let comment, comment.count > Self.longestComment {
            errors.append(
                FieldError(
                    field: "comment", rule: "tooLong",
                    message: LocalizedText(
                        ja: "ひとことは\(Self.longestComment)文字以内にしてください。",
                        en: "Use at most \(Self.longestComment) characters for the comment.")))
        }
        var kept = self
        kept.attendance = form.asksAttendance ? attendance : nil
        kept.comment = form.allowsComment ? comment.map(Self.clean) : nil
        kept.replies = [:]
        for question in form.questions {
            guard let reply = replies[question.code].map(Self.clean), !reply.isEmpty else { continue }
            if !question.choices.isEmpty && !question.choices.contains(reply) || reply.count > Self.longestComment {
                errors.append(
                    FieldError(
                        field: "reply.\(question.code)", rule: "choice",
                        message: LocalizedText(
                            ja: "表示されている中から選ぶか、\(Self.longestComment)文字以内で入力してください。",
                            en: "Choose one of the replies shown, or use at most \(Self.longestComment) characters.")))
            }
            kept.replies[question.code] = reply
        }
        if !form.choices.isEmpty && status == nil && attendance == nil && comment == nil && replies.isEmpty {
            errors += Self.withoutStatus.errors
        }
        guard errors.isEmpty else { throw InvalidInput(errors) }
        return kept
    }

    /// Nobody knows how the person is.
    static let withoutStatus = InvalidInput(
        field: "status", rule: "missing",
        message: LocalizedText(ja: "いまの状況を1つ選んでください。", en: "Choose how you are."))

    /// Line ends and other control characters become spaces: an answer is shown in lists and files. Marks that turn the
    /// direction of what follows are left out: they would make the rest of a line say something else.
    private static func clean(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !scalar.properties.isBidiControl {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: kept.append(" ")
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// Replies as one column keeps them: a line for each, code and text parted by a tab.
    var storedReplies: String {
        replies.sorted { $0.key < $1.key }.map { "\($0.key)\t\($0.value)" }.joined(separator: "\n")
    }

    static func replies(stored: String) -> [String: String] {
        var result: [String: String] = [:]
        for line in stored.split(separator: "\n") {
            guard let tab = line.firstIndex(of: "\t") else { continue }
            result[String(line[..<tab])] = String(line[line.index(after: tab)...])
        }
        return result
    }
}

/// The way by which an answer came.
package enum AnswerPath: String, Sendable, CaseIterable, DatabaseConvertible {
    /// The link of a mail.
    case link
    /// A reply to a mail.
    case mail
    /// A key press on the telephone.
    case voice
    /// A call of the person, with voice ID and password.
    case calledIn
    /// The pages, logged in.
    case page
    /// A program.
    case api
    /// Somebody answered for the person.
    case proxy

    /// The way in words.
    package var words: LocalizedText {
        switch self {
        case .link: LocalizedText(ja: "メールのリンク", en: "Link of a mail")
        case .mail: LocalizedText(ja: "メールの返信", en: "Reply to a mail")
        case .voice: LocalizedText(ja: "電話のキー操作", en: "Key press on the telephone")
        case .calledIn: LocalizedText(ja: "本人からの電話", en: "Call by the person")
        case .page: LocalizedText(ja: "ログイン後の画面", en: "Page after login")
        case .api: LocalizedText(ja: "API", en: "API")
        case .proxy: LocalizedText(ja: "代理での登録", en: "Given by somebody else")
        }
    }
}

/// What became of an answer.
package struct AnswerReceipt: Hashable, Sendable {
    /// What counts for the person now.
    package let answer: Answer
    /// When it was recorded.
    package let at: Instant
    /// Whether it came after the broadcast was closed.
    package let isLate: Bool
    /// Whether the same answer had been recorded before: nothing was added.
    package let isRepeated: Bool
    /// Attempts that will not be made any more.
    package let stopped: Int
}

/// No answer can be recorded: there is no such broadcast, it was called off, it was closed more than 30 days ago, or the
/// person has left.
package struct AnswerRefused: Error, Hashable, Sendable {
    /// Whether it is because the person has left: nobody waits for the answer any more.
    package let hasLeft: Bool

    /// An answer that came too late or for nothing.
    package init(hasLeft: Bool = false) {
        self.hasLeft = hasLeft
    }
}
