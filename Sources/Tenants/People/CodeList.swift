package import Database
package import Domain

/// Marks the identifiers of locations.
package enum LocationKind {}
/// Marks the identifiers of user codes.
package enum UserCodeKind {}

/// Location (ロケーション) of one organization.
package typealias LocationID = Identifier<LocationKind>
/// User code (ユーザ設定コード) of one organization.
package typealias UserCodeID = Identifier<UserCodeKind>

/// A list of codes with names that an organization keeps and people are sorted by: departments, locations, user codes.
package struct CodeList<Kind>: Sendable {
    /// One line of the list.
    package struct Entry: Hashable, Sendable, RowDecodable {
        /// Its identifier.
        package let id: Identifier<Kind>
        /// Its code, unique in the list.
        package let code: String
        /// Its name.
        package let name: String

        /// Takes identifier, code and name.
        package init(row: inout Row) throws {
            id = try row.next()
            code = try row.next()
            name = try row.next()
        }
    }

    /// The field that chooses an entry, such as `department_code`.
    package let field: InputField
    let table: SQL
    let personColumn: SQL
    /// The name in the audit chain.
    let auditName: String

    /// The code that somebody typed: 1 to 32 upper-case letters, digits and `-` `_` `.`.
    ///
    /// - Throws: `InvalidInput` of the list's field.
    package func checkedCode(_ raw: String) throws(InvalidInput) -> String {
        try IdentifierText(field: field, length: 1...32, signs: "-_.", isUpperCase: true).check(raw)
    }

    /// The name that somebody typed: 1 to 64 characters.
    ///
    /// - Throws: `InvalidInput` of the field `name`.
    package func checkedName(_ raw: String) throws(InvalidInput) -> String {
        try TextRule(maximum: 64).check(raw, InputField("name", ja: "名称", en: "Name"))
    }

    /// An entry that nobody else changes before the transaction ends.
    ///
    /// - Throws: `NotFound` or `DatabaseError`.
    func held(_ id: Identifier<Kind>, in tenant: TenantID, _ transaction: Transaction) throws -> Entry {
        let entry = try transaction.first(
            Entry.self,
            "SELECT id, code, name FROM \(table) WHERE tenant_id = \(tenant) AND id = \(id)\(dialect: .forUpdate)")
        guard let entry else { throw NotFound(auditName) }
        return entry
    }

    /// The reason of the audit row of an entry that was added: what it was at first.
    static func added(code: String, name: String) -> String {
        AuditChange.reason([AuditChange("code", from: "", to: code), AuditChange("name", from: "", to: name)])
    }

    /// Removes an entry.
    ///
    /// - Returns: The reason of the audit row: what the entry was, which nobody can look up any more.
    /// - Throws: `NotFound` or `DatabaseError`.
    func remove(_ id: Identifier<Kind>, in tenant: TenantID, _ transaction: Transaction) throws -> String {
        let entry = try held(id, in: tenant, transaction)
        try transaction.execute("DELETE FROM \(table) WHERE tenant_id = \(tenant) AND id = \(id)")
        return AuditChange.reason([
            AuditChange("code", from: entry.code, to: ""), AuditChange("name", from: entry.name, to: ""),
        ])
    }

    /// The identifiers of these codes; unknown ones are missing.
    func identifiers(
        of codes: [String], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [String: Identifier<Kind>] {
        if codes.isEmpty { return [:] }
        var result: [String: Identifier<Kind>] = [:]
        try transaction.forEach(
            "SELECT code, id FROM \(table) WHERE tenant_id = \(tenant) AND code IN \(list: codes)"
        ) { row in
            result[try row.next()] = try row.next(Identifier<Kind>.self)
        }
        return result
    }

    /// Refuses an entry that does not exist in this organization.
    func requireKnown(_ id: Identifier<Kind>?, in tenant: TenantID, _ transaction: Transaction) throws {
        guard let id else { return }
        let known = try transaction.value(
            Int.self, "SELECT 1 FROM \(table) WHERE tenant_id = \(tenant) AND id = \(id)")
        if known == nil { throw unknown }
    }

    /// The refusal of an entry that does not exist.
    var unknown: InvalidInput {
        InvalidInput([field.notInList])
    }
}

extension InputField {
    /// The error of a choice that its list does not have.
    var notInList: FieldError {
        error("unknown", ja: "が一覧にありません。一覧から選んでください。", en: "% is not in the list. Choose one from the list.")
    }
}

extension CodeList where Kind == DepartmentKind {
    /// Departments (所属, 部門).
    package static var departments: Self {
        CodeList(
            field: InputField("department_code", ja: "部門コード", en: "Department code"), table: "department",
            personColumn: "department_id", auditName: "department")
    }
}

extension CodeList where Kind == LocationKind {
    /// Locations (ロケーション, R-132).
    package static var locations: Self {
        CodeList(
            field: InputField("location_code", ja: "ロケーションコード", en: "Location code"), table: "location",
            personColumn: "location_id", auditName: "location")
    }
}

extension CodeList where Kind == UserCodeKind {
    /// User codes (ユーザ設定コード, R-128).
    package static var userCodes: Self {
        CodeList(
            field: InputField("user_code", ja: "ユーザ設定コード", en: "User code"), table: "user_code",
            personColumn: "user_code_id", auditName: "userCode")
    }
}
