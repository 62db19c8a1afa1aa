import Auth
import Domain
import Tenants

extension Commands {
    /// `anpi people reset-factors`
    static let peopleResetFactors = Command(
        "people reset-factors", "ORGANIZATION LOGIN-ID --reason TEXT", "clears somebody's second factors",
        details: """
            For somebody who can show none of them, where no administrator is left to do it. Make sure first who asks.
            The person is told by mail, and sets a factor up at the next login. For people of an office, ORGANIZATION is
            the office's code in lower case (R-117).
            """, options: ["reason"]
    ) { arguments in
        let reason = try arguments.option("reason")
        return try await withRooms { rooms in
            let tenant = try await tenant(try arguments.word(0, "ORGANIZATION"), rooms)
            let scope = rooms.operatorScope(tenant)
            let text = try arguments.word(1, "LOGIN-ID")
            var filter = ListPeople.Filter()
            filter.loginID = text
            let page = try await ListPeople(database: rooms.database)(scope, filter)
            guard let person = page.people.first(where: { $0.details.loginID.description == text.uppercased() }) else {
                throw UsageError(reason: "There is no person “\(text)”.")
            }
            let what = try await ResetFactors(rooms.authParts).byOperator(
                person.id, by: scope, reason: reason, now: rooms.clock.now())
            let loginID = person.details.loginID
            guard let what else {
                print("\(loginID) has no second factor, backup codes or lock. Nothing was changed.")
                return 0
            }
            let kinds = what.kinds.map { $0.words[.english] }.joined(separator: ", ")
            print(
                what.kinds.isEmpty
                    ? "\(loginID) had no second factor. Backup codes are void and sessions have ended."
                    : "Cleared for \(loginID): \(kinds). Backup codes are void, and sessions have ended.")
            if what.cutsLink { print("The link to another provider's account is removed.") }
            return 0
        }
    }

    /// `anpi tenant openid`
    static let tenantOpenID = Command(
        "tenant openid", "ORGANIZATION [--issuer URL --client-id ID [--secret-file FILE] [--trusted-acr ACR]] [--off]",
        "sets up logins by an organization's own provider (OpenID Connect)",
        details: """
            The provider is given SITE/login/external/return as our address. Its word replaces the password and nothing
            else, unless --trusted-acr names the way of showing who one is that stands for a second factor too.
            The organization decides on its settings page whether it takes these logins (R-038).
            """, options: ["issuer", "client-id", "secret-file", "trusted-acr"], flags: ["off"]
    ) { arguments in
        try await withRooms { rooms in
            let tenant = try await tenant(try arguments.word(0, "ORGANIZATION"), rooms)
            var provider: OpenIDProvider?
            if !arguments.flags.contains("off") {
                let secret = try arguments.options["secret-file"].map { file in
                    guard let text = TextFile.read(file) else { throw UsageError(reason: "\(file) cannot be read.") }
                    return Secret(WidthFolding.trimmed(text))
                }
                provider = try OpenIDProvider(
                    issuer: try arguments.option("issuer"), clientID: try arguments.option("client-id"),
                    clientSecret: secret, trustedContext: arguments.options["trusted-acr"],
                    allowsPlain: rooms.webFetch.allowsPlain)
            }
            try await OpenIDProvider.set(
                provider, by: rooms.operatorScope(tenant), rooms.authParts, now: rooms.clock.now(),
                randomness: rooms.randomness)
            print(
                provider.map { "Logins by \($0.issuer) are set up. The organization switches them on under 団体の設定." }
                    ?? "No provider is set up any more.")
            return 0
        }
    }
}
