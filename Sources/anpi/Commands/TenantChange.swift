import Domain
import Tenants

extension Commands {
    /// `anpi tenant change`
    static let tenantChange = Command(
        "tenant change",
        """
        CODE [--name NAME] [--name-kana KANA] [--plan PLAN] [--voice yes|no] [--family yes|no] [--second-factor yes|no] \
        [--mail-limit LIMIT] [--voice-limit LIMIT]
        """,
        "changes what an organization has agreed",
        details: """
            What is not named stays as it is. --name-kana is the name in katakana, by which offices search. --second-factor yes asks everybody of the organization for a second factor
            at login (R-018); whoever has none sets one up there. People's numbers and addresses are kept when an
            option ends, and are not used. LIMIT is how much of a channel the organization may take up: a rate such as
            100/1m, none, or standard for what ANPI_MAIL_TENANT_LIMIT and ANPI_VOICE_TENANT_LIMIT allow each. A running
            server keeps to it at once.
            """,
        options: ["name", "name-kana", "plan", "voice", "family", "second-factor", "mail-limit", "voice-limit"]
    ) { arguments in
        let voice = try arguments.choice("voice")
        let family = try arguments.choice("family")
        let secondFactor = try arguments.choice("second-factor")
        let mailLimit = try arguments.limit("mail-limit")
        let voiceLimit = try arguments.limit("voice-limit")
        let plan = try arguments.options["plan"].map { text in
            guard let plan = Plan(rawValue: text) else {
                throw UsageError(reason: "--plan is standard, academic or smartphone.")
            }
            return plan
        }
        return try await withRooms { rooms in
            let tenant = try await tenant(try arguments.word(0, "CODE"), rooms)
            let scope = InstallationScope(purpose: "command line")
            let before = try await rooms.database.read(scope) { try ReadOrganization.load(tenant, in: $0) }
            var changed: [String] = []
            if let secondFactor {
                let isNew = try await DecidePolicy(database: rooms.database).organization(
                    scope, tenant, uses: secondFactor, by: .installationOperator, requestID: "command-line",
                    at: rooms.clock.now())
                if isNew { changed.append("second factor \(secondFactor ? "yes" : "no")") }
            }
            let change = ChangeOrganization(database: rooms.database)
            try await change(
                scope, tenant, name: arguments.options["name"], kana: arguments.options["name-kana"],
                by: .installationOperator, requestID: "command-line", at: rooms.clock.now()
            ) { stands in
                try Contract(
                    plan: plan ?? stands.plan, hasVoice: voice ?? stands.hasVoice,
                    hasFamily: family ?? stands.hasFamily,
                    mailLimit: mailLimit ?? stands.mailLimit, voiceLimit: voiceLimit ?? stands.voiceLimit)
            }
            let after = try await rooms.database.read(scope) { try ReadOrganization.load(tenant, in: $0) }
            changed += after.changes(from: before)
            print(
                changed.isEmpty
                    ? "Nothing to change: \(before.code) has it so already."
                    : "Changed for \(before.code): \(changed.joined(separator: ", ")).")
            return 0
        }
    }
}

extension Organization {
    /// What is agreed now and was not before, as the options name it.
    fileprivate func changes(from old: Organization) -> [String] {
        func word(_ isOn: Bool) -> String { isOn ? "yes" : "no" }
        let (new, was) = (contract, old.contract)
        return [
            name == old.name ? nil : "name “\(name)”", kana == old.kana ? nil : "name in kana “\(kana)”",
            new.plan == was.plan ? nil : "plan \(new.plan.rawValue)",
            new.hasVoice == was.hasVoice ? nil : "voice \(word(new.hasVoice))",
            new.hasFamily == was.hasFamily ? nil : "family \(word(new.hasFamily))",
            new.mailLimit == was.mailLimit ? nil : "mail limit", new.voiceLimit == was.voiceLimit ? nil : "voice limit",
        ].compactMap { $0 }
    }
}

extension Arguments {
    /// What `--NAME LIMIT` says; nil if it says nothing.
    fileprivate func limit(_ name: String) throws -> SendingLimit? {
        try options[name].map { text in
            guard let limit = SendingLimit(text) else {
                throw UsageError(reason: "--\(name) takes a rate such as 100/1m, none or standard.")
            }
            return limit
        }
    }

    /// What `--NAME yes` or `--NAME no` says; nil if it says nothing.
    fileprivate func choice(_ name: String) throws -> Bool? {
        switch options[name] {
        case nil: nil
        case "yes": true
        case "no": false
        default: throw UsageError(reason: "--\(name) takes yes or no.")
        }
    }
}
