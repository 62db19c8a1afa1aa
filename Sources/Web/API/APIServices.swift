package import Auth
package import Domain
package import Profiles
package import Tenants

/// The use cases behind the JSON API. The wiring fills them in; pages and API share them.
package struct APIServices: Sendable {
    /// Where tokens and identifiers take their chance from.
    package let randomness: Randomness
    /// Repeats answers for repeated calls.
    package let idempotency: Idempotency
    /// Finds and ends sessions.
    package let sessions: Sessions
    /// Logs people in.
    package let logIn: LogIn
    /// Lets people choose a password.
    package let changePassword: ChangePassword
    /// One's own contacts and addresses.
    package let ownProfile: OwnProfile
    /// What plan and settings make of the profile.
    package let profileRules: @Sendable (TenantScope) async throws -> ProfileRules
    /// Prefectures, regions, municipalities.
    package let regions: RegionTable
    /// The look-up of places.
    package let regionSearch: RegionSearch

    /// Services of these use cases.
    package init(
        randomness: Randomness, idempotency: Idempotency, sessions: Sessions, logIn: LogIn,
        changePassword: ChangePassword, ownProfile: OwnProfile,
        profileRules: @escaping @Sendable (TenantScope) async throws -> ProfileRules, regions: RegionTable,
        regionSearch: RegionSearch
    ) {
        self.randomness = randomness
        self.idempotency = idempotency
        self.sessions = sessions
        self.logIn = logIn
        self.changePassword = changePassword
        self.ownProfile = ownProfile
        self.profileRules = profileRules
        self.regions = regions
        self.regionSearch = regionSearch
    }

    /// Every operation of the API.
    var operations: [APIOperation] {
        documentOperations + sessionOperations + passwordOperations + profileOperations + regionOperations
    }

    /// The routes of the API.
    var routes: [Route] {
        operations.map { $0.route(idempotency) }
    }
}
