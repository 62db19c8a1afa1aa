package import Database
package import Domain

/// Whose audit chain: each organization, each office and the installation itself have one of their own.
package enum AuditChainID: Hashable, Sendable, DatabaseConvertible {
    /// What was done in one organization.
    case tenant(TenantID)
    /// What was done to one office.
    case office(OfficeID)
    /// What was done to the installation: offices and organizations made, operator tokens.
    case installation

    /// The number under which the chain is stored and hashed: identifiers are positive, so an organization has its own,
    /// an office its negative and the installation zero. Row-level security then hides all but the own chain.
    package var number: Int64 {
        switch self {
        case .tenant(let tenant): tenant.rawValue
        case .office(let office): -office.rawValue
        case .installation: 0
        }
    }

    /// The chain with this number.
    package init(number: Int64) {
        switch number {
        case 0: self = .installation
        case ..<0: self = .office(OfficeID(rawValue: -number))
        default: self = .tenant(TenantID(rawValue: number))
        }
    }

    /// The number, as it is stored.
    package var databaseValue: DatabaseValue { .integer(number) }
    /// The value of a stored number, which was checked when it was stored.
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self.init(number: number)
    }
}
