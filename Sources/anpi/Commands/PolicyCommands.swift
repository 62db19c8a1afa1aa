import Auth
import Domain
import Tenants

extension Commands {
    /// `anpi office change`
    static let officeChange = Command(
        "office change", "CODE --second-factor yes|no", "decides whether an office's own people use second factors",
        details: """
            Organizations of the office can only use second factors while the office does (R-051, R-052).
            """, options: ["second-factor"]
    ) { arguments in
        let isUsed = try arguments.option("second-factor")
        guard ["yes", "no"].contains(isUsed) else { throw UsageError(reason: "--second-factor takes yes or no.") }
        return try await withRooms { rooms in
            let code = try arguments.word(0, "CODE")
            let isNew = try await DecidePolicy(database: rooms.database).office(
                InstallationScope(purpose: "command line"), try await office(code, rooms),
                uses: isUsed == "yes", by: .installationOperator, requestID: "command-line", at: rooms.clock.now())
            print(isNew ? "Second factors of \(code): \(isUsed)." : "Second factors of \(code): \(isUsed), as before.")
            return 0
        }
    }

    /// `anpi office people add`
    static let officePeopleAdd = Command(
        "office people add", "CODE LOGIN-ID NAME [--administrator]",
        "adds somebody to an office and prints the first password",
        details: """
            LOGIN-ID begins with A (R-002). At login the office's CODE stands in the place of the organization code. The
            password is good for a few days and for nothing but choosing an own one.
            """, flags: ["administrator"]
    ) { arguments in
        try await withRooms { rooms in
            let office = try await office(arguments.word(0, "CODE"), rooms)
            var details = PersonDetails(
                loginID: try LoginID(arguments.word(1, "LOGIN-ID"), of: .office),
                name: try PersonName(arguments.word(2, "NAME")))
            if arguments.flags.contains("administrator") { details.role = .administrator }
            let scope = rooms.operatorScope(OfficeHouse.tenant(of: office))
            let now = rooms.clock.now()
            let person = try await AddPerson(database: rooms.database, identifiers: rooms.identifiers)(
                scope, details, at: now)
            let slips = try await IssueFirstPassword(database: rooms.database)(
                scope, people: [person], now: now, randomness: rooms.randomness)
            for slip in slips { print("\(slip.loginID)  \(slip.password.text.exposed)") }
            return 0
        }
    }

    /// `anpi policy mandatory-from`
    static let policyMandatoryFrom = Command(
        "policy mandatory-from", "DAY|never", "asks everybody for a second factor from a day on",
        details: """
            DAY is such as 2024-06-05 and begins at midnight in Japan. It stands above what offices and organizations
            have set (R-059). never takes it back.
            """
    ) { arguments in
        let day = try arguments.word(0, "DAY")
        let start = day == "never" ? nil : DayFormat(timeZone: "Asia/Tokyo").instant(day)
        guard day == "never" || start != nil else { throw UsageError(reason: "DAY is such as 2024-06-05, or never.") }
        return try await withRooms { rooms in
            let isNew = try await DecidePolicy(database: rooms.database).everybody(
                InstallationScope(purpose: "command line"), mandatoryFrom: start, by: .installationOperator,
                requestID: "command-line", at: rooms.clock.now())
            let decided =
                start == nil
                ? "Offices and organizations decide who is asked for a second factor"
                : "Everybody is asked for a second factor from \(day) on"
            print(decided + (isNew ? "." : ", as before."))
            return 0
        }
    }

    /// The office that a command names by its code.
    private static func office(_ code: String, _ rooms: Rooms) async throws -> OfficeID {
        let found = try await FindOrganization(database: rooms.database).office(
            InstallationScope(purpose: "command line"), code: try OfficeCode(code))
        guard let found else { throw UsageError(reason: "There is no office “\(code)”.") }
        return found
    }
}
