import Domain
import Notify
import Profiles
import Tenants

/// Registers the address that a blank mail came from, by the link that it was replied. Pages and API do it by this.
struct RegisterAddress: Sendable {
    /// The link is none, was used, or its time is over.
    struct LinkIsOver: Error {}

    private let registrations: MailRegistrations?
    private let profile: OwnProfile

    /// The use case; without registrations every link is over.
    init(_ registrations: MailRegistrations?, profile: OwnProfile) {
        self.registrations = registrations
        self.profile = profile
    }

    /// The address that a link registers. Opening a link changes nothing: mail scanners do that, too.
    ///
    /// - Throws: ``LinkIsOver`` or `DatabaseError`.
    func address(_ link: String?, now: Instant) async throws -> String {
        try await opened(link, now).address
    }

    /// Makes the address one of the three of the scope's person, and uses the link up.
    ///
    /// - Parameter rank: The priority among the mail addresses, 1 to 3.
    /// - Throws: ``LinkIsOver``, `NotAllowed`, `NotFound`, `InvalidInput` of the field `rank` or `mail`, or
    ///   `DatabaseError`; the link is as it was then.
    func callAsFunction(
        _ link: String?, rank: Int?, _ scope: TenantScope, rules: ProfileRules, now: Instant
    ) async throws {
        try scope.require(.editOwnProfile)
        let (token, address) = try await opened(link, now)
        guard let rank, (1...3).contains(rank) else {
            throw InvalidInput(field: "rank", rule: "choice", message: Catalogue.MailIn.noRank)
        }
        try await profile.register(address, rank: rank, scope, rules: rules, now: now) { transaction in
            guard try MailRegistrations.use(token, at: now, transaction) else { throw LinkIsOver() }
        }
    }

    private func opened(_ link: String?, _ now: Instant) async throws -> (token: AnswerToken, address: String) {
        guard let token = link.flatMap({ AnswerToken($0) }), let registrations,
            let address = try await registrations.address(of: token, at: now)
        else { throw LinkIsOver() }
        return (token, address)
    }
}
