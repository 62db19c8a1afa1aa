import Database
package import Domain

/// What an organization has agreed with the operator: plan, options and limits.
package struct Contract: Hashable, Sendable {
    /// Plan.
    package let plan: Plan
    /// Voice option (音声サービス): telephone numbers and the contact order exist only with it.
    package let hasVoice: Bool
    /// Family option (家族サービス); only on plans that allow it.
    package let hasFamily: Bool
    /// How many mails go out for it in a time.
    package let mailLimit: SendingLimit
    /// How many calls are placed for it in a time.
    package let voiceLimit: SendingLimit

    /// A contract.
    ///
    /// - Throws: `InvalidInput` of the field `family_option` if the plan does not allow it.
    package init(
        plan: Plan = .standard, hasVoice: Bool = false, hasFamily: Bool = false,
        mailLimit: SendingLimit = .standard, voiceLimit: SendingLimit = .standard
    ) throws(InvalidInput) {
        guard !hasFamily || plan.allowsFamily else {
            throw InputField("family_option", ja: "家族サービス", en: "Family option").refusal(
                "plan", ja: "は通常プランかアカデミックプランで使えます。",
                en: "% is available with the standard and academic plans.")
        }
        self.plan = plan
        self.hasVoice = hasVoice
        self.hasFamily = hasFamily
        self.mailLimit = mailLimit
        self.voiceLimit = voiceLimit
    }

    init(stored row: inout Row) throws {
        plan = try row.next()
        hasVoice = try row.next()
        hasFamily = try row.next()
        mailLimit = try row.next()
        voiceLimit = try row.next()
    }
}
