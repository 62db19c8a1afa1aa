package import Database
package import Domain
package import Tenants

/// What the answer page shows; nothing private beyond one's own status.
package struct AnswerPage: Hashable, Sendable {
    /// An earthquake, as JMA's newest report has it.
    package struct Quake: Hashable, Sendable {
        /// When the earth shook.
        package let at: Instant
        /// Where.
        package let place: LocalizedText
    }

    /// The organization's title.
    package let systemTitle: String
    /// The IANA name of the organization's time zone.
    package let timeZone: String
    /// The person's name.
    package let name: String
    /// The person's name in kana; may be empty.
    package let kana: String
    /// The person's language; the page can switch.
    package let language: Language
    /// Safety check or announcement.
    package let kind: BroadcastKind
    /// 訓練.
    package let isDrill: Bool
    /// 件名.
    package let subject: String
    /// 本文.
    package let body: String
    /// What is asked.
    package let form: AnswerForm
    /// Why the person is asked.
    package let because: AskedBecause
    /// The earthquake that it is about; nil for what an administrator sent, and for drills.
    package let quake: Quake?
    /// What the person answered last, if at all.
    package let answer: AnswerEntry?
    /// Whether an answer stopped the attempts that were left.
    package let isStopped: Bool
    /// Whether an answer would be recorded as late.
    package let isOver: Bool
    /// Whether an answer would be recorded at all.
    package let takesAnswers: Bool
    /// Whether that is not so because the person has left.
    package let hasLeft: Bool
}

/// Shows the answer page to the holder of a token, and notes that it was fetched: it may have been a mail scanner, so this
/// never counts as an answer.
package struct OpenAnswerPage: Sendable {
    private let database: Database
    private let clock: WallClock
    private let links: AnswerLinks

    /// The use case on one installation.
    package init(database: Database, clock: WallClock, links: AnswerLinks? = nil) {
        self.database = database
        self.clock = clock
        self.links = links ?? AnswerLinks(database: database)
    }

    /// The page of one token.
    ///
    /// - Throws: `NotFound` for a token that belongs to nobody, `DatabaseError`.
    package func callAsFunction(_ token: AnswerToken) async throws -> AnswerPage {
        guard let (place, _) = try await links.place(of: token) else { throw NotFound("answer") }
        let (tenant, broadcast, person) = (place.tenant, place.broadcast, place.person)
        let now = clock.now()
        let (page, isFirst) = try await database.read(.tenant(tenant)) { transaction in
            try Self.read(tenant, broadcast, person, now, transaction)
        }
        guard let page else { throw NotFound("answer") }
        if isFirst {
            try await database.write(.tenant(tenant)) { transaction in
                _ = try transaction.execute(
                    """
                    UPDATE recipient
                    SET fetched_at = \(now),
                        level = CASE WHEN level < \(RecipientLevel.fetched) THEN \(RecipientLevel.fetched) ELSE level END
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                      AND fetched_at IS NULL
                    """)
            }
        }
        return page
    }

    /// The page of the logged-in person.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `DatabaseError`.
    package func own(_ broadcast: BroadcastID, _ scope: TenantScope) async throws -> AnswerPage {
        try scope.require(.answerOwn)
        guard let person = scope.person else { throw NotAllowed(capability: .answerOwn) }
        let now = clock.now()
        let (page, _) = try await database.read(scope) { transaction in
            try Self.read(scope.tenant, broadcast, person, now, transaction)
        }
        guard let page else { throw NotFound("broadcast") }
        return page
    }

    /// The page of the person whom an attempt calls: the language to speak, and what is asked.
    ///
    /// - Throws: `NotFound` for a call that belongs to nobody, `DatabaseError`.
    package func ofCall(_ key: AttemptKey) async throws -> AnswerPage {
        let now = clock.now()
        let (page, _) = try await database.read(.tenant(key.tenant)) { transaction in
            try Self.read(key.tenant, key.broadcast, key.person, now, transaction)
        }
        guard let page else { throw NotFound("call") }
        return page
    }

    /// What was asked or told, with what was corrected last before it.
    private static func words(_ body: String, correctedBy correction: String?, _ language: Language) -> String {
        guard let correction else { return body }
        return LocalizedText(ja: "【訂正】", en: "[CORRECTION] ")[language]
            + OwnLanguage.part(of: correction, for: language) + "\n\n" + body
    }

    private static func read(
        _ tenant: TenantID, _ broadcast: BroadcastID, _ person: PersonID, _ now: Instant, _ transaction: Transaction
    ) throws -> (page: AnswerPage?, isFirst: Bool) {
        let counted = try AnswerEntry.all(of: person, to: broadcast, in: tenant, transaction).counted
        var isFirst = false
        let page = try transaction.first(
            """
            SELECT t.system_title, z.value, p.name, p.name_kana, p.language, b.kind, b.is_drill,
                   b.subject, b.body, c.body,
                   b.answer_form, r.reason, r.reason_place, r.reason_note, b.status, b.closes_at, b.ended_at,
                   r.end_reason, r.fetched_at, p.employment, i.occurred_at, i.place_ja, i.place_en
            FROM recipient r
            JOIN broadcast b ON b.tenant_id = r.tenant_id AND b.id = r.broadcast_id
            JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
            JOIN tenant t ON t.id = r.tenant_id
            LEFT JOIN broadcast_round c ON c.tenant_id = b.tenant_id AND c.broadcast_id = b.id AND c.round =
                (SELECT MAX(n.round) FROM broadcast_round n
                 WHERE n.tenant_id = b.tenant_id AND n.broadcast_id = b.id AND n.kind = 'correction')
            LEFT JOIN incident i ON i.tenant_id = b.tenant_id AND i.id = b.incident_id
            LEFT JOIN tenant_setting z ON z.tenant_id = r.tenant_id AND z.name = 'timeZone'
            WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast) AND r.person_id = \(person)
              AND b.status <> 'calledOff'
            """
        ) { row in
            let title = try row.next(String.self)
            let timeZone = try row.next(String?.self) ?? TenantSettings().timeZone
            let name = try row.next(String.self)
            let kana = try row.next(String.self)
            let language = try row.next(Language.self)
            let kind = try row.next(BroadcastKind.self)
            let isDrill = try row.next(Bool.self)
            let (subject, text) = OwnLanguage.words(try row.next(), try row.next(), for: language)
            let body = Self.words(text, correctedBy: try row.next(), language)
            let form = AnswerForm(stored: try row.next()) ?? AnswerForm()
            let because = try AskedBecause(row: &row)
            let window = try AnswerWindow(row: &row)
            let endReason = try row.next(String?.self)
            isFirst = try row.next(Instant?.self) == nil
            let hasLeft = try row.next(Employment.self) == .left
            let quake = try AnswerPage.Quake(row: &row)
            return AnswerPage(
                systemTitle: title, timeZone: timeZone, name: name, kana: kana, language: language, kind: kind,
                isDrill: isDrill, subject: subject, body: body, form: form, because: because,
                quake: isDrill ? nil : quake, answer: counted,
                isStopped: endReason == StopReason.answered.rawValue, isOver: window.isOver(at: now),
                takesAnswers: !hasLeft && window.takesAnswers(at: now), hasLeft: hasLeft)
        }
        return (page, isFirst)
    }
}

extension AnswerPage.Quake {
    /// The columns `occurred_at`, `place_ja` and `place_en` of an incident, if there is one and its place is known.
    fileprivate init?(row: inout Row) throws {
        let at = try row.next(Instant?.self)
        let (japanese, english) = (try row.next(String?.self) ?? "", try row.next(String?.self) ?? "")
        guard let at, !japanese.isEmpty else { return nil }
        self.init(at: at, place: LocalizedText(ja: japanese, en: english))
    }
}
