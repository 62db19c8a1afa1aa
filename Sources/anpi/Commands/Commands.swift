/// All commands.
enum Commands {
    static let all: [Command] = [
        keysInit, keysRotate, keysCallback, migrate, backup, restore, officeCreate, officeChange, officePeopleAdd,
        tenantCreate, tenantChange, tenantOpenID, peopleResetFactors, policyMandatoryFrom, newsPost, newsWithdraw,
        peopleImport, peopleFirstPassword, regionsUpdate,
        auditVerify, auditDispatch, doctor, serve, demo,
    ]

    /// The command that these words begin with; the longest one wins.
    static func find(_ words: [String]) -> Command? {
        all.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    }

    /// What `anpi regions --help` prints: the commands that begin so; nil if none does.
    static func overview(of words: [String]) -> String? {
        guard words.last == "--help" else { return nil }
        let found = all.filter { $0.words.starts(with: words.dropLast()) }
        return found.isEmpty ? nil : lines(found) + "\n\n`anpi COMMAND --help` says more."
    }

    private static func lines(_ commands: [Command]) -> String {
        let width = commands.map { $0.words.joined(separator: " ").count }.max() ?? 0
        let lines = commands.map { command in
            let name = command.words.joined(separator: " ")
            return "  \(name)\(String(repeating: " ", count: width - name.count))  \(command.summary)"
        }
        return lines.joined(separator: "\n")
    }

    /// What `anpi help` prints.
    static var overview: String {
        """
        Anpi asks everybody whether they are safe, in each person's own order, and says who could not be asked.

        \(lines(all))

        `anpi COMMAND --help` says more. Settings are variables; `anpi serve --help` lists them.
        """
    }
}
