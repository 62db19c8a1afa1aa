package import Database
package import Domain

/// Keeps people in their departments while another room lists who is in them for something that goes there: whoever left
/// ahead of the listing would not be asked, and nobody would know. Every change of a person's department asks it.
package struct DepartmentHold: Sendable {
    /// Whether the people of a department are being listed.
    package typealias IsBeingAsked = @Sendable (DepartmentID, TenantID, Transaction) throws -> Bool

    private let isBeingAsked: IsBeingAsked

    /// Asks this in the transaction of the change.
    package init(_ isBeingAsked: @escaping IsBeingAsked) {
        self.isBeingAsked = isBeingAsked
    }

    /// Holds nobody.
    package static let none = DepartmentHold { _, _, _ in false }

    /// Whether nobody may leave a department now.
    func holds(_ department: DepartmentID, in tenant: TenantID, _ transaction: Transaction) throws -> Bool {
        try isBeingAsked(department, tenant, transaction)
    }

    /// Refuses to let anybody out of these departments while they are held.
    ///
    /// - Throws: `InvalidInput` with `beingAskedRule`, or `DatabaseError`.
    func requireFree(
        _ departments: some Sequence<DepartmentID>, in tenant: TenantID, _ transaction: Transaction
    ) throws {
        for department in Set(departments).sorted() where try holds(department, in: tenant, transaction) {
            throw InvalidInput([try Self.beingAsked(department, in: tenant, transaction)])
        }
    }

    /// The rule of the refusal, which is over in a moment.
    package static let beingAskedRule = "beingAsked"

    /// What is said while a department is held.
    ///
    /// - Throws: `DatabaseError`.
    static func beingAsked(
        _ department: DepartmentID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> FieldError {
        let name = try transaction.value(
            String.self, "SELECT name FROM department WHERE tenant_id = \(tenant) AND id = \(department)")
        return CodeList.departments.field.error(
            beingAskedRule,
            ja: "の「\(name ?? "")」に、いま安否確認などを送っています。対象の方がそろうまで、少し待ってからもう一度お試しください。",
            en: """
                Something is being sent to the department “\(name ?? "")”. Try again in a moment, when everybody to be \
                asked is listed.
                """)
    }
}
