package import Database
package import Domain
package import Tenants

/// Words that an organization keeps for the next time (ひな形).
package struct Template: Sendable, Hashable {
    /// Its number.
    package let id: TemplateID
    /// Its name, unlike all others of the organization.
    package let name: String
    /// Safety check or announcement.
    package let kind: BroadcastKind
    /// 件名.
    package let subject: String
    /// 本文.
    package let body: String
    /// When it was last changed.
    package let changedAt: Instant
}

/// Keeps an organization's templates.
package struct EditTemplates: Sendable {
    private let database: Database
    private let clock: WallClock
    private let identifiers: IdentifierSource

    /// The use case on one installation.
    package init(database: Database, clock: WallClock, identifiers: IdentifierSource) {
        self.database = database
        self.clock = clock
        self.identifiers = identifiers
    }

    /// All templates, by name.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func list(_ scope: TenantScope) async throws -> [Template] {
        try scope.require(.broadcast)
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            try transaction.all(
                "SELECT id, name, kind, subject, body, changed_at FROM template WHERE tenant_id = \(tenant) ORDER BY name"
            ) { row in
                Template(
                    id: try row.next(), name: try row.next(), kind: try row.next(), subject: try row.next(),
                    body: try row.next(), changedAt: try row.next())
            }
        }
    }

    /// Saves a template under its name, new or in place of the one with that name; with `replacing`, in place of that
    /// one, whose name may change.
    ///
    /// - Throws: `InvalidInput`, `NotAllowed`, `NotFound`, `DatabaseError`.
    @discardableResult
    package func save(
        name: String, kind: BroadcastKind, subject: String, body: String, replacing existing: TemplateID? = nil,
        _ scope: TenantScope
    ) async throws -> TemplateID {
        try scope.require(.broadcast)
        var errors: [FieldError] = []
        let words = BroadcastText(errors: &errors, subject: subject, body: body)
        let isPlain = !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        if name.isEmpty || name.count > 50 || !isPlain {
            errors.append(
                FieldError(
                    field: "name", rule: "length",
                    message: LocalizedText(
                        ja: "名前は1〜50文字で入力してください。", en: "Name the template in 1 to 50 characters.")))
        }
        guard errors.isEmpty else { throw InvalidInput(errors) }
        let now = clock.now()
        let fresh = identifiers.next(TemplateID.self, now: now)
        return try await database.write(scope) { transaction in
            if let existing {
                let count = try transaction.execute(
                    """
                    UPDATE template
                    SET name = \(name), kind = \(kind), subject = \(words.subject), body = \(words.body),
                        changed_at = \(now)
                    WHERE tenant_id = \(scope.tenant) AND id = \(existing)
                    """)
                guard count == 1 else { throw NotFound("template") }
                return existing
            }
            return try transaction.value(
                TemplateID.self,
                """
                INSERT INTO template (tenant_id, id, name, kind, subject, body, changed_at)
                VALUES (\(scope.tenant), \(fresh), \(name), \(kind), \(words.subject), \(words.body), \(now))
                ON CONFLICT (tenant_id, name) DO UPDATE
                SET kind = excluded.kind, subject = excluded.subject, body = excluded.body,
                    changed_at = excluded.changed_at
                RETURNING id
                """) ?? fresh
        }
    }

    /// Throws a template away.
    ///
    /// - Throws: `NotFound`, `NotAllowed`, `DatabaseError`.
    package func delete(_ id: TemplateID, _ scope: TenantScope) async throws {
        try scope.require(.broadcast)
        try await database.write(scope) { transaction in
            let count = try transaction.execute("DELETE FROM template WHERE tenant_id = \(scope.tenant) AND id = \(id)")
            guard count == 1 else { throw NotFound("template") }
        }
    }
}
