package import Domain

/// What a broadcast says, the same for everybody.
package struct MessageContent: Hashable, Sendable {
    /// The organization's title, never translated.
    package var systemTitle: String
    /// Safety check or announcement.
    package var kind: BroadcastKind
    /// 訓練: marked in subject, text and prompt.
    package var isDrill: Bool
    /// 訂正: the round corrects what was said before.
    package var isCorrection: Bool
    /// The administrator's subject, never translated; of one in both languages the reader's part.
    package let subject: LocalizedText
    /// The administrator's text, never translated; of one in both languages the reader's part.
    package let body: LocalizedText
    /// What was corrected since, for those who get these words after the correction.
    package let correction: LocalizedText?
    /// What is asked.
    package var form: AnswerForm

    /// What a broadcast says. Texts in both languages are taken apart here, once for everybody.
    package init(
        systemTitle: String, kind: BroadcastKind, isDrill: Bool, isCorrection: Bool = false, subject: String,
        body: String, correction: String? = nil, form: AnswerForm
    ) {
        self.systemTitle = systemTitle
        self.kind = kind
        self.isDrill = isDrill
        self.isCorrection = isCorrection
        self.subject = OwnLanguage.subject(subject, of: body)
        self.body = OwnLanguage.own(body)
        self.correction = correction.map(OwnLanguage.own)
        self.form = form
    }
}

/// Whom a message is for.
package struct Addressee: Hashable, Sendable {
    /// The person's name.
    package let name: String
    /// The person's language.
    package let language: Language
    /// Why the person is asked.
    package let because: AskedBecause
    /// The person's token for this broadcast.
    package let token: AnswerToken

    /// Whom a message is for.
    package init(name: String, language: Language, because: AskedBecause, token: AnswerToken) {
        self.name = name
        self.language = language
        self.because = because
        self.token = token
    }
}

/// A mail, ready for the channel.
package struct ComposedMail: Hashable, Sendable {
    /// 件名.
    package let subject: String
    /// Plain text; lines end with `\n`.
    package let body: String
}

/// A call, ready for the channel.
package struct ComposedCall: Hashable, Sendable {
    /// All that is said before the key press, the meaning of the keys included.
    package let prompt: String
    /// Said when no key was pressed.
    package let farewell: String
    /// The answers by key: the first is key 1.
    package let keys: [String]
}
