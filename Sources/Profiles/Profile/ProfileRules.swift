/// What an organization's plan and settings make of the profile.
package struct ProfileRules: Hashable, Sendable {
    /// Whether safety checks go out by mail; addresses are registered without it, too.
    package let usesMail: Bool
    /// Whether there are telephones and a contact order.
    package let hasVoice: Bool
    /// How exactly addresses are given.
    package let precision: AddressPrecision
    /// Whether 勤務先住所 and 住所1 must be given. People of an office are not asked in earthquakes.
    package let needsAddresses: Bool

    /// Rules from the plan's options and the settings.
    package init(
        usesMail: Bool = true, hasVoice: Bool, precision: AddressPrecision, needsAddresses: Bool = true
    ) {
        self.usesMail = usesMail
        self.hasVoice = hasVoice
        self.precision = precision
        self.needsAddresses = needsAddresses
    }
}

/// What the room that sends mail says of an address.
package struct MailAddressCheck: Sendable {
    /// The address in the form in which it is stored, or the sentence that says what is wrong with it.
    package let check: @Sendable (String) -> MailAddressVerdict

    /// A check from a function; the wiring passes the one of the mail channel.
    package init(check: @escaping @Sendable (String) -> MailAddressVerdict) {
        self.check = check
    }
}
