package import Database
package import Domain

/// An office's help desk for its clients' people: client questions go to the office.
package struct HelpDesk: Hashable, Sendable {
    /// 窓口名.
    package var name: String
    /// The telephone number, as it is read.
    package var phone: String
    /// 受付時間.
    package var hours: String

    /// What somebody typed.
    package init(name: String = "", phone: String = "", hours: String = "") {
        self.name = name
        self.phone = phone
        self.hours = hours
    }

    /// The columns of the table `office` that `init(row:)` takes.
    package static let columns: SQL = "office.help_name, office.help_phone, office.help_hours"

    /// Takes the columns of `columns`; nil where no office was joined, or where it has said nothing.
    package init?(row: inout Row) throws {
        self.init(
            name: try row.next(String?.self) ?? "", phone: try row.next(String?.self) ?? "",
            hours: try row.next(String?.self) ?? "")
        if isEmpty { return nil }
    }

    /// Whether nothing is said.
    package var isEmpty: Bool { name.isEmpty && phone.isEmpty && hours.isEmpty }

    /// On one line, for the foot of a page.
    package var line: String { [name, phone, hours].filter { !$0.isEmpty }.joined(separator: " ") }

    /// The help desk of the office that an organization is a client of.
    ///
    /// - Throws: `DatabaseError`.
    package static func forClient(_ tenant: TenantID, in transaction: Transaction) throws -> HelpDesk? {
        try transaction.first(
            """
            SELECT \(columns) FROM tenant JOIN office ON office.id = tenant.office_id WHERE tenant.id = \(tenant)
            """
        ) { try HelpDesk(row: &$0) } ?? nil
    }

    /// The text without spaces at its ends.
    ///
    /// - Throws: `InvalidInput` that names all wrong fields.
    package func checked() throws(InvalidInput) -> HelpDesk {
        var result = self
        var errors: [FieldError] = []
        func check(_ text: String, _ field: InputField, _ maximum: Int) -> String {
            do throws(InvalidInput) {
                return try TextRule(maximum: maximum, isRequired: false).check(text, field)
            } catch {
                errors += error.errors
                return text
            }
        }
        result.name = check(name, InputField("name", ja: "窓口名", en: "Name"), 60)
        result.phone = check(phone, InputField("phone", ja: "電話番号", en: "Telephone"), 40)
        result.hours = check(hours, InputField("hours", ja: "受付時間", en: "Hours"), 60)
        if !errors.isEmpty { throw InvalidInput(errors) }
        return result
    }
}

/// Shows and changes what an office says about its help desk.
package struct OfficeHelpDesk: Sendable {
    private let database: Database

    /// Works on this database.
    package init(database: Database) {
        self.database = database
    }

    /// What the office says; requires `manageNews`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> HelpDesk {
        let office = try OfficeScope(scope, .manageNews)
        return try await database.read(scope) { transaction in
            try transaction.first("SELECT \(HelpDesk.columns) FROM office WHERE id = \(office.office)") {
                try HelpDesk(row: &$0)
            } ?? nil
        } ?? HelpDesk()
    }

    /// Says something else; requires `manageNews`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of `name`, `phone` and `hours`, or `DatabaseError`.
    package func change(_ scope: TenantScope, to desk: HelpDesk, at now: Instant) async throws {
        let office = try OfficeScope(scope, .manageNews)
        let desk = try desk.checked()
        try await database.write(scope) { transaction in
            try transaction.execute(
                """
                UPDATE office SET help_name = \(desk.name), help_phone = \(desk.phone), help_hours = \(desk.hours)
                WHERE id = \(office.office)
                """)
            try AuditChain.append(
                AuditEvent("office.helpDeskChanged", subject: "office:\(office.office)"), by: scope, at: now,
                in: transaction)
        }
    }
}
