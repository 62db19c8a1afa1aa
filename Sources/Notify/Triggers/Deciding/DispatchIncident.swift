import Database
package import Domain
package import Profiles
import Tenants

/// Makes what triggers decide into broadcasts of the dispatch engine.
package struct DispatchIncident: Sendable {
    private let identifiers: IdentifierSource
    private let policy: DispatchPolicy
    private let regions: RegionTable
    private let wake: @Sendable () -> Void

    /// - Parameter wake: Tells the engine, after a commit, that there is something to do.
    package init(
        identifiers: IdentifierSource, policy: DispatchPolicy, regions: RegionTable,
        wake: @escaping @Sendable () -> Void
    ) {
        self.identifiers = identifiers
        self.policy = policy
        self.regions = regions
        self.wake = wake
    }

    /// The actions for `DecideBulletin`.
    package var actions: IncidentActions {
        IncidentActions(
            start: { try start($0, $1) },
            grow: { try grow($0, $1, $2) },
            correct: { try tell($0, $1, .correction, $2) },
            cancel: { try tell($0, $1, .retraction, $2) },
            callOff: { try callOff($0, $1, $2, $3) },
            hasBegun: { try hasBegun($0, $1, $2) },
            wake: wake)
    }

    private func start(_ report: IncidentReport, _ transaction: Transaction) throws -> BroadcastID {
        let settings = try ReadSettings.load(report.tenant, in: transaction)
        let text = try text(report, settings.defaultLanguage, transaction)
        let draft = try BroadcastDraft(
            kind: .safetyCheck, isUrgent: true, subject: text.subject, body: text.body,
            form: AnswerForm(safetyCheckOf: settings), targets: report.targets(in: regions),
            incident: try incident(report, settings.defaultLanguage, transaction))
        let raise = RaiseBroadcast(
            clock: WallClock { report.now }, identifiers: identifiers, policy: policy)
        return try raise(draft, TriggerScope.scope(report), in: transaction)
    }

    private func grow(
        _ broadcast: BroadcastID, _ report: IncidentReport, _ transaction: Transaction
    ) throws -> BroadcastID {
        let store = BroadcastStore(tenant: report.tenant, now: report.now)
        let state = try store.lock(broadcast, transaction)
        let isOver = state.closesAt.map { $0 <= report.now } ?? false
        // Somebody ended it, but not for people whom the earthquake had not reached then.
        guard state.status.stopReason == nil, !isOver else { return try start(report, transaction) }
        let language = try ReadSettings.load(report.tenant, in: transaction).defaultLanguage
        _ = try incident(report, language, transaction)
        let round = state.rounds + 1
        try TargetStore.save(
            report.targets(in: regions), of: broadcast, round: round, in: report.tenant, transaction)
        try store.insertRound(
            round, .growth, of: broadcast, startedAt: max(report.now, state.startsAt ?? report.now),
            try policy.settings(report.tenant, transaction), transaction)
        try audit("broadcast.grown", broadcast, report, transaction)
        return broadcast
    }

    private func tell(
        _ broadcast: BroadcastID, _ report: IncidentReport, _ kind: RoundKind, _ transaction: Transaction
    ) throws -> Bool {
        let store = BroadcastStore(tenant: report.tenant, now: report.now)
        let state = try store.lock(broadcast, transaction)
        let isOver = state.closesAt.map { $0 <= report.now } ?? false
        guard state.status.stopReason == nil, !isOver else { return false }
        if kind == .retraction {
            // Nobody new is asked about what was taken back.
            try transaction.execute(
                """
                UPDATE broadcast_round SET cursor = NULL
                WHERE tenant_id = \(report.tenant) AND broadcast_id = \(broadcast)
                """)
        }
        let language = try ReadSettings.load(report.tenant, in: transaction).defaultLanguage
        if kind == .correction { _ = try incident(report, language, transaction) }
        let words = try words(report, language, transaction)
        try TargetStore.save(
            report.withdrawn, of: broadcast, round: state.rounds + 1, in: report.tenant, transaction)
        try store.insertRound(
            state.rounds + 1, kind, of: broadcast, startedAt: report.now,
            try policy.settings(report.tenant, transaction).withoutRetries,
            subject: words.subject, body: words.body, transaction)
        try audit("broadcast.corrected", broadcast, report, transaction)
        return true
    }

    private func callOff(
        _ broadcast: BroadcastID, _ tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws {
        let state = try BroadcastStore(tenant: tenant, now: now).lock(broadcast, transaction)
        guard state.status.stopReason == nil else { return }
        try transaction.execute(
            """
            UPDATE broadcast
            SET status = 'calledOff', ended_at = \(now), sweep_cursor = 0, has_work = 1, changed_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(broadcast)
            """)
        try transaction.execute(
            "UPDATE broadcast_round SET cursor = NULL WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)")
        try AuditChain.append(
            AuditEvent("broadcast.calledOff", subject: "broadcast:\(broadcast)"), tenant: tenant, actor: .system,
            requestID: "broadcast:\(broadcast)", at: now, in: transaction)
    }

    /// The broadcast's row is locked first, so that nobody starts, stops or grows it between the question and what
    /// follows from it.
    private func hasBegun(_ broadcast: BroadcastID, _ tenant: TenantID, _ transaction: Transaction) throws -> Bool {
        try transaction.forEach(
            "SELECT id FROM broadcast WHERE tenant_id = \(tenant) AND id = \(broadcast)\(dialect: .forUpdate)"
        ) { _ in }
        return try transaction.value(
            Int.self,
            """
            SELECT 1 FROM attempt WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND hand_offs > 0 LIMIT 1
            """) != nil
    }

    /// The incident that gathers the broadcasts of this earthquake.
    private func incident(
        _ report: IncidentReport, _ language: Language, _ transaction: Transaction
    ) throws -> IncidentID? {
        let title = report.title[language].clean(200, keepsLines: false)
        return try transaction.value(
            IncidentID.self,
            """
            INSERT INTO incident (tenant_id, id, event_key, title, occurred_at, created_at, place_ja, place_en)
            VALUES (\(report.tenant), \(identifiers.next(IncidentID.self, now: report.now)), \(report.event.text),
                    \(title), \(report.occurredAt), \(report.now),
                    \(report.place[.japanese].clean(200, keepsLines: false)),
                    \(report.place[.english].clean(200, keepsLines: false)))
            ON CONFLICT (tenant_id, event_key) DO UPDATE SET title = excluded.title, occurred_at = excluded.occurred_at,
                place_ja = excluded.place_ja, place_en = excluded.place_en
            RETURNING id
            """)
    }

    /// The organization's own words, or the built-in ones.
    private func text(
        _ report: IncidentReport, _ language: Language, _ transaction: Transaction
    ) throws -> (subject: String, body: String) {
        guard let template = report.template,
            let own = try transaction.first(
                "SELECT subject, body FROM template WHERE tenant_id = \(report.tenant) AND id = \(template)",
                { (subject: try $0.next(String.self), body: try $0.next(String.self)) })
        else { return try words(report, language, transaction) }
        let subject = own.subject.clean(BroadcastText.longestSubject, keepsLines: false)
        let body = own.body.clean(BroadcastText.longestBody, keepsLines: true)
        return (
            subject.isEmpty ? LocalizedText(ja: "安否確認", en: "Are you safe?")[language] : subject,
            body.isEmpty ? LocalizedText(ja: "あなたの状況を知らせてください。", en: "Please tell us how you are.")[language] : body
        )
    }

    /// The built-in words: in both languages where somebody reads another one than the organization's, because nobody is to
    /// puzzle over a message after an earthquake.
    private func words(
        _ report: IncidentReport, _ language: Language, _ transaction: Transaction
    ) throws -> (subject: String, body: String) {
        func clean(_ text: LocalizedText, _ maximum: Int, keepsLines: Bool) -> LocalizedText {
            LocalizedText(
                ja: text[.japanese].clean(maximum, keepsLines: keepsLines),
                en: text[.english].clean(maximum, keepsLines: keepsLines))
        }
        let subject = clean(report.subject, BroadcastText.longestSubject, keepsLines: false)
        let body = clean(report.body, BroadcastText.longestBody, keepsLines: true)
        let othersRead =
            try transaction.value(
                Int.self,
                """
                SELECT 1 FROM person
                WHERE tenant_id = \(report.tenant) AND language <> \(language) AND employment <> 'left' LIMIT 1
                """) != nil
        return othersRead
            ? (OwnLanguage.bothSubjects(subject), OwnLanguage.both(body)) : (subject[language], body[language])
    }

    private func audit(
        _ action: StaticString, _ broadcast: BroadcastID, _ report: IncidentReport, _ transaction: Transaction
    ) throws {
        try AuditChain.append(
            AuditEvent(action, subject: "broadcast:\(broadcast)"), by: TriggerScope.scope(report), at: report.now,
            in: transaction)
    }
}

extension IncidentReport {
    /// The people of the regions, and of their prefectures those whose address names no region: they may be anywhere
    /// in it, and better one question too many than a person forgotten.
    fileprivate func targets(in table: RegionTable) -> [Target] {
        var prefectures: [PrefectureCode: Intensity] = [:]
        for (code, intensity) in regions {
            guard let prefecture = table[code]?.prefecture else { continue }
            prefectures[prefecture] = max(prefectures[prefecture] ?? intensity, intensity)
        }
        return regions.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { code, intensity in
            Target.region(code, addresses, intensity: intensity.name[.japanese])
        }
            + prefectures.sorted { $0.key < $1.key }.map { code, intensity in
                Target.prefectureWithoutRegion(code, addresses, intensity: intensity.name[.japanese])
            }
    }
}

extension DispatchSettings {
    /// A correction goes to each address once.
    fileprivate var withoutRetries: DispatchSettings {
        var settings = self
        if let once = Retry(count: 0, interval: settings.mail.interval) { settings.mail = once }
        if let once = Retry(count: 0, interval: settings.voice.interval) { settings.voice = once }
        return settings
    }
}

extension String {
    /// No longer than this, and with a space for each character that a message cannot hold: a bulletin's strange letter
    /// must never keep a safety check from going out.
    fileprivate func clean(_ maximum: Int, keepsLines: Bool) -> String {
        let scalars = unicodeScalars.map { scalar -> Unicode.Scalar in
            let isControl = scalar.properties.generalCategory == .control
            return isControl && !(keepsLines && (scalar == "\n" || scalar == "\t")) ? " " : scalar
        }
        return String(String(String.UnicodeScalarView(scalars)).prefix(maximum))
    }
}
