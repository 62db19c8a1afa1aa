import Domain
import Foundation
import Notify

extension Commands {
    /// `anpi audit dispatch`
    static let auditDispatch = Command(
        "audit dispatch", "ORGANIZATION BROADCAST",
        "proves of a broadcast that nobody fell between the rows",
        details: "Makes every plan again, holds it against the ledger, and names each difference."
    ) { arguments in
        try await withRooms { rooms in
            let tenant = try await tenant(try arguments.word(0, "ORGANIZATION"), rooms)
            guard let broadcast = BroadcastID(try arguments.word(1, "BROADCAST")) else {
                throw UsageError(reason: "BROADCAST takes a broadcast's number.")
            }
            let audit = try await AuditDispatch(database: rooms.database)(broadcast, rooms.operatorScope(tenant))
            print(audit.summary)
            for difference in audit.differences {
                let whose = difference.person.map { "person \($0)" } ?? "broadcast"
                print("  \(whose): \(difference.kind.rawValue) \(difference.detail)")
            }
            return audit.isClean ? 0 : 1
        }
    }
}

extension DispatchAudit {
    /// The counts in one line.
    var summary: String {
        let people = RecipientLevel.allCases.reversed().compactMap { level in
            levels[level].map { "\($0) \(level.name[.english].lowercased())" }
        }
        return """
            \(recipients) people (\(people.joined(separator: ", "))); \(planned) steps planned = \(final) final + \
            \(open) open; \(differenceCount) differences
            """
    }
}
