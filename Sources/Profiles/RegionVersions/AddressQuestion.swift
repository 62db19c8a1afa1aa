package import Database
import Domain
package import Tenants

/// An address of which only the person knows where it lies now.
package struct AddressQuestion: Hashable, Sendable {
    /// Which address.
    package let kind: AddressKind
    /// What was registered and is gone, where the table still knows its name.
    package let gone: RegionSearch.Formerly?

    /// The condition on the table `person` for people who have such an address.
    package static var condition: SQL {
        """
        EXISTS (SELECT 1 FROM address_question WHERE address_question.tenant_id = person.tenant_id
            AND address_question.person_id = person.id)
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
        let rows = try await database.read(scope) { transaction in
            try transaction.all(
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
