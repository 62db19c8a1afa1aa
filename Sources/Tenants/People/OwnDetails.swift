package import Database
package import Domain

/// The two things besides contacts that a person may choose of themselves: ロケーション and ユーザ設定コード.
package struct OwnDetails: Hashable, Sendable {
    /// One of them.
    package struct Pick: Hashable, Sendable {
        /// One line of the organization's list.
        package struct Entry: Hashable, Sendable, RowDecodable {
            /// Its code, unique in the list.
            package let code: String
            /// Its name.
            package let name: String

            /// Takes code and name.
            package init(row: inout Row) throws {
                code = try row.next()
                name = try row.next()
            }
        }

        /// The organization's list by code; empty where it keeps none.
        package let entries: [Entry]
        /// The code that the person has; empty for none.
        package let chosen: String
        /// Whether only administrators change it.
        package let isFixed: Bool

        /// The name of an entry; empty for none.
        package func name(of code: String) -> String {
            entries.first { $0.code == code }?.name ?? ""
        }
    }

    /// A change of one of them.
    package struct Change: Hashable, Sendable {
        /// `location` or `userCode`.
        package let field: String
        /// The code before; empty for none.
        package let before: String
        /// The code after; empty for none.
        package let after: String
    }

    /// ロケーション.
    package let location: Pick
    /// ユーザ設定コード.
    package let userCode: Pick

    /// What a person of an organization has and can choose.
    ///
    /// - Throws: `DatabaseError`.
    package static func load(_ person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws -> OwnDetails {
        let settings = try ReadSettings.load(tenant, in: transaction)
        return OwnDetails(
            location: try pick(
                .locations, person, tenant, isFixed: !settings.usersMayChangeLocation, transaction),
            userCode: try pick(
                .userCodes, person, tenant, isFixed: !settings.usersMayChangeUserCode, transaction))
    }

    /// What would change with these codes; nil leaves one as it is, an empty one chooses none.
    ///
    /// - Throws: `InvalidInput` of the fields `location` and `userCode`, with the rule `fixed` if only administrators
    ///   change it and `unknown` if it is not in the list.
    package func changes(location newLocation: String?, userCode newCode: String?) throws(InvalidInput) -> [Change] {
        var check = InputCheck()
        let changes = [
            Self.change(
                InputField("location", ja: "ロケーション", en: "Location"), location, to: newLocation, &check),
            Self.change(
                InputField("userCode", ja: "ユーザ設定コード", en: "User code"), userCode, to: newCode, &check),
        ]
        try check.finish()
        return changes.compactMap(\.self)
    }

    /// Stores changes.
    ///
    /// - Throws: `DatabaseError`.
    package static func store(
        _ changes: [Change], of person: PersonID, in tenant: TenantID, now: Instant, _ transaction: Transaction
    ) throws {
        for change in changes {
            let (column, list): (SQL, SQL) =
                change.field == "location"
                ? (CodeList.locations.personColumn, CodeList.locations.table)
                : (CodeList.userCodes.personColumn, CodeList.userCodes.table)
            try transaction.execute(
                """
                UPDATE person SET \(column) =
                    (SELECT id FROM \(list) WHERE tenant_id = \(tenant) AND code = \(change.after)),
                    changed_at = \(now)
                WHERE tenant_id = \(tenant) AND id = \(person)
                """)
        }
    }

    private static func pick<Kind>(
        _ list: CodeList<Kind>, _ person: PersonID, _ tenant: TenantID, isFixed: Bool, _ transaction: Transaction
    ) throws -> Pick {
        let chosen = try transaction.value(
            String.self,
            """
            SELECT entry.code FROM person JOIN \(list.table) AS entry
              ON entry.tenant_id = person.tenant_id AND entry.id = person.\(list.personColumn)
            WHERE person.tenant_id = \(tenant) AND person.id = \(person)
            """)
        return Pick(
            entries: try transaction.all(
                Pick.Entry.self, "SELECT code, name FROM \(list.table) WHERE tenant_id = \(tenant) ORDER BY code"),
            chosen: chosen ?? "", isFixed: isFixed)
    }

    private static func change(
        _ field: InputField, _ pick: Pick, to code: String?, _ check: inout InputCheck
    ) -> Change? {
        guard let code, code != pick.chosen else { return nil }
        if pick.isFixed {
            check.add(
                field.error(
                    "fixed", ja: "は管理者が変更します。変更が必要なときは管理者に連絡してください。",
                    en: "% is changed by an administrator. Please ask one."))
        } else if !code.isEmpty, !pick.entries.contains(where: { $0.code == code }) {
            check.add(field.notInList)
        }
        return Change(field: field.name, before: pick.chosen, after: code)
    }
}
