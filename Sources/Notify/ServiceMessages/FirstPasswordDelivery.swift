package import Database
package import Domain
import Profiles
package import Tenants

/// How far the mail of a first password came, at one address.
package struct FirstPasswordDelivery: Hashable, Sendable {
    /// The address, mostly hidden.
    package let masked: String
    /// Where the mail stands; `accepted` says that a relay took it, not that somebody read it.
    package let state: AttemptState
    /// Why it stands there; a provider's word, never a contact.
    package let reason: String
    /// When it was queued.
    package let queuedAt: Instant
}

/// Reads how far the mails of first passwords came.
package struct ReadFirstPasswordDeliveries: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The newest mails of each of these people; whoever got none is missing, and so is what retention has removed.
    /// Requires `managePasswords`. At most some hundred people at a time.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func callAsFunction(
        _ people: [PersonID], _ scope: TenantScope
    ) async throws -> [PersonID: [FirstPasswordDelivery]] {
        try scope.require(.managePasswords)
        if people.isEmpty { return [:] }
        return try await database.read(scope) { transaction in
            var found: [PersonID: [FirstPasswordDelivery]] = [:]
            try transaction.forEach(
                """
                SELECT m.person_id, m.address, a.state, a.reason, m.created_at FROM service_mail m
                JOIN attempt a ON a.tenant_id = m.tenant_id AND a.broadcast_id = m.id AND a.person_id = m.person_id
                WHERE m.tenant_id = \(scope.tenant) AND m.purpose = \(ServiceMessage.Purpose.firstPassword)
                  AND m.person_id IN \(list: people)
                ORDER BY m.created_at DESC, m.address
                """
            ) { row in
                let person = try row.next(PersonID.self)
                let delivery = FirstPasswordDelivery(
                    masked: ContactMask.mail(try row.next()), state: try row.next(), reason: try row.next(),
                    queuedAt: try row.next())
                if let newest = found[person]?.first, newest.queuedAt != delivery.queuedAt { return }
                found[person, default: []].append(delivery)
            }
            return found
        }
    }
}
