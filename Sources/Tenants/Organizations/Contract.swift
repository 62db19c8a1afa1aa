import Database
package import Domain

/// What an organization has agreed with the operator: plan, options and whether a second factor is asked for.
package struct Contract: Hashable, Sendable {
    /// Plan.
    package let plan: Plan
    /// Voice option (音声サービス): telephone numbers and the contact order exist only with it.
    package let hasVoice: Bool
    /// Family option (家族サービス); only on plans that allow it.
    package let hasFamily: Bool
    /// Whether people of this organization must show a second factor at login; costs nothing extra.
    package let requiresSecondFactor: Bool

    /// A contract.
    ///
    /// - Throws: `InvalidInput` of the field `family_option` if the plan does not allow it.
    package init(
        plan: Plan = .standard, hasVoice: Bool = false, hasFamily: Bool = false, requiresSecondFactor: Bool = false
    ) throws(InvalidInput) {
        guard !hasFamily || plan.allowsFamily else {
            throw InputField("family_option", ja: "家族サービス", en: "Family option").refusal(
                "plan", ja: "は通常プランかアカデミックプランで使えます。",
                en: "% is available with the standard and academic plans.")
        }
        self.plan = plan
        self.hasVoice = hasVoice
        self.hasFamily = hasFamily
        self.requiresSecondFactor = requiresSecondFactor
    }

    init(stored row: inout Row) throws {
        plan = try row.next()
        hasVoice = try row.next()
        hasFamily = try row.next()
        requiresSecondFactor = try row.next()
    }
}
