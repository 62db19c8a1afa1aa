package import Database
package import Domain

/// What the organization's directory said of a person, in its own words. A field that the person's own fields say anew
/// is compared with them: whoever changed it here since then is right.
package struct DirectoryLink: Hashable, Sendable {
    /// What the directory calls the user; unique without regard to case.
    package var userName: String
    /// The directory's own identifier.
    package var externalID: String?
    /// `displayName`.
    package var displayName: String?
    /// `name.formatted`.
    package var formattedName: String?
    /// `name.familyName`.
    package var familyName: String?
    /// `name.givenName`.
    package var givenName: String?
    /// The name that the person got by these.
    package var appliedName: String
    /// カナ氏名.
    package var kana: String?
    /// `employeeNumber`.
    package var employeeNumber: String?
    /// `preferredLanguage`.
    package var preferredLanguage: String?
    /// `department`.
    package var department: String?

    /// A link of a user who has no more than a name there.
    package init(userName: String, appliedName: String) {
        self.userName = userName
        self.appliedName = appliedName
    }

    /// The form in which names of users are compared.
    package static func key(_ userName: String) -> String { userName.lowercased() }

    /// The columns of `init?(row:)`, in order; all of them empty where somebody has no link.
    package static let columns: SQL = """
        user_name, external_id, display_name, formatted_name, family_name, given_name, applied_name, kana_name, \
        employee_number, preferred_language, department_name
        """

    /// Takes the columns of `columns`; nil where they are empty.
    package init?(row: inout Row) throws {
        let userName = try row.next(String?.self)
        externalID = try row.next()
        displayName = try row.next()
        formattedName = try row.next()
        familyName = try row.next()
        givenName = try row.next()
        let appliedName = try row.next(String?.self)
        kana = try row.next()
        employeeNumber = try row.next()
        preferredLanguage = try row.next()
        department = try row.next()
        guard let userName, let appliedName else { return nil }
        self.userName = userName
        self.appliedName = appliedName
    }
}

/// Reads and writes rows of the table `directory_link`.
package enum DirectoryLinks {
    /// Keeps what the directory says of a person; whom it had deleted is there again.
    ///
    /// - Throws: `DatabaseError`.
    package static func store(
        _ link: DirectoryLink, of person: PersonID, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        try transaction.execute("DELETE FROM directory_link WHERE tenant_id = \(tenant) AND person_id = \(person)")
        try transaction.execute(
            """
            INSERT INTO directory_link (tenant_id, person_id, user_key, linked_at, \(DirectoryLink.columns))
            VALUES (\(tenant), \(person), \(DirectoryLink.key(link.userName)), \(now), \(link.userName),
                    \(link.externalID as String?), \(link.displayName as String?), \(link.formattedName as String?),
                    \(link.familyName as String?), \(link.givenName as String?), \(link.appliedName),
                    \(link.kana as String?), \(link.employeeNumber as String?), \(link.preferredLanguage as String?),
                    \(link.department as String?))
            """)
    }

    /// Marks that the directory deleted a person, whose data stay until their day.
    ///
    /// - Throws: `DatabaseError`.
    package static func hide(
        _ person: Person, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        let hidden = try transaction.execute(
            """
            UPDATE directory_link SET hidden_at = \(now) WHERE tenant_id = \(tenant) AND person_id = \(person.id)
            """)
        if hidden > 0 { return }
        let name = person.details.loginID.description
        try transaction.execute(
            """
            INSERT INTO directory_link (tenant_id, person_id, user_name, user_key, applied_name, linked_at, hidden_at)
            VALUES (\(tenant), \(person.id), \(name), \(DirectoryLink.key(name)), \(person.details.name), \(now), \(now))
            """)
    }

    /// Who is called so in the directory now, or logs in by this name without having a name there.
    ///
    /// - Throws: `DatabaseError`.
    package static func holder(
        of userName: String, in tenant: TenantID, _ transaction: Transaction
    ) throws -> PersonID? {
        try transaction.value(
            PersonID.self,
            """
            SELECT person_id FROM directory_link
            WHERE tenant_id = \(tenant) AND user_key = \(DirectoryLink.key(userName)) AND hidden_at IS NULL
            UNION ALL
            SELECT id FROM person WHERE tenant_id = \(tenant) AND login_id = \(userName.uppercased())
              AND NOT EXISTS (SELECT 1 FROM directory_link WHERE directory_link.tenant_id = person.tenant_id
                  AND directory_link.person_id = person.id)
            LIMIT 1
            """)
    }

    /// Whom the directory deleted, as far as it tells one from another.
    struct Leaver: Hashable, Sendable {
        let id: PersonID
        let userKey: String
        let externalID: String?
        let employeeCode: EmployeeCode
    }

    /// Somebody whom the directory deleted and who is to be taken up again under this name, identifier or number.
    ///
    /// - Throws: `DatabaseError`.
    package static func leaver(
        userName: String, externalID: String?, employeeCode: EmployeeCode, in tenant: TenantID,
        _ transaction: Transaction
    ) throws -> PersonID? {
        var ways: [SQL] = ["user_key = \(DirectoryLink.key(userName))"]
        if let externalID { ways.append("external_id = \(externalID)") }
        if employeeCode != .none { ways.append("person.employee_code = \(employeeCode)") }
        let leavers = try transaction.all(
            """
            SELECT person.id, user_key, external_id, person.employee_code FROM directory_link JOIN person
              ON person.tenant_id = directory_link.tenant_id AND person.id = directory_link.person_id
            WHERE directory_link.tenant_id = \(tenant) AND hidden_at IS NOT NULL
              AND (\(SQL.joined(ways, by: " OR "))) ORDER BY hidden_at DESC, person.id DESC LIMIT 100
            """
        ) { row in
            Leaver(
                id: try row.next(), userKey: try row.next(), externalID: try row.next(), employeeCode: try row.next())
        }
        return same(userName: userName, externalID: externalID, employeeCode: employeeCode, among: leavers)
    }

    /// Who of those who left is the one whom the directory adds: its own identifier says it before the number, and both
    /// before the name, which another person may get. Whose identifier or number is another one is somebody else.
    ///
    /// - Parameter leavers: Who left last comes first.
    static func same(
        userName: String, externalID: String?, employeeCode: EmployeeCode, among leavers: [Leaver]
    ) -> PersonID? {
        func differs<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
            left != nil && right != nil && left != right
        }
        func number(_ code: EmployeeCode) -> EmployeeCode? { code == .none ? nil : code }
        let identified = leavers.first { externalID != nil && $0.externalID == externalID }
        let numbered = leavers.first { employeeCode != .none && $0.employeeCode == employeeCode }
        let named = leavers.first {
            $0.userKey == DirectoryLink.key(userName) && !differs($0.externalID, externalID)
                && !differs(number($0.employeeCode), number(employeeCode))
        }
        return (identified ?? numbered ?? named)?.id
    }

    /// Somebody with this number of whom the directory has said nothing yet.
    ///
    /// - Throws: `DatabaseError`.
    package static func unlinked(
        _ code: EmployeeCode, in tenant: TenantID, _ transaction: Transaction
    ) throws -> PersonID? {
        if code == .none { return nil }
        return try transaction.value(
            PersonID.self,
            """
            SELECT id FROM person WHERE tenant_id = \(tenant) AND employee_code = \(code)
              AND NOT EXISTS (SELECT 1 FROM directory_link WHERE directory_link.tenant_id = person.tenant_id
                  AND directory_link.person_id = person.id)
            ORDER BY id LIMIT 1
            """)
    }

    /// Whom the directory deleted and somebody takes up again by hand is no longer known to it.
    static func forgetHidden(_ person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            DELETE FROM directory_link
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND hidden_at IS NOT NULL
            """)
    }
}
