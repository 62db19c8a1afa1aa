package import Database
package import Domain
package import Tenants

/// How exactly an organization wants to know where an address lies.
package enum AddressPrecision: String, CaseIterable, Sendable, Codable {
    /// The prefecture and no more.
    case prefectureOnly
    /// The prefecture is enough.
    case prefecture
    /// One of JMA's 188 regions is required.
    case region

    /// What the organization's rule asks for.
    package init(_ rule: RegionRule) {
        self =
            switch rule {
            case .prefectureOnly: .prefectureOnly
            case .regionOptional: .prefecture
            case .regionRequired: .region
            }
    }

    /// What an organization asks for now.
    ///
    /// - Throws: `DatabaseError`.
    package static func load(_ tenant: TenantID, in transaction: Transaction) throws -> AddressPrecision {
        AddressPrecision(try ReadSettings.load(tenant, in: transaction).regionRule)
    }

    /// The condition on organizations that want the prefecture and no more; `tenant` is their identifier.
    package static func isPrefectureOnly(of tenant: SQL) -> SQL {
        """
        EXISTS (SELECT 1 FROM tenant_setting rule WHERE rule.tenant_id = \(tenant) AND rule.name = 'regionRule'
                AND rule.value = 'prefectureOnly')
        """
    }

    /// Whether this address is exact enough, and not too exact.
    package func accepts(_ address: AddressRegion) -> Bool {
        switch self {
        case .prefectureOnly: address.region == nil
        case .prefecture: true
        case .region: address.region != nil
        }
    }
}
