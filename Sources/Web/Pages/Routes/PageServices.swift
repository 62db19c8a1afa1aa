package import Auth
package import Database
package import Domain
package import Profiles
import Tenants

/// What the pages do their work with; the wiring fills it.
package struct PageServices: Sendable {
    /// Scheme and host of our pages, such as `https://anpi.example.jp`.
    let publicURL: String
    let database: Database
    let identifiers: IdentifierSource
    let randomness: Randomness
    let logIn: LogIn
    let changePassword: ChangePassword
    let sessions: Sessions
    let profile: OwnProfile
    let regions: RegionTable
    let regionSearch: RegionSearch
    let broadcasts: BroadcastServices

    /// The services with what they need.
    package init(
        publicURL: String, database: Database, identifiers: IdentifierSource, randomness: Randomness, logIn: LogIn,
        changePassword: ChangePassword, sessions: Sessions, profile: OwnProfile, regions: RegionTable,
        broadcasts: BroadcastServices
    ) {
        self.publicURL = publicURL
        self.database = database
        self.identifiers = identifiers
        self.randomness = randomness
        self.logIn = logIn
        self.changePassword = changePassword
        self.sessions = sessions
        self.profile = profile
        self.regions = regions
        regionSearch = RegionSearch(table: regions)
        self.broadcasts = broadcasts
    }

    /// Contract and settings of the scope's organization.
    func facts(_ scope: TenantScope) async throws -> OrganizationFacts {
        try await database.read(scope) { transaction in
            OrganizationFacts(
                organization: try ReadOrganization.load(scope.tenant, in: transaction),
                settings: try ReadSettings.load(scope.tenant, in: transaction))
        }
    }
}
