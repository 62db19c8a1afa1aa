package import Database
package import Domain
import Profiles
package import Tenants

/// One contact of a person as somebody else may see it.
package struct MaskedContact: Sendable, Hashable {
    /// How the contact is reached.
    package let channel: Channel
    /// Its place in the profile, 1 to 3.
    package let position: Int
    /// Its 発信順; nil if the person set none.
    package let order: Int?
    /// The address or the number, mostly hidden.
    package let masked: String
}

/// Shows the sending contacts of a person beside what was tried, masked.
package struct ReadMaskedContacts: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The contacts registered now; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func callAsFunction(_ person: PersonID, _ scope: TenantScope) async throws -> [MaskedContact] {
        try scope.require(.viewPeople)
        let tenant = scope.tenant
        let contacts = try await database.read(scope) { try SendingContacts.load(of: [person], in: tenant, $0) }
        guard let own = contacts[person] else { return [] }
        return own.mails.map {
            MaskedContact(
                channel: .mail, position: $0.position, order: $0.order?.rawValue, masked: ContactMask.mail($0.value))
        }
            + own.phones.map {
                MaskedContact(
                    channel: .voice, position: $0.position, order: $0.order?.rawValue,
                    masked: ContactMask.phone($0.value))
            }
    }
}
