package import Database
package import Domain
package import Tenants

/// What an organization has decided about logging in.
package struct AuthSettings: Sendable, Hashable {
    /// What a new password must be.
    package let password: PasswordPolicy
    /// Time without operation after which a session ends: 30 minutes, or less.
    package let idleLimit: Duration
    /// Time after which a session ends whatever happens: 12 hours unless set shorter.
    package let absoluteLimit: Duration
    /// Whom to ask for help, shown in a session; empty for nobody.
    package let helpDesk: String
    /// Whom people of offices ask: whoever runs the installation; empty for nobody.
    package let vendorHelpDesk: String
    /// What the organization leaves out of its menus.
    package let hiddenMenu: Set<MenuEntry>
    /// Whether there is a manual to read.
    package let hasManual: Bool
    /// The clock that its people read, by its IANA name.
    package let timeZone: String

    /// Settings; the idle limit is never more than 30 minutes.
    package init(
        password: PasswordPolicy = PasswordPolicy(), idleLimit: Duration = .seconds(1_800),
        absoluteLimit: Duration = .seconds(43_200), helpDesk: String = "", vendorHelpDesk: String = "",
        hiddenMenu: Set<MenuEntry> = [], hasManual: Bool = false, timeZone: String = TenantSettings().timeZone
    ) {
        self.password = password
        self.idleLimit = min(idleLimit, .seconds(1_800))
        self.absoluteLimit = absoluteLimit
        self.helpDesk = helpDesk
        self.vendorHelpDesk = vendorHelpDesk
        self.hiddenMenu = hiddenMenu
        self.hasManual = hasManual
        self.timeZone = timeZone
    }
}

/// Reads an organization's settings in an open transaction.
package struct AuthSettingsReader: Sendable {
    /// The settings of one organization; throws `DatabaseError`.
    package let read: @Sendable (TenantID, Transaction) throws -> AuthSettings

    /// A reader from a function; the wiring passes one that reads the room Tenants.
    package init(read: @escaping @Sendable (TenantID, Transaction) throws -> AuthSettings) {
        self.read = read
    }
}
