/// The files that may do what others may not. Each line is a file to look at in a review; keep the lists short.
enum Exceptions {
    /// Bridges to C and to threads of our own: `@unchecked Sendable` and `nonisolated(unsafe)`, each with its proof.
    static let bridges = [
        "Sources/Database/UncheckedBox.swift",
        "Sources/Database/WorkQueue.swift",
        "Sources/HTTPServer/Exchange.swift",
        "Sources/HTTPServer/MicrohttpdDaemon.swift",
        "Sources/HTTPServer/Monitor.swift",
    ]

    /// Folders and files of pure rules, which do without Foundation.
    static let withoutFoundation = [
        "Sources/Domain/",
        "Sources/Notify/Attempts/",
        "Sources/Notify/Ledger/",
        "Sources/Notify/Plan/",
        "Sources/Notify/Triggers/Bulletins/",
        "Sources/Notify/Triggers/Rules/",
        "Sources/Notify/Triggers/XML/",
        "Sources/Profiles/Regions/",
    ]

    /// Where it is decided who is asked when.
    static let withoutZones = [
        "Sources/Notify/Attempts/",
        "Sources/Notify/Broadcasts/",
        "Sources/Notify/Engine/",
        "Sources/Notify/Ledger/",
        "Sources/Notify/Plan/",
    ]

    /// Who proved an actor's identity and may therefore make a `TenantScope`: session, family user, caller, API token, job,
    /// command line, somebody of an office in one of its clients; and the directory, which may keep people.
    static let tenantScopeMakers = [
        "Sources/Auth/Sessions/Sessions.swift",
        "Sources/Auth/Family/FamilySessions.swift",
        "Sources/Auth/Voice/VoiceLogIn.swift",
        "Sources/Tenants/Access/TenantScope.swift",
        "Sources/Tenants/Installation/AuthenticateToken.swift",
        "Sources/Tenants/Offices/OfficeDoor.swift",
        "Sources/anpi/Wiring/Rooms.swift",
        "Sources/Notify/Triggers/Deciding/TriggerScope.swift",
    ]

    /// What looks across organizations: finding one by its code, a caller by the voice ID, counting waits, calls under way, finding and pruning sessions, claiming
    /// attempts, bulletins that concern everybody, an office's clients, resets by offices.
    static let installationScopeMakers = [
        "Sources/Notify/Engine/AcrossTenants.swift",
        "Sources/Web/Site/Site+Make.swift",
        "Sources/anpi/",
        "Sources/Auth/Family/FamilyLogIn.swift",
        "Sources/Auth/Login/OrganizationDoor.swift",
        "Sources/Auth/Resets/BothHouses.swift",
        "Sources/Auth/Sessions/OwnPassword.swift",
        "Sources/Auth/Sessions/Sessions.swift",
        "Sources/Auth/Voice/VoiceLogIn.swift",
        "Sources/Notify/CallIn/IncomingCalls.swift",
        "Sources/Tenants/News/ListNews.swift",
        "Sources/Notify/Audit/CountOpenAttempts.swift",
        "Sources/Notify/Audit/FindWorkUnderWay.swift",
        "Sources/Notify/Audit/InspectDispatch.swift",
        "Sources/Notify/Audit/TryStore.swift",
        "Sources/Notify/Engine/AcrossTenants.swift",
        "Sources/Notify/Family/FamiliesAcrossTenants+Past.swift",
        "Sources/Notify/Family/FamiliesAcrossTenants.swift",
        "Sources/Notify/Family/FamilyLinksAcrossTenants.swift",
        "Sources/Notify/Inbound/InboundJournal.swift",
        "Sources/Notify/Inbound/MailRegistrations.swift",
        "Sources/Notify/Triggers/BulletinsAcrossTenants.swift",
        "Sources/Tenants/Offices/OfficeScope.swift",
        "Sources/Notify/Triggers/Feed/FeedMemory.swift",
    ]

    /// Programs beside `anpi`: they print, and they take the machine's own clock.
    static let programs: [String] = []

    /// System modules that a room may import beside the rooms and C libraries of its row.
    static let systemModules: Set = [
        "Swift", "Glibc", "Synchronization", "Dispatch", "Foundation", "FoundationEssentials", "RegexBuilder",
    ]

    /// Every exception that names a file.
    static var files: [String] { bridges + withoutFoundation + tenantScopeMakers + installationScopeMakers + programs }
}
