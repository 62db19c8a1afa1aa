package import Database
package import Domain
package import Tenants

/// Takes an answer, whatever way it comes. It is durable when this returns, and the remaining attempts are stopped in the same
/// transaction; no login and no lock stands in the way of a link.
package struct RecordAnswer: Sendable {
    private let database: Database
    private let clock: WallClock
    private let desk: AnswerDesk
    let failpoints: Failpoints
    /// What is known of links; whoever shows the page looks there too.
    package let links: AnswerLinks

    /// The use case on one installation.
    package init(database: Database, clock: WallClock, failpoints: Failpoints = .none) {
        self.database = database
        self.clock = clock
        self.failpoints = failpoints
        desk = AnswerDesk(database: database, clock: clock, failpoints: failpoints)
        links = AnswerLinks(database: database)
    }

    /// An answer by the link of a mail; the token is all the proof there is.
    ///
    /// - Throws: `NotFound` for a token that belongs to nobody, `AnswerRefused`, `InvalidInput`, `DatabaseError`.
    package func callAsFunction(_ answer: Answer, token: AnswerToken) async throws -> AnswerReceipt {
        while let (place, isRemembered) = try await links.place(of: token) {
            do {
                return try await record(
                    answer, place.broadcast, place.person, place.tenant, via: .link, by: "person:\(place.person)")
            } catch is AnswerRefused where isRemembered {
                // The recipient may be gone since.
                links.forget(token)
            }
        }
        throw NotFound("answer")
    }

    /// One's own answer while logged in, or by a program on behalf of the logged-in person.
    ///
    /// - Throws: `NotAllowed`, `AnswerRefused`, `InvalidInput`, `DatabaseError`.
    package func own(
        _ answer: Answer, to broadcast: BroadcastID, via path: AnswerPath = .page, _ scope: TenantScope
    ) async throws -> AnswerReceipt {
        try scope.require(.answerOwn)
        guard let person = scope.person else { throw NotAllowed(capability: .answerOwn) }
        return try await record(answer, broadcast, person, scope.tenant, via: path, by: scope.actor.auditName)
    }

    /// What an administrator knows about a person; it never replaces the person's own word.
    ///
    /// - Parameter learned: How the administrator knows; nil if it wasn't said.
    /// - Throws: `NotAllowed`, `AnswerRefused`, `InvalidInput`, `DatabaseError`.
    package func onBehalf(
        of person: PersonID, _ answer: Answer, to broadcast: BroadcastID, learned: HowLearned? = nil,
        _ scope: TenantScope
    ) async throws -> AnswerReceipt {
        try scope.require(.broadcast)
        let now = clock.now()
        return try await database.write(scope, urgent: true) { transaction in
            let press = AnswerJournal.Press(
                person: person, answer: answer, path: .proxy, author: scope.actor.auditName, learned: learned)
            let receipt = try AnswerJournal(tenant: scope.tenant, broadcast: broadcast, now: now).record(
                press, transaction)
            try AuditChain.append(
                AuditEvent("answer.onBehalf", subject: "person:\(person)", reason: "broadcast:\(broadcast)"),
                by: scope, at: now, in: transaction)
            return receipt
        }
    }

    /// A key press during a call; key 1 is the first answer of the form. The caller has checked the gateway's signature.
    ///
    /// - Throws: `NotFound` for a call that belongs to nobody, `AnswerRefused`, `InvalidInput` for a key without a meaning,
    ///   `DatabaseError`.
    package func byCall(_ key: AttemptKey, pressed digit: Int) async throws -> AnswerReceipt {
        let form = try await database.read(.tenant(key.tenant)) { transaction in
            try transaction.value(
                String.self,
                """
                SELECT b.answer_form FROM attempt a
                JOIN broadcast b ON b.tenant_id = a.tenant_id AND b.id = a.broadcast_id
                WHERE a.tenant_id = \(key.tenant) AND a.broadcast_id = \(key.broadcast)
                  AND a.person_id = \(key.person) AND a.round = \(key.round) AND a.step = \(key.step)
                """)
        }
        guard let form, let choices = AnswerForm(stored: form)?.choices else { throw NotFound("call") }
        guard digit >= 1, digit <= max(choices.count, 1) else {
            throw InvalidInput(
                field: "digit", rule: "choice",
                message: LocalizedText(ja: "案内された番号を押してください。", en: "Press one of the numbers announced."))
        }
        let answer = Answer(status: choices.isEmpty ? nil : choices[digit - 1].code)
        let receipt = try await record(
            answer, key.broadcast, key.person, key.tenant, via: .voice, by: "person:\(key.person)")
        try await note(key)
        return receipt
    }

    private func note(_ key: AttemptKey) async throws {
        let now = clock.now()
        try await database.write(.tenant(key.tenant)) { [failpoints] transaction in
            try AnsweredContact.note(key, .voice, at: now, transaction)
            failpoints.reach(.pressUncommitted)
        }
        failpoints.reach(.pressCommitted)
    }

    private func record(
        _ answer: Answer, _ broadcast: BroadcastID, _ person: PersonID, _ tenant: TenantID, via path: AnswerPath,
        by author: String
    ) async throws -> AnswerReceipt {
        let press = AnswerJournal.Press(person: person, answer: answer, path: path, author: author)
        return try await desk.record(press, to: broadcast, in: tenant)
    }
}
