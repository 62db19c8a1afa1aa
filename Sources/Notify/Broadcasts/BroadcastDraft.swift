package import Domain
import Tenants

/// A broadcast as it is being written. Only valid ones can be made.
package struct BroadcastDraft: Hashable, Sendable {
    /// Safety check or announcement.
    package let kind: BroadcastKind
    /// 訓練: marked everywhere.
    package let isDrill: Bool
    /// Goes before everything that can wait; a safety check always does.
    package let isUrgent: Bool
    /// 件名, 1 to 100 characters, as the administrator wrote it.
    package let subject: String
    /// 本文, 1 to 4,000 characters, as the administrator wrote it.
    package let body: String
    /// What is asked.
    package let form: AnswerForm
    /// Who is asked; at least one target.
    package let targets: [Target]
    /// How long answers count as in time, 1 hour to 30 days.
    package let answerPeriod: Duration
    /// The event that it belongs to, if any.
    package let incident: IncidentID?

    /// A broadcast.
    ///
    /// - Throws: `InvalidInput` that names each field that was refused.
    package init(
        kind: BroadcastKind, isDrill: Bool = false, isUrgent: Bool = false, subject: String, body: String,
        form: AnswerForm? = nil, targets: [Target], answerPeriod: Duration = .seconds(7 * 86_400),
        incident: IncidentID? = nil
    ) throws(InvalidInput) {
        var errors: [FieldError] = []
        let words = BroadcastText(errors: &errors, subject: subject, body: body)
        if targets.isEmpty {
            errors.append(
                FieldError(
                    field: "targets", rule: "missing",
                    message: LocalizedText(ja: "送る相手を1つ以上選んでください。", en: "Choose at least one target.")))
        }
        if !(Duration.seconds(3_600)...Duration.seconds(30 * 86_400)).contains(answerPeriod) {
            errors.append(
                FieldError(
                    field: "answerPeriod", rule: "range",
                    message: LocalizedText(
                        ja: "回答の受付期間は1時間から30日の間にしてください。", en: "Choose an answer period from 1 hour to 30 days.")))
        }
        guard errors.isEmpty else { throw InvalidInput(errors) }
        self.kind = kind
        self.isDrill = isDrill
        self.isUrgent = isUrgent || kind == .safetyCheck
        self.subject = words.subject
        self.body = words.body
        self.form = form ?? (kind == .safetyCheck ? .safetyCheck : AnswerForm())
        self.targets = targets
        self.answerPeriod = answerPeriod
        self.incident = incident
    }
}

/// Subject and body of a message, checked: lengths, and no character that could end a header or hide text. Of a text in
/// both languages each part may be as long as a text in one, since nobody gets more than one part.
struct BroadcastText {
    static let longestSubject = 100
    static let longestBody = 4_000

    let subject: String
    let body: String

    init(errors: inout [FieldError], subject: String, body: String) {
        self.subject = WidthFolding.trimmed(subject)
        self.body = WidthFolding.trimmed(body.replacing("\r\n", with: "\n"))
        let parts = Language.allCases.map { OwnLanguage.words(self.subject, self.body, for: $0) }
        Self.check(
            self.subject, parts.map(\.subject), field: "subject", label: LocalizedText(ja: "件名", en: "Subject"),
            maximum: Self.longestSubject, allowsLines: false, &errors)
        Self.check(
            self.body, parts.map(\.body), field: "body", label: LocalizedText(ja: "本文", en: "Text"),
            maximum: Self.longestBody, allowsLines: true, &errors)
    }

    private static func check(
        _ text: String, _ parts: [String], field: String, label: LocalizedText, maximum: Int, allowsLines: Bool,
        _ errors: inout [FieldError]
    ) {
        func refuse(_ rule: String, ja: String, en: String) {
            errors.append(
                FieldError(
                    field: field, rule: rule,
                    message: LocalizedText(ja: "\(label[.japanese])\(ja)", en: "\(label[.english]): \(en)")))
        }
        if text.isEmpty { refuse("missing", ja: "を入力してください。", en: "please fill it in.") }
        if parts.contains(where: { $0.count > maximum }) {
            refuse("tooLong", ja: "は\(maximum)文字以内にしてください。", en: "use at most \(maximum) characters.")
        }
        let allowed: Set<Unicode.Scalar> = allowsLines ? ["\n", "\t"] : []
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && !allowed.contains($0) }) {
            refuse("control", ja: "に使えない文字があります。入力し直してください。", en: "it holds a character that cannot be used.")
        }
    }
}
