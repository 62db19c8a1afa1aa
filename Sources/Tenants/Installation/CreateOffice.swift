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

    /// Makes an office with the house in which its own people live.
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
                throw Self.taken
            }
            let house = try transaction.execute(
                """
                INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                    created_at)
                VALUES (\(OfficeHouse.tenant(of: id)), \(nil as OfficeID?), \(code.description.lowercased()), \(name),
                        \(String(name.prefix(40))), \(Plan.standard), \(false), \(false), \(now))
                ON CONFLICT (code) DO NOTHING
                """)
            guard house == 1 else { throw Self.taken }
            let event = AuditEvent("office.created", subject: "office:\(id)")
            for chain in [AuditChainID.installation, .office(id), .tenant(OfficeHouse.tenant(of: id))] {
                try AuditChain.append(event, to: chain, actor: actor, requestID: requestID, at: now, in: transaction)
            }
        }
        return id
    }

    /// Offices and organizations share one kind of code at login, so that neither can stand in for the other.
    private static var taken: InvalidInput {
        InputField("office_code", ja: "事務所コード", en: "Office code").refusal(
            "taken", ja: "はすでに使われています。別のコードにしてください。", en: "% is already in use. Please choose another.")
    }
}
