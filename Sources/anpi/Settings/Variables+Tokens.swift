import Domain

/// The variables of what programs with a token may do.
extension Variables {
    private static let requests = "a number and a time such as 100/1m, or none"

    static let apiLimit = Setting<RateLimit?>(
        "ANPI_API_LIMIT", standard: "6000/1m", expected: requests,
        help: "Requests under /api that one token makes in a time; more are answered 429 with Retry-After.",
        parse: SettingTexts.rate)
    static let directoryLimit = Setting<RateLimit?>(
        "ANPI_SCIM_LIMIT", standard: "3000/1m", expected: requests,
        help: "Requests under /scim that one token of an organization's directory makes in a time.",
        parse: SettingTexts.rate)

    static let tokens: [any SettingDescription] = [apiLimit, directoryLimit]
}
