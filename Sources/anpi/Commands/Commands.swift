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

    /// What `anpi help` prints.
    static var overview: String {
        let width = all.map { $0.words.joined(separator: " ").count }.max() ?? 0
        let lines = all.map { command in
            let name = command.words.joined(separator: " ")
            return "  \(name)\(String(repeating: " ", count: width - name.count))  \(command.summary)"
        }
        return """
            Anpi asks everybody whether they are safe, in each person's own order, and says who could not be asked.

            \(lines.joined(separator: "\n"))

            `anpi COMMAND --help` says more. Settings are variables; `anpi serve --help` lists them.
            """
    }
}
