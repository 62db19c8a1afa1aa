import Database
import Domain
import Profiles
import Tenants

/// Reads a reply to a broadcast, and then records what it says in one transaction with the note that it was taken: nobody
/// who writes waits while words are understood.
struct TakeReply: Sendable {
    /// The most replies without a clear answer that are kept of a person.
    private static let mostKept = 20
    private static let longestKept = 500
    private static let life = Duration.seconds(86_400)

    let key: AttemptKey
    let now: Instant
    let outside: DispatchEngine.Capabilities

    /// What a reply says, for somebody who was asked with these choices.
    struct Understood: Sendable {
        fileprivate let form: AnswerForm
        fileprivate let meaning: ReplyMeaning
        /// All that the person wrote.
        fileprivate let words: String
    }

    private struct Asked: Sendable {
        let window: AnswerWindow
        let form: AnswerForm
        let body: String
        let title: String
        let name: String
        let language: Language
    }

    /// What a text means; nil if nobody was asked.
    ///
    /// - Throws: `DatabaseError`.
    func understand(_ text: String) async throws -> Understood? {
        let found = try await outside.database.read(.tenant(key.tenant)) { transaction in
            try asked(transaction).map { ($0.form, try echo($0, transaction)) }
        }
        guard let (form, echo) = found else { return nil }
        let words = OwnWords(text, without: echo)
        return Understood(form: form, meaning: ReplyMeaning(words, form.choices), words: words.text)
    }

    func callAsFunction(
        _ understood: Understood?, _ file: String, _ transaction: Transaction
    ) throws -> InboundOutcome {
        guard try InboundJournal.take(file, .answered, at: now, transaction) else { return .answered }
        let outcome = try take(understood, transaction)
        if outcome != .answered { try InboundJournal.correct(file, outcome, transaction) }
        // Whatever it says, the mail arrived. After the recipient, as everybody who marks contacts.
        if outcome != .refused { try AnsweredContact.note(key, .mail, at: now, transaction) }
        return outcome
    }

    private func take(_ understood: Understood?, _ transaction: Transaction) throws -> InboundOutcome {
        guard let understood, let asked = try asked(transaction), asked.window.takesAnswers(at: now) else {
            return .refused
        }
        guard !understood.form.choices.isEmpty else {
            return try record(Answer(comment: Self.comment(understood.words)), transaction)
        }
        switch understood.meaning {
        case .choice(let place, let comment):
            return try record(
                Answer(status: understood.form.choices[place].code, comment: Self.comment(comment)), transaction)
        case .unclear(let text):
            try keep(text, asked, transaction)
            return .unclear
        }
    }

    private static func comment(_ text: String) -> String? {
        text.isEmpty ? nil : String(text.prefix(Answer.longestComment))
    }

    private func asked(_ transaction: Transaction) throws -> Asked? {
        try transaction.first(
            """
            SELECT b.status, b.closes_at, b.ended_at, b.answer_form, b.body, t.system_title, p.name, p.language
            FROM recipient r
            JOIN broadcast b ON b.tenant_id = r.tenant_id AND b.id = r.broadcast_id
            JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
            JOIN tenant t ON t.id = r.tenant_id
            WHERE r.tenant_id = \(key.tenant) AND r.broadcast_id = \(key.broadcast) AND r.person_id = \(key.person)
            """
        ) { row in
            Asked(
                window: try AnswerWindow(row: &row), form: AnswerForm(stored: try row.next()) ?? AnswerForm(),
                body: try row.next(), title: try row.next(), name: try row.next(), language: try row.next())
        }
    }

    /// The lines of what was sent: long ones only, since nobody answers with them.
    private func echo(_ asked: Asked, _ transaction: Transaction) throws -> Set<String> {
        let bodies = try transaction.values(
            String.self,
            """
            SELECT body FROM broadcast_round
            WHERE tenant_id = \(key.tenant) AND broadcast_id = \(key.broadcast) AND body IS NOT NULL
            """)
        let hint = MessageComposer.replyHint(asked.form.choices)
        let lines = ([asked.body] + bodies + Language.allCases.map { hint[$0] }).flatMap {
            $0.split(whereSeparator: \.isNewline).map { WidthFolding.trimmed(String($0)) }
        }
        return Set(lines.filter { $0.count > 8 })
    }

    private func record(_ answer: Answer, _ transaction: Transaction) throws -> InboundOutcome {
        let press = AnswerJournal.Press(
            person: key.person, answer: answer, path: .mail, author: "person:\(key.person)")
        let journal = AnswerJournal(tenant: key.tenant, broadcast: key.broadcast, now: now)
        switch try journal.record([press], transaction)[0] {
        case .success: return .answered
        case .failure: return .refused
        }
    }

    /// Keeps what the person wrote, and asks back the first time.
    private func keep(_ text: String, _ asked: Asked, _ transaction: Transaction) throws {
        let earlier =
            try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM unclear_reply
                WHERE tenant_id = \(key.tenant) AND broadcast_id = \(key.broadcast) AND person_id = \(key.person)
                """) ?? 0
        guard earlier < Self.mostKept else { return }
        try transaction.execute(
            """
            INSERT INTO unclear_reply (tenant_id, broadcast_id, person_id, seq, at, text)
            VALUES (\(key.tenant), \(key.broadcast), \(key.person), \(earlier + 1), \(now),
                    \(String(text.prefix(Self.longestKept))))
            """)
        guard earlier == 0, let address = try address(transaction) else { return }
        let words = UnclearReplyWords(title: asked.title, name: asked.name, choices: asked.form.choices)
        try ServiceMessage(
            .askedBack, person: key.person, address: address, subject: words.subject[asked.language],
            body: words.body[asked.language], language: asked.language, expiresAt: now + Self.life, replyTo: key
        ).enqueue(in: key.tenant, outside.identifiers, outside.seal, at: now, transaction)
    }

    /// The contact that was asked, if it is still there: whoever wrote back may write from anywhere.
    private func address(_ transaction: Transaction) throws -> String? {
        let position = try transaction.value(
            Int.self,
            """
            SELECT position FROM attempt
            WHERE tenant_id = \(key.tenant) AND broadcast_id = \(key.broadcast) AND person_id = \(key.person)
              AND round = \(key.round) AND step = \(key.step) AND channel = \(Channel.mail)
            """)
        let contacts = try SendingContacts.load(of: [key.person], in: key.tenant, transaction)[key.person]
        return contacts?.mails.first { $0.position == position }?.value
    }
}

/// What somebody is asked whose reply could mean anything. The system title is never translated.
struct UnclearReplyWords {
    let title: String
    let name: String
    let choices: [AnswerChoice]

    var subject: LocalizedText {
        LocalizedText(ja: "【\(title)】返信の内容を確認させてください", en: "【\(title)】Please tell us once more")
    }

    var body: LocalizedText {
        func list(_ language: Language) -> String {
            choices.enumerated().map { "\($0.offset + 1)　\($0.element[language])" }.joined(separator: "\n")
        }
        return LocalizedText(
            ja: """
                \(name) さん

                いただいた返信から、いまの状況を読み取れませんでした。
                このメールに、次の番号を1つだけ書いて返信してください。

                \(list(.japanese))

                先にお送りしたメールのリンクからも回答できます。
                ―― \(title) ――

                """,
            en: """
                Dear \(name),

                we could not tell from your reply how you are.
                Please reply to this mail with one of these numbers, and nothing else.

                \(list(.english))

                You can also answer by the link in the mail before this one.
                ―― \(title) ――

                """)
    }
}
