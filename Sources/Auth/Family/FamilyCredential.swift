import Database
import Domain
import Tenants

/// What a login of a family user is checked against.
struct FamilyCredential: RowDecodable {
    let member: FamilyMemberID
    /// The employee whose family it is.
    let person: PersonID
    let code: String
    /// Nil for a family user without a password.
    let hash: String?
    /// When the password was set, or else when the family user was added: marks of browsers from before are none.
    let since: Instant

    init(row: inout Row) throws {
        member = try row.next()
        person = try row.next()
        code = try row.next()
        let createdAt = try row.next(Instant.self)
        hash = try row.next()
        since = try row.next(Instant?.self) ?? createdAt
    }

    /// The family user behind an ID and a family code; nobody where the employee has left or the contract has no families.
    static func find(
        loginID: String, code: String, tenant: TenantID, _ transaction: Transaction
    ) throws -> FamilyCredential? {
        try transaction.first(
            FamilyCredential.self,
            """
            SELECT member.id, member.person_id, member.code, member.created_at, credential.hash, credential.changed_at
            FROM person
            JOIN family_member member ON member.tenant_id = person.tenant_id AND member.person_id = person.id
            JOIN tenant ON tenant.id = person.tenant_id AND tenant.family_option = 1
            LEFT JOIN family_credential credential
              ON credential.tenant_id = member.tenant_id AND credential.member_id = member.id
            WHERE person.tenant_id = \(tenant) AND person.login_id = \(loginID)
              AND person.employment <> \(Employment.left) AND member.code = \(code)
            """)
    }
}
