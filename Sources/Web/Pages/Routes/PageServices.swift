package import Auth
package import Database
package import Domain
package import Notify
package import Profiles
package import Tenants

/// What the pages do their work with; the wiring fills it. Use cases that need nothing but the store are made here.
///
/// A class: each route, door and closure of a request holds it, and sixty values would be copied each time.
package final class PageServices: Sendable {
    /// Scheme and host of our pages, such as `https://anpi.example.jp`.
    let publicURL: String
    let loginURL: String?
    /// Whom people of offices ask; empty for nobody.
    let vendorHelpDesk: String
    let database: Database
    let identifiers: IdentifierSource
    let randomness: Randomness
    let clock: WallClock
    let log: Log
    /// Seals forms on their way through a login.
    let formKey: [UInt8]
    /// Where uploads and exports wait, each in a file that has no name any more.
    let spoolFolder: String

    // Login
    let auth: AuthServices
    var logIn: LogIn { auth.logIn }
    var changePassword: ChangePassword { auth.changePassword }
    var sessions: Sessions { auth.sessions }

    // Profiles
    let profile: OwnProfile
    let regions: RegionTable
    let regionSearch: RegionSearch

    // People
    let listPeople: ListPeople
    let addPerson: AddPerson
    let changePerson: ChangePerson
    let departments: ReadCodeList<DepartmentKind>
    let locations: ReadCodeList<LocationKind>
    let userCodes: ReadCodeList<UserCodeKind>
    let passwordStates: PasswordStates
    let issueFirstPassword: IssueFirstPassword
    /// Nil where the installation has no mail relay.
    let firstPasswordMails: MailFirstPasswords?
    let firstPasswordDeliveries: ReadFirstPasswordDeliveries
    let importPeople: ImportPeople
    let exportPeople: ExportPeople
    let discloseContacts: DiscloseContacts
    let ownDisclosures: OwnDisclosures
    /// Files that were checked and wait to be imported.
    let uploads = UploadShelf()

    // The organization
    let changeSettings: ChangeSettings
    let changeSystemTitle: ChangeSystemTitle
    let listAudit: ListAudit
    let listNews: ListNews
    let verifyAudit: VerifyAudit

    // Answers
    let ownRequests: ListOwnRequests
    let openAnswer: OpenAnswerPage
    let recordAnswer: RecordAnswer
    let recordCallReport: RecordCallReport
    /// Reads what the voice gateway reports; nil where there is none.
    let voice: VoiceHook?
    /// What people who call in are talked with; nil where there is no number to call.
    let callIn: CallInServices?

    let broadcasts: BroadcastServices

    // Families
    let familyStatus: ReadFamilyStatus
    let familyBoard: FamilyBoard
    let familyLinks: FamilyLinks

    /// Addresses that are registered by blank mails; nil where none come in.
    let mailRegistrations: MailRegistrations?

    /// The services with what they need.
    ///
    /// - Parameters:
    ///   - formKey: 32 secret bytes of the installation; forms are sealed with it on their way through a login.
    ///   - spoolFolder: A folder for uploads and exports on their way, such as the system's temporary folder.
    ///   - firstPasswordMails: Nil without a mail relay.
    ///   - loginURL: The address for bookmarks that outlives a move to another site; nil for our own.
    ///   - vendorHelpDesk: Whom people of offices ask, also before a login; empty for nobody.
    ///   - voice: How the voice gateway's reports are checked and read; nil without a gateway.
    ///   - callIn: What people who call in are talked with; nil where there is no number to call.
    package init(
        publicURL: String, loginURL: String? = nil, vendorHelpDesk: String = "", database: Database,
        identifiers: IdentifierSource, randomness: Randomness,
        clock: WallClock, log: Log, formKey: [UInt8], spoolFolder: String, auth: AuthServices,
        profile: OwnProfile, regions: RegionTable, regionSearch: RegionSearch, importPeople: ImportPeople,
        firstPasswordMails: MailFirstPasswords?, recordAnswer: RecordAnswer, recordCallReport: RecordCallReport,
        voice: VoiceHook?, callIn: CallInServices? = nil,
        broadcasts: BroadcastServices, mailRegistrations: MailRegistrations? = nil
    ) {
        self.mailRegistrations = mailRegistrations
        self.publicURL = publicURL
        self.loginURL = loginURL
        self.vendorHelpDesk = vendorHelpDesk
        self.database = database
        self.identifiers = identifiers
        self.randomness = randomness
        self.clock = clock
        self.log = log
        self.formKey = formKey
        self.spoolFolder = spoolFolder
        self.auth = auth
        self.profile = profile
        self.regions = regions
        self.regionSearch = regionSearch
        listPeople = ListPeople(database: database)
        addPerson = AddPerson(
            database: database, identifiers: identifiers, notice: auth.parts.notices.ofAppointments)
        changePerson = ChangePerson(
            database: database, notice: auth.parts.notices.ofAppointments, hold: DepartmentTargets.hold)
        departments = ReadCodeList(.departments, database: database)
        locations = ReadCodeList(.locations, database: database)
        userCodes = ReadCodeList(.userCodes, database: database)
        passwordStates = PasswordStates(database: database)
        issueFirstPassword = IssueFirstPassword(database: database, notices: auth.parts.notices)
        self.firstPasswordMails = firstPasswordMails
        firstPasswordDeliveries = ReadFirstPasswordDeliveries(database: database)
        self.importPeople = importPeople
        exportPeople = ExportPeople(
            database: database,
            extras: .people(table: regions, auth.voiceIDs, callsIn: callIn != nil, randomness))
        discloseContacts = DiscloseContacts(
            database: database, export: exportPeople, notice: profile.notice, table: regions)
        ownDisclosures = OwnDisclosures(database: database)
        changeSettings = ChangeSettings(database: database)
        changeSystemTitle = ChangeSystemTitle(database: database)
        listAudit = ListAudit(database: database)
        listNews = ListNews(database: database)
        verifyAudit = VerifyAudit(database: database)
        ownRequests = ListOwnRequests(database: database, clock: clock)
        self.recordAnswer = recordAnswer
        openAnswer = OpenAnswerPage(database: database, clock: clock, links: recordAnswer.links)
        self.recordCallReport = recordCallReport
        self.voice = voice
        self.callIn = callIn
        self.broadcasts = broadcasts
        familyStatus = ReadFamilyStatus(database: database, clock: clock)
        familyBoard = FamilyBoard(database: database, clock: clock, identifiers: identifiers)
        familyLinks = FamilyLinks(database: database, clock: clock, identifiers: identifiers)
    }

    /// Contract and settings of the scope's organization.
    func facts(_ scope: TenantScope) async throws -> OrganizationFacts {
        try await database.read(scope) { transaction in
            try OrganizationFacts.load(scope.tenant, self.broadcasts.policy, transaction)
        }
    }
}
