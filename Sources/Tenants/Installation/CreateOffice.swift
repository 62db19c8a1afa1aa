package import Database
package import Domain

/// The operator makes an office (社労士事務所), which administers organizations.
package struct CreateOffice: Sendable {
    private let database: Database
    private let identifiers: IdentifierSource

    /// Writes to this database.
    package init(database: Database, identifiers: IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// Makes an office.
    ///
    /// - Throws: `InvalidInput` of `name`, or of `office_code` if it is taken; `DatabaseError`.
    package func callAsFunction(
        _ scope: InstallationScope, code: OfficeCode, name: String, by actor: Actor, requestID: String, at now: Instant
    ) async throws -> OfficeID {
        let name = try Organization.checkedName(name)
        let id = identifiers.next(OfficeID.self, now: now)
        try await database.write(scope) { transaction in
            let added = try transaction.execute(
                """
                INSERT INTO office (id, code, name, created_at) VALUES (\(id), \(code), \(name), \(now))
                ON CONFLICT (code) DO NOTHING
                """)
            guard added == 1 else {
                throw InputField("office_code", ja: "事務所コード", en: "Office code").refusal(
                    "taken", ja: "はすでに使われています。別のコードにしてください。", en: "% is already in use. Please choose another.")
            }
            let event = AuditEvent("office.created", subject: "office:\(id)")
            try AuditChain.append(
                event, to: .installation, actor: actor, requestID: requestID, at: now, in: transaction)
            try AuditChain.append(event, to: .office(id), actor: actor, requestID: requestID, at: now, in: transaction)
        }
        return id
    }
}
