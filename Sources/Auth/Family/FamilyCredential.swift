import Database
import Domain
import Tenants

/// What a login of a family user is checked against: an employee who may have a family, and whose code was typed.
struct FamilyCredential {
    /// The employee whose family it is.
    let person: PersonID
    /// Wrong tries of the whole family (`FamilyStop`).
    let failures: Int
    /// Nil for a code that nobody in the family has.
    let member: Member?

    /// The family user behind a code.
    struct Member: Hashable, Sendable {
        let id: FamilyMemberID
        /// Raised by each new code or password: sessions and marks of browsers of an older one are none.
        let epoch: Int
        /// Nil for a family user without a password.
        let hash: String?
        /// Whether the code alone is enough: the program made it, and neither the organization asks for a password nor is
        /// there one.
        let isCodeEnough: Bool
    }

    /// The employee behind an ID, and the family user behind a code; nil where the employee has left or the contract has
    /// no families.
    static func find(
        loginID: String, code: String, tenant: TenantID, _ transaction: Transaction
    ) throws -> FamilyCredential? {
        let needsPassword = try ReadSettings.load(tenant, in: transaction).familyPasswordRequired
        return try transaction.first(
            """
            SELECT person.id, \(FamilyStop.total), member.id, member.login_epoch, member.code_made, credential.hash
            FROM person
            JOIN tenant ON tenant.id = person.tenant_id AND tenant.family_option = 1
            LEFT JOIN family_member member
              ON member.tenant_id = person.tenant_id AND member.person_id = person.id AND member.code = \(code)
            LEFT JOIN family_credential credential
              ON credential.tenant_id = member.tenant_id AND credential.member_id = member.id
            WHERE person.tenant_id = \(tenant) AND person.login_id = \(loginID)
              AND person.employment <> \(Employment.left)
            """
        ) { row in
            let (person, failures) = (try row.next(PersonID.self), try row.next(Int.self))
            let (id, epoch) = (try row.next(FamilyMemberID?.self), try row.next(Int?.self))
            let (isMade, hash) = (try row.next(Bool?.self), try row.next(String?.self))
            let member = id.map {
                Member(
                    id: $0, epoch: epoch ?? 0, hash: hash, isCodeEnough: isMade == true && hash == nil && !needsPassword
                )
            }
            return FamilyCredential(person: person, failures: failures, member: member)
        }
    }
}
