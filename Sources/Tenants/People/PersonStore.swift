import Database
import Domain

/// Reads and writes rows of the table `person`.
enum PersonStore {
    static func person(_ id: PersonID, in tenant: TenantID, _ transaction: Transaction) throws -> Person {
        let found = try transaction.first(
            Person.self, "SELECT \(Person.columns) FROM person WHERE tenant_id = \(tenant) AND id = \(id)")
        guard let found else { throw NotFound("person") }
        return found
    }

    /// A person who is about to be changed: nobody else changes them before the transaction ends.
    static func held(_ id: PersonID, in tenant: TenantID, _ transaction: Transaction) throws -> Person {
        let found = try transaction.first(
            Person.self,
            """
            SELECT \(Person.columns) FROM person
            WHERE tenant_id = \(tenant) AND id = \(id)\(dialect: .forUpdate)
            """)
        guard let found else { throw NotFound("person") }
        return found
    }

    /// - Parameter holding: Whether nobody else may change them before the transaction ends, which writes.
    static func people(
        withLoginIDs ids: [LoginID], in tenant: TenantID, holding: Bool = false, _ transaction: Transaction
    ) throws -> [LoginID: Person] {
        var people: [LoginID: Person] = [:]
        let hold: SQL = holding ? " ORDER BY id\(dialect: .forUpdate)" : ""
        try transaction.forEach(
            "SELECT \(Person.columns) FROM person WHERE tenant_id = \(tenant) AND login_id IN \(list: ids)\(hold)"
        ) { row in
            let person = try Person(row: &row)
            people[person.details.loginID] = person
        }
        return people
    }

    /// Adds people; their login IDs must be free.
    static func insert(
        _ people: [(id: PersonID, details: PersonDetails)], in tenant: TenantID, at now: Instant,
        _ transaction: Transaction
    ) throws {
        if people.isEmpty { return }
        let rows = people.map { id, details -> [DatabaseValue] in
            [
                tenant.databaseValue, id.databaseValue, details.loginID.databaseValue,
                details.employeeCode.databaseValue, details.name.databaseValue, details.kana.databaseValue,
                details.role.databaseValue, details.language.databaseValue, details.employment.databaseValue,
                details.department.databaseValue, details.location.databaseValue, details.userCode.databaseValue,
                details.joinedAt.databaseValue, details.leftAt.databaseValue, details.removeAt.databaseValue,
                now.databaseValue, now.databaseValue,
            ]
        }
        try transaction.execute(
            "INSERT INTO person (tenant_id, \(Person.columns)) VALUES \(rows: rows)")
    }

    /// Changes a person, who stays where they are while their department is held. The links of whoever leaves with employees who are family end: the others' safety is no longer
    /// theirs to see. Their family users stay as long as their other data, shut out and told nothing: who left by mistake
    /// has them again.
    static func update(
        _ id: PersonID, from old: PersonDetails, to details: PersonDetails, holding hold: DepartmentHold,
        in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        if let department = old.department, department != details.department {
            try hold.requireFree([department], in: tenant, transaction)
        }
        try transaction.execute(
            """
            UPDATE person SET login_id = \(details.loginID), employee_code = \(details.employeeCode),
                name = \(details.name), name_kana = \(details.kana), role = \(details.role),
                language = \(details.language), employment = \(details.employment),
                department_id = \(details.department as DepartmentID?),
                location_id = \(details.location as LocationID?), user_code_id = \(details.userCode as UserCodeID?),
                joined_at = \(details.joinedAt as Instant?), left_at = \(details.leftAt as Instant?),
                remove_at = \(details.removeAt as Instant?),
                changed_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
        if details.employment == .left {
            try transaction.execute("DELETE FROM family_link WHERE tenant_id = \(tenant) AND person_id = \(id)")
        } else {
            try DirectoryLinks.forgetHidden(id, in: tenant, transaction)
        }
    }

    /// Refuses entries that do not exist in this organization.
    static func requireKnownEntries(
        _ details: PersonDetails, in tenant: TenantID, _ transaction: Transaction
    ) throws {
        try CodeList.departments.requireKnown(details.department, in: tenant, transaction)
        try CodeList.locations.requireKnown(details.location, in: tenant, transaction)
        try CodeList.userCodes.requireKnown(details.userCode, in: tenant, transaction)
    }

    /// Refuses a login ID that another person has.
    static func requireFree(
        _ loginID: LoginID, for id: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws {
        let holder = try people(withLoginIDs: [loginID], in: tenant, transaction)[loginID]
        if let holder, holder.id != id {
            if holder.details.employment == .left {
                throw LoginID.field.refusal(
                    "leaver", ja: "は退職した方のものです。同じ方が戻られたときは、その方をもう一度登録してください。別の方のときは、別のログインIDにしてください。",
                    en:
                        "% belongs to somebody who has left. If they come back, take them up again; else choose another."
                )
            }
            throw LoginID.taken
        }
    }
}
