package import Database
import Domain
import Synchronization

/// Finds out whose an answer link is.
///
/// Whoever answers has opened the page before, so what was found lately is kept: a token never comes to mean another
/// person. A recipient that is gone is noticed when the answer is recorded.
package final class AnswerLinks: Sendable {
    /// One person in one broadcast.
    struct Place: Hashable, Sendable {
        let tenant: TenantID
        let broadcast: BroadcastID
        let person: PersonID
    }

    /// What was found since the last change of generations, and what was found before it.
    private struct Known {
        var newer: [AnswerToken: Place] = [:]
        var older: [AnswerToken: Place] = [:]
    }

    private static let generation = 50_000

    private let database: Database
    private let known = Mutex(Known())

    /// The links of one installation.
    package init(database: Database) {
        self.database = database
    }

    /// Whose the link is, and whether that was known without asking; nil if it is nobody's.
    func place(of token: AnswerToken) async throws -> (place: Place, isRemembered: Bool)? {
        if let place = known.withLock({ $0.newer[token] ?? $0.older[token] }) { return (place, true) }
        guard let place = try await AcrossTenants(database: database).recipient(withTokenHash: token.hash) else {
            return nil
        }
        known.withLock { known in
            if known.newer.count >= Self.generation { known = Known(older: known.newer) }
            known.newer[token] = place
        }
        return (place, false)
    }

    /// Asks anew next time.
    func forget(_ token: AnswerToken) {
        known.withLock { known in
            known.newer[token] = nil
            known.older[token] = nil
        }
    }
}
