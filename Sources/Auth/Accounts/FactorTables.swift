import Database

/// Where each kind of further proof is stored, for lists of many people; one person's are asked of the factor itself.
enum FactorTables {
    static let all: [(kind: FactorKind, table: SQL)] = [
        (.app, "app_factor"),
        (.mail, "(SELECT tenant_id, person_id FROM code_factor WHERE kind = \(FactorKind.mail))"),
        (.phone, "(SELECT tenant_id, person_id FROM code_factor WHERE kind = \(FactorKind.phone))"),
        (.passkey, "passkey"),
    ]

    /// The condition on the table `person` for people who have no further proof.
    static var nobodys: SQL {
        SQL.joined(
            all.map { _, table in
                """
                NOT EXISTS (SELECT 1 FROM \(table) AS proof
                    WHERE proof.tenant_id = person.tenant_id AND proof.person_id = person.id)
                """
            }, by: " AND ")
    }
}
