import Database
import Domain

/// Where each kind of further proof is stored.
enum FactorTables {
    static let all: [(kind: FactorKind, table: SQL)] = [
        (.app, "app_factor"),
        (.mail, "(SELECT tenant_id, person_id FROM code_factor WHERE kind = \(FactorKind.mail))"),
        (.phone, "(SELECT tenant_id, person_id FROM code_factor WHERE kind = \(FactorKind.phone))"),
        (.passkey, "passkey"),
    ]

    /// The kinds that a person has set.
    static func kinds(of person: PersonID, _ tenant: TenantID, in transaction: Transaction) throws -> Set<FactorKind> {
        Set(
            try transaction.values(
                FactorKind.self,
                """
                SELECT \(FactorKind.app) FROM app_factor WHERE tenant_id = \(tenant) AND person_id = \(person)
                UNION ALL SELECT kind FROM code_factor WHERE tenant_id = \(tenant) AND person_id = \(person)
                UNION ALL SELECT \(FactorKind.passkey) FROM passkey WHERE tenant_id = \(tenant) AND person_id = \(person)
                """))
    }

    /// The condition on the table `person` for people who have no further proof.
    static var nobodys: SQL { none(of: Set(FactorKind.allCases)) }

    /// The condition for people who have none that their organization allows.
    static var notAllowed: SQL {
        let settings: [(kind: FactorKind, name: String)] = [
            (.mail, "mailFactorAllowed"), (.phone, "phoneFactorAllowed"),
        ]
        let forbidden = settings.map { kind, name -> SQL in
            """
            (\(none(of: [kind])) OR EXISTS (SELECT 1 FROM tenant_setting WHERE tenant_setting.tenant_id = person.tenant_id
                AND tenant_setting.name = \(name) AND tenant_setting.value = 'false'))
            """
        }
        return SQL.joined([none(of: [.app, .passkey])] + forbidden, by: " AND ")
    }

    /// The condition for people who have none of these.
    static func none(of kinds: Set<FactorKind>) -> SQL {
        SQL.joined(
            all.filter { kinds.contains($0.kind) }.map { _, table in
                """
                NOT EXISTS (SELECT 1 FROM \(table) AS proof
                    WHERE proof.tenant_id = person.tenant_id AND proof.person_id = person.id)
                """
            }, by: " AND ")
    }
}
