import Domain
import Tenants

extension Commands {
    /// `anpi news post`
    static let newsPost = Command(
        "news post", "TITLE TEXT [--for CODE] [--title-en TITLE] [--text-en TEXT] [--days N]",
        "shows a notice to everybody, or to one organization",
        details: """
            Without --for it is shown to everybody, the login page included. CODE is an organization's code, or an
            office's for all of its organizations. --days is how long, 14 if it is left out.
            """, options: ["for", "title-en", "text-en", "days"]
    ) { arguments in
        try await withRooms { rooms in
            let text = arguments.options["days"] ?? "14"
            guard let days = Int(text), (1...3_650).contains(days) else {
                throw UsageError(reason: "--days takes a number from 1 to 3650.")
            }
            let now = rooms.clock.now()
            let draft = NewsDraft(
                titleJa: try arguments.word(0, "TITLE"), titleEn: arguments.options["title-en"] ?? "",
                bodyJa: try arguments.word(1, "TEXT"), bodyEn: arguments.options["text-en"] ?? "", from: now,
                until: now + .seconds(days * 86_400))
            let id = try await WriteNews(database: rooms.database, identifiers: rooms.identifiers).post(
                draft, to: try await audience(arguments.options["for"], rooms),
                InstallationScope(purpose: "command line"), by: .installationOperator, requestID: "command-line",
                at: now)
            print(id)
            return 0
        }
    }

    /// `anpi news withdraw`
    static let newsWithdraw = Command(
        "news withdraw", "NUMBER [--for CODE]", "takes a notice back", options: ["for"]
    ) { arguments in
        try await withRooms { rooms in
            guard let id = NewsID(try arguments.word(0, "NUMBER")) else {
                throw UsageError(reason: "NUMBER is what `anpi news post` printed.")
            }
            try await WriteNews(database: rooms.database, identifiers: rooms.identifiers).withdraw(
                id, from: try await audience(arguments.options["for"], rooms),
                InstallationScope(purpose: "command line"), by: .installationOperator, requestID: "command-line",
                at: rooms.clock.now())
            return 0
        }
    }

    private static func audience(_ code: String?, _ rooms: Rooms) async throws -> NewsAudience {
        guard let code else { return .everybody }
        return .tenant(try await tenant(code.lowercased(), rooms))
    }
}
