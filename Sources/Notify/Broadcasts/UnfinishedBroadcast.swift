package import Domain

/// A broadcast that cannot be sent as it is: what was typed is kept word for word, and checked when it is complete.
package struct UnfinishedBroadcast: Hashable, Sendable {
    /// The longest form that is kept, in bytes.
    private static let longestForm = 60_000

    /// Safety check or announcement.
    package let kind: BroadcastKind
    /// 訓練.
    package let isDrill: Bool
    /// As much of the subject as a list can show; may be empty.
    package let subject: String
    /// What was typed, in the form's own way of writing it.
    package let form: String

    /// Something that was typed.
    ///
    /// - Throws: `InvalidInput` of the field `body` if it is too long to be kept.
    package init(kind: BroadcastKind, isDrill: Bool, subject: String, form: String) throws(InvalidInput) {
        guard form.utf8.count <= Self.longestForm else {
            throw InvalidInput(
                field: "body", rule: "tooLong",
                message: LocalizedText(
                    ja: "下書きに保存するには長すぎます。短くしてください。", en: "This is too long to be kept. Please shorten it."))
        }
        self.kind = kind
        self.isDrill = isDrill
        let plain = subject.unicodeScalars.filter { $0.properties.generalCategory != .control }
        self.subject = String(String(String.UnicodeScalarView(plain)).prefix(BroadcastText.longestSubject))
        self.form = form
    }
}
