package import Database
package import Domain

/// An office's own people, sessions and settings live in a tenant with the office's number: its house.
package enum OfficeHouse {
    /// The house of an office.
    package static func tenant(of office: OfficeID) -> TenantID { TenantID(rawValue: office.rawValue) }
    /// The office that a house would belong to.
    package static func office(of house: TenantID) -> OfficeID { OfficeID(rawValue: house.rawValue) }

    /// Whether a tenant is the house of an office.
    ///
    /// - Throws: `DatabaseError`.
    package static func isOne(_ tenant: TenantID, in transaction: Transaction) throws -> Bool {
        try transaction.value(Int.self, "SELECT 1 FROM office WHERE id = \(office(of: tenant))") != nil
    }

    /// Refuses a login ID whose first letter belongs elsewhere.
    static func requireClass(_ loginID: LoginID, in tenant: TenantID, _ transaction: Transaction) throws {
        let isHouse = try isOne(tenant, in: transaction)
        guard isHouse != loginID.isOfOffice else { return }
        _ = try LoginID(loginID.description, of: isHouse ? .office : .organization)
    }
}
