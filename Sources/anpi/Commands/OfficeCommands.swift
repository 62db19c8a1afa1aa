import Database
import Domain
import Foundation
import Tenants

extension Commands {
    /// `anpi office create`
    static let officeCreate = Command(
        "office create", "CODE NAME", "makes an office, which administers organizations"
    ) { arguments in
        try await withRooms { rooms in
            let id = try await CreateOffice(database: rooms.database, identifiers: rooms.identifiers)(
                InstallationScope(purpose: "command line"), code: try OfficeCode(arguments.word(0, "CODE")),
                name: try arguments.word(1, "NAME"), by: .installationOperator, requestID: "command-line",
                at: rooms.clock.now())
            print(id)
            return 0
        }
    }

    /// `anpi tenant create`
    static let tenantCreate = Command(
        "tenant create",
        "CODE NAME [--name-kana KANA] [--title TITLE] [--office ID] [--plan PLAN] [--voice] [--family]",
        "makes an organization",
        details: """
            CODE is what people type at login. --name-kana is the name in katakana, by which offices search. --title is the system title in mails and pages, NAME if it is left out.
            PLAN is standard (the default), academic or smartphone. --voice adds telephones and the contact order.
            """, options: ["name-kana", "title", "office", "plan"], flags: ["voice", "family"]
    ) { arguments in
        try await withRooms { rooms in
            guard let plan = Plan(rawValue: arguments.options["plan"] ?? "standard") else {
                throw UsageError(reason: "--plan is standard, academic or smartphone.")
            }
            let office = try arguments.options["office"].map { text in
                guard let id = OfficeID(text) else { throw UsageError(reason: "--office takes an office's number.") }
                return id
            }
            let id = try await CreateOrganization(database: rooms.database, identifiers: rooms.identifiers)(
                InstallationScope(purpose: "command line"), code: try OrganizationCode(arguments.word(0, "CODE")),
                name: try arguments.word(1, "NAME"), kana: arguments.options["name-kana"] ?? "",
                systemTitle: arguments.options["title"],
                contract: try Contract(
                    plan: plan, hasVoice: arguments.flags.contains("voice"),
                    hasFamily: arguments.flags.contains("family")),
                office: office, by: .installationOperator, requestID: "command-line", at: rooms.clock.now())
            print(id)
            return 0
        }
    }

    /// Opens the rooms that the settings name, beside a server that may be running, and closes them afterwards.
    static func withRooms(_ body: (Rooms) async throws -> Int32) async throws -> Int32 {
        let settings = try Settings(environment: ProcessInfo.processInfo.environment)
        let rooms = try await Rooms.open(settings, for: .beside)
        do {
            let status = try await body(rooms)
            await rooms.database.close()
            return status
        } catch {
            await rooms.database.close()
            throw error
        }
    }

    /// The organization that a command names by its code.
    static func tenant(_ code: String, _ rooms: Rooms) async throws -> TenantID {
        let found = try await FindOrganization(database: rooms.database)(
            InstallationScope(purpose: "command line"), code: try OrganizationCode(code))
        guard let found else { throw UsageError(reason: "There is no organization “\(code)”.") }
        return found.tenant
    }
}
