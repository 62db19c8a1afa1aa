package import Database
package import Domain

/// A person changes the few things about themselves that are not contacts: language, and location and user code where
/// the organization lets them.
package struct ChangeOwnDetails: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Changes the person of the scope; requires `editOwnProfile`.
    ///
    /// - Throws: `NotAllowed`, also for programs; `InvalidInput` with the rule `fixed` if only administrators change
    ///   the field; `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, language: Language, location: LocationID?, userCode: UserCodeID?, at now: Instant
    ) async throws {
        try scope.require(.editOwnProfile)
        guard let id = scope.person else { throw NotAllowed(capability: .editOwnProfile) }
        try await database.write(scope) { transaction in
            let old = try PersonStore.person(id, in: scope.tenant, transaction).details
            let settings = try ReadSettings.load(scope.tenant, in: transaction)
            var check = InputCheck()
            if location != old.location && !settings.usersMayChangeLocation {
                check.add(Self.fixed("location_code", ja: "ロケーション", en: "Location"))
            }
            if userCode != old.userCode && !settings.usersMayChangeUserCode {
                check.add(Self.fixed("user_code", ja: "ユーザ設定コード", en: "User code"))
            }
            try check.finish()
            var details = old
            details.language = language
            details.location = location
            details.userCode = userCode
            let fields = details.changedFields(from: old)
            if fields.isEmpty { return }
            try PersonStore.requireKnownEntries(details, in: scope.tenant, transaction)
            try PersonStore.update(id, to: details, in: scope.tenant, at: now, transaction)
            try AuditChain.append(
                AuditEvent("person.changed", subject: "person:\(id)", reason: fields.joined(separator: " ")),
                by: scope, at: now, in: transaction)
        }
    }

    private static func fixed(_ name: String, ja: String, en: String) -> FieldError {
        InputField(name, ja: ja, en: en).error(
            "fixed", ja: "は管理者が変更します。変更が必要なときは管理者に連絡してください。",
            en: "% is changed by an administrator. Please ask one.")
    }
}
