package import Database
package import Domain

/// An administrator changes settings: all of the given ones, or none.
package struct ChangeSettings: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Changes settings; requires `manageSettings`. A nil value goes back to the default.
    ///
    /// - Parameter values: Values as text by name (`SettingDescriptor`).
    /// - Returns: All settings, as they are now.
    /// - Throws: `NotAllowed`, `NotForPrograms` if a token's holder would change how safe logins are, `InvalidInput` that
    ///   names each refused setting, or `DatabaseError`.
    @discardableResult
    package func callAsFunction(
        _ scope: TenantScope, _ values: [String: String?], at now: Instant
    ) async throws -> TenantSettings {
        try scope.require(.manageSettings)
        try Self.refuseUnknown(values.keys.sorted())
        return try await database.write(scope) { transaction in
            // The tenant's row keeps two administrators from passing the check together.
            try transaction.forEach(
                "SELECT id FROM tenant WHERE id = \(scope.tenant)\(dialect: .forUpdate)"
            ) { _ in }
            let before = try ReadSettings.load(scope.tenant, in: transaction)
            let after = try Self.apply(values, to: before)
            for descriptor in SettingDescriptor.catalogue {
                let text = descriptor.text(in: after)
                if text == descriptor.text(in: before) { continue }
                if case .token = scope.actor, SettingDescriptor.ofLogins.contains(where: { $0.key == descriptor.key }) {
                    throw NotForPrograms()
                }
                try Self.store(text, descriptor, scope, now, transaction)
            }
            return after
        }
    }

    /// Settings with these values taken over, checked one by one and together; for a preview before they are stored.
    ///
    /// - Parameter values: Values as text by name (`SettingDescriptor`); nil for the default.
    /// - Throws: `InvalidInput` that names each refused setting.
    package static func apply(
        _ values: [String: String?], to settings: TenantSettings
    ) throws(InvalidInput) -> TenantSettings {
        var settings = settings
        var check = InputCheck()
        for descriptor in SettingDescriptor.catalogue {
            guard let value = values[descriptor.key] else { continue }
            _ = check.take { () throws(InvalidInput) in
                try descriptor.set(value ?? descriptor.defaultText, in: &settings)
            }
        }
        try check.finish()
        try settings.check()
        return settings
    }

    private static func refuseUnknown(_ keys: [String]) throws(InvalidInput) {
        let unknown = keys.filter { SettingDescriptor.named($0) == nil }
        if unknown.isEmpty { return }
        throw InvalidInput(
            unknown.map { key in
                FieldError(
                    field: key, rule: "unknown",
                    message: LocalizedText(ja: "「\(key)」という設定はありません。", en: "There is no setting “\(key)”."))
            })
    }

    private static func store(
        _ text: String, _ descriptor: SettingDescriptor, _ scope: TenantScope, _ now: Instant,
        _ transaction: Transaction
    ) throws {
        if text == descriptor.defaultText {
            try transaction.execute(
                "DELETE FROM tenant_setting WHERE tenant_id = \(scope.tenant) AND name = \(descriptor.key)")
        } else {
            try transaction.execute(
                """
                INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                VALUES (\(scope.tenant), \(descriptor.key), \(text), \(now))
                ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
                """)
        }
        try AuditChain.append(
            AuditEvent("setting.changed", subject: descriptor.key, reason: text), by: scope, at: now, in: transaction)
    }
}

/// No program may do this, whatever its token grants: a person does it who has shown who they are a short while ago.
package struct NotForPrograms: Error, Hashable, Sendable {}
