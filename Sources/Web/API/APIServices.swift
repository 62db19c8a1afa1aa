package import Auth
package import Database
package import Domain
package import Notify
package import Profiles
package import Tenants

/// What the JSON API does its work with. The wiring fills in what needs keys or addresses of the installation; use cases
/// that need the database only are made from it.
package struct APIServices: Sendable {
    /// Where everything is stored.
    package let database: Database
    /// Makes the identifiers of new rows.
    package let identifiers: IdentifierSource
    /// Where tokens take their chance from.
    package let randomness: Randomness
    /// Repeats answers for repeated calls.
    package let idempotency: Idempotency
    /// Everything around logins.
    package let auth: AuthServices
    /// Finds and ends sessions.
    package var sessions: Sessions { auth.sessions }
    /// Logs people in.
    package var logIn: LogIn { auth.logIn }
    /// Lets people choose a password.
    package var changePassword: ChangePassword { auth.changePassword }
    /// One's own contacts and addresses.
    package let ownProfile: OwnProfile
    /// Prefectures, regions, municipalities.
    package let regions: RegionTable
    /// The look-up of places.
    package let regionSearch: RegionSearch
    /// Reads people with contacts and addresses from CSV.
    package let importPeople: ImportPeople
    /// Writes people with contacts and addresses as CSV.
    package let exportPeople: ExportPeople
    /// People as the organization's directory keeps them.
    package let directoryUsers: DirectoryUsers
    /// Where files are written that are sent and gone; on the installation's own disk.
    package let spoolFolder: String
    /// Broadcasts, results and triggers.
    package let sending: SendingServices
    /// The number that people call to report; nil if there is none.
    package let callInNumber: String?
    /// Addresses that are registered by blank mails; nil where none come in.
    package let mailRegistrations: MailRegistrations?

    /// Services of these use cases.
    package init(
        database: Database, identifiers: IdentifierSource, randomness: Randomness, idempotency: Idempotency,
        auth: AuthServices, ownProfile: OwnProfile,
        regions: RegionTable, regionSearch: RegionSearch, importPeople: ImportPeople, exportPeople: ExportPeople,
        directoryUsers: DirectoryUsers, spoolFolder: String, sending: SendingServices, callInNumber: String? = nil,
        mailRegistrations: MailRegistrations? = nil
    ) {
        self.mailRegistrations = mailRegistrations
        self.callInNumber = callInNumber
        self.database = database
        self.identifiers = identifiers
        self.randomness = randomness
        self.idempotency = idempotency
        self.auth = auth
        self.ownProfile = ownProfile
        self.regions = regions
        self.regionSearch = regionSearch
        self.importPeople = importPeople
        self.exportPeople = exportPeople
        self.directoryUsers = directoryUsers
        self.spoolFolder = spoolFolder
        self.sending = sending
    }

    /// Every operation of the API.
    var operations: [APIOperation] {
        documentOperations + sessionOperations + passwordOperations + profileOperations + regionOperations
            + organizationOperations + settingOperations + peopleOperations + peopleFileOperations
            + firstPasswordOperations + firstPasswordMailOperations + codeListOperations + auditOperations
            + tokenOperations + disclosureOperations
            + broadcastOperations + resultOperations + templateOperations + triggerOperations + bulletinOperations
            + answerOperations
            + stepOperations + codeOperations + newsOperations + passkeyOperations + proofOperations + careOperations
            + resetOperations
            + openIDOperations
            + officeOperations + accountOperations + clientAccountOperations + familyOperations + familyBoardOperations
            + familyUserOperations
            + contactCheckOperations + linkOperations + readinessOperations + voiceOperations + departmentOperations
    }

    /// The routes of the API.
    var routes: [Route] {
        operations.map { $0.route(idempotency) } + directory.routes
    }

    /// What the organization's directory asks for.
    private var directory: SCIMRoutes {
        SCIMRoutes(
            users: directoryUsers,
            groups: DirectoryGroups(database: database, identifiers: identifiers, hold: DepartmentTargets.hold),
            base: auth.parts.publicURL + "/scim/v2")
    }

    /// What contract and settings make of profile and dispatch.
    func facts(_ scope: TenantScope) async throws -> OrganizationFacts {
        try await database.read(scope) { transaction in
            try OrganizationFacts.load(scope.tenant, sending.policy, transaction)
        }
    }
}
