import Auth
import Domain
import Foundation
import Tenants

extension Commands {
    /// `anpi people import`
    static let peopleImport = Command(
        "people import", "ORGANIZATION FILE [--dry-run] [--skip-bad-lines] [--create-departments]",
        "adds and changes people from a CSV file",
        details: """
            The first line names the columns: login_id, name, name_kana, role, department_code, department_name, mail1,
            mailOrder, phone1, phone1Order, workRegion (such as 17-390) and so on. Nobody gets a password. Nothing is
            imported if any line is refused, unless --skip-bad-lines is given. --dry-run only reports.
            """, flags: ["dry-run", "skip-bad-lines", "create-departments"]
    ) { arguments in
        try await withRooms { rooms in
            let tenant = try await tenant(try arguments.word(0, "ORGANIZATION"), rooms)
            let file = try arguments.word(1, "FILE")
            guard let bytes = TextFile.bytes(file, upTo: 256 << 20) else {
                throw UsageError(reason: "\(file) cannot be read.")
            }
            var options = ImportPeople.Options()
            options.skipsBadLines = arguments.flags.contains("skip-bad-lines")
            options.createsDepartments = arguments.flags.contains("create-departments")
            let people = ImportPeople(
                database: rooms.database, identifiers: rooms.identifiers, extras: rooms.importExtras)
            let scope = rooms.operatorScope(tenant)
            let report =
                arguments.flags.contains("dry-run")
                ? try await people.dryRun(scope, .bytes(bytes), options, at: rooms.clock.now())
                : try await people(scope, .bytes(bytes), options, at: rooms.clock.now())
            for problem in report.problems {
                print("line \(problem.line): \(problem.error.field): \(problem.error.message[.english])")
            }
            print(
                """
                \(report.lines) lines: \(report.added) added, \(report.changed) changed, \
                \(report.unchanged) unchanged, \(report.refused) refused. \
                \(report.isImported ? "Imported." : "Nothing was imported.")
                """)
            return report.refused == 0 || report.isImported ? 0 : 1
        }
    }

    /// `anpi people first-password`
    static let peopleFirstPassword = Command(
        "people first-password", "ORGANIZATION LOGIN-ID…", "hands out first passwords, good for a few days"
    ) { arguments in
        try await withRooms { rooms in
            let tenant = try await tenant(try arguments.word(0, "ORGANIZATION"), rooms)
            let scope = rooms.operatorScope(tenant)
            var people: [PersonID] = []
            for text in arguments.positional.dropFirst() {
                var filter = ListPeople.Filter()
                filter.loginID = text
                let page = try await ListPeople(database: rooms.database)(scope, filter)
                guard let person = page.people.first(where: { $0.details.loginID.description == text.uppercased() })
                else { throw UsageError(reason: "There is no person “\(text)”.") }
                people.append(person.id)
            }
            if people.isEmpty { throw UsageError(reason: "LOGIN-ID is missing.") }
            let slips = try await IssueFirstPassword(
                database: rooms.database, notices: rooms.notices(wake: {}))(
                    scope, people: people, now: rooms.clock.now(), randomness: rooms.randomness)
            for slip in slips { print("\(slip.loginID)  \(slip.password.text.exposed)") }
            return 0
        }
    }
}
