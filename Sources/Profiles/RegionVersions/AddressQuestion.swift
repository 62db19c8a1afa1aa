package import Database
import Domain
package import Tenants

/// An address of which only the person knows where it lies now.
package struct AddressQuestion: Hashable, Sendable {
    /// Which address.
    package let kind: AddressKind
    /// What was registered and is gone, where the table still knows its name.
    package let gone: RegionSearch.Formerly?

    /// The condition on the table `person` for people who have such an address; nobody where only prefectures are asked
    /// for, since no prefecture is ever gone.
    package static var condition: SQL {
        """
        (EXISTS (SELECT 1 FROM address_question WHERE address_question.tenant_id = person.tenant_id
             AND address_question.person_id = person.id)
         AND NOT \(AddressPrecision.isPrefectureOnly(of: "person.tenant_id")))
        """
    }

    /// Drops the questions that a new profile answers: those of addresses that lie elsewhere now.
    static func drop(
        _ person: PersonID, from old: ProfileSheet, to new: ProfileSheet, in tenant: TenantID,
        _ transaction: Transaction
    ) throws {
        let answered = AddressKind.allCases.filter {
            old.addresses[$0]?.region != new.addresses[$0]?.region
        }
        if answered.isEmpty { return }
        try transaction.execute(
            """
            DELETE FROM address_question WHERE tenant_id = \(tenant) AND person_id = \(person)
              AND kind IN \(list: answered.map(\.rawValue))
            """)
    }
}

extension OwnProfile {
    /// Which of the person's addresses have to be chosen again.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func questions(_ scope: TenantScope) async throws -> [AddressQuestion] {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        let rows = try await database.read(scope) { transaction -> [(String, String)] in
            if try AddressPrecision.load(scope.tenant, in: transaction) == .prefectureOnly { return [] }
            return try transaction.all(
                """
                SELECT kind, gone FROM address_question
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person)
                """
            ) { row in (try row.next(String.self), try row.next(String.self)) }
        }
        let gone = Dictionary(rows) { first, _ in first }
        return AddressKind.allCases.compactMap { kind in
            gone[kind.rawValue].map { code in
                AddressQuestion(kind: kind, gone: MunicipalityCode(code).flatMap { table.formerly($0) })
            }
        }
    }
}

/// The address of a family user of which only they, or the employee, know where it lies now.
package struct FamilyAddressQuestion: Hashable, Sendable {
    /// What was registered and is gone, where the table still knows its name.
    package let gone: RegionSearch.Formerly?

    /// The questions about these family users.
    static func load(
        _ members: [FamilyMemberID], in tenant: TenantID, _ table: RegionTable, _ transaction: Transaction
    ) throws -> [FamilyMemberID: FamilyAddressQuestion] {
        var found: [FamilyMemberID: FamilyAddressQuestion] = [:]
        try transaction.forEach(
            """
            SELECT member_id, gone FROM family_address_question
            WHERE tenant_id = \(tenant) AND member_id IN \(list: members)
            """
        ) { row in
            let member = try row.next(FamilyMemberID.self)
            let code = MunicipalityCode(try row.next(String.self))
            found[member] = FamilyAddressQuestion(gone: code.flatMap { table.formerly($0) })
        }
        return found
    }

    /// Drops the question that a new address answers.
    static func drop(
        _ member: FamilyMemberID, from old: FamilySheet, to new: FamilySheet, in tenant: TenantID,
        _ transaction: Transaction
    ) throws {
        if old.address?.region == new.address?.region { return }
        try transaction.execute(
            "DELETE FROM family_address_question WHERE tenant_id = \(tenant) AND member_id = \(member)")
    }
}

extension OwnProfile {
    /// Whether an address of the person has to be chosen again, and whether one of the person's family.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func asksAddresses(_ scope: TenantScope) async throws -> (own: Bool, family: Bool) {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        return try await database.read(scope) { transaction in
            if try AddressPrecision.load(scope.tenant, in: transaction) == .prefectureOnly { return (false, false) }
            let own = try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM address_question WHERE tenant_id = \(scope.tenant) AND person_id = \(person)
                """)
            let family = try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM family_member m
                JOIN family_address_question q ON q.tenant_id = m.tenant_id AND q.member_id = m.id
                WHERE m.tenant_id = \(scope.tenant) AND m.person_id = \(person)
                """)
            return ((own ?? 0) > 0, (family ?? 0) > 0)
        }
    }
}
