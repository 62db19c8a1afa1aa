import Auth
import Domain
import Foundation
import Notify
import Tenants

extension Commands {
    /// `anpi people import`
    static let peopleImport = Command(
        "people import",
        """
        ORGANIZATION FILE [--dry-run] [--expecting MARK] [--skip-bad-lines] [--create-departments] \
        [--absent-leave [--many-may-leave]]
        """,
        "adds and changes people from a CSV file",
        details: """
            The first line names the columns: login_id, name, name_kana, role, department_code, department_name, mail1,
            mailOrder, phone1, phone1Order, workRegion (such as 17-390) and so on. Nobody gets a password. Nothing is
            imported if any line is refused, unless --skip-bad-lines is given. --dry-run only reports: every field that
            would change (contacts masked), and a MARK; with --expecting MARK nothing is imported if the file would do
            something else by now. --absent-leave marks whoever is not in the file as left, but for administrators;
            more than a tenth of all only with --many-may-leave.
            """, options: ["expecting"],
        flags: ["dry-run", "skip-bad-lines", "create-departments", "absent-leave", "many-may-leave"]
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
            options.absentLeave = arguments.flags.contains("absent-leave")
            options.manyMayLeave = arguments.flags.contains("many-may-leave")
            let people = ImportPeople(
                database: rooms.database, identifiers: rooms.identifiers, extras: rooms.importExtras,
                hold: DepartmentTargets.hold, markKey: rooms.keys.current.key(for: .importMark))
            let scope = rooms.operatorScope(tenant)
            let isDryRun = arguments.flags.contains("dry-run")
            let report: PeopleImportReport
            do {
                report =
                    isDryRun
                    ? try await people.dryRun(scope, .bytes(bytes), options, at: rooms.clock.now())
                    : try await people(
                        scope, .bytes(bytes), options, expecting: arguments.options["expecting"],
                        at: rooms.clock.now())
            } catch is ImportPeople.Changed {
                print("The file would do something else by now. Nothing was imported; look at it with --dry-run again.")
                return 1
            }
            if isDryRun { printChanges(report) }
            for problem in report.problems {
                print("line \(problem.line): \(problem.error.field): \(problem.error.message[.english])")
            }
            print(
                """
                \(report.lines) lines: \(report.added) added, \(report.changed) changed, \
                \(report.unchanged) unchanged, \(report.refused) refused\
                \(options.absentLeave ? ", \(report.leaving) not in the file leave" : ""). \
                \(report.isImported ? "Imported." : "Nothing was imported.")
                """)
            if isDryRun { print("mark: \(report.mark)") }
            if report.overtaken > 0 {
                print("\(report.overtaken) lines were left out: somebody changed the same people meanwhile.")
            }
            if report.isManyLeaving, !options.manyMayLeave {
                print("More than a tenth of all people would leave. If that is right: --many-may-leave.")
                return isDryRun ? 0 : 1
            }
            return report.refused == 0 || report.isImported ? 0 : 1
        }
    }

    private static func printChanges(_ report: PeopleImportReport) {
        for change in report.changes {
            let place = change.line.map { "line \($0)" } ?? "not in the file"
            let fields = change.fields.map { field in
                "\(field.column): " + (change.isNew ? "" : "\(field.before.isEmpty ? "-" : field.before) → ")
                    + (field.after.isEmpty ? "-" : field.after)
            }
            print("\(place): \(change.loginID)\(change.isNew ? " (new)" : ""): \(fields.joined(separator: ", "))")
        }
        let more = report.added + report.changed + report.leaving - report.changes.count
        if more > 0 { print("… and \(more) more people") }
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
