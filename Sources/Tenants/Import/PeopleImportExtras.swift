package import Database
package import Domain

/// The columns of an import that belong to another room: contacts and addresses. The room fills in the closures; they
/// run in the same transactions as the import's own rows.
package struct PeopleImportExtras: Sendable {
    /// What applies to the organization while lines are checked.
    package struct Context: Sendable {
        /// The organization with its contract.
        package let organization: Organization
        /// Its settings.
        package let settings: TenantSettings
    }

    /// The cells of one person by column name; a column that the file does not have is missing.
    package typealias Cells = [String: String]

    /// The tables that grow with an import.
    package let tables: [StaticString]
    /// The name of the column that a heading means (lower case, half width), or nil if it is not one of these.
    package let column: @Sendable (_ heading: String) -> String?
    /// What is wrong with one line's cells.
    package let check: @Sendable (Cells, Context) -> [FieldError]
    /// Whose stored values differ from these cells.
    package let changed: @Sendable ([PersonID: Cells], TenantID, Transaction) throws -> Set<PersonID>
    /// Stores the cells of people whose rows exist. Never refuses what `check` let through; may run again for the same
    /// people.
    package let store: @Sendable ([PersonID: Cells], TenantID, Instant, Transaction) throws -> Void

    /// The columns of another room.
    package init(
        tables: [StaticString] = [],
        column: @escaping @Sendable (_ heading: String) -> String?,
        check: @escaping @Sendable (Cells, Context) -> [FieldError],
        changed: @escaping @Sendable ([PersonID: Cells], TenantID, Transaction) throws -> Set<PersonID>,
        store: @escaping @Sendable ([PersonID: Cells], TenantID, Instant, Transaction) throws -> Void
    ) {
        self.tables = tables
        self.column = column
        self.check = check
        self.changed = changed
        self.store = store
    }

    /// No further columns.
    package static let none = PeopleImportExtras(
        column: { _ in nil }, check: { _, _ in [] }, changed: { _, _, _ in [] }, store: { _, _, _, _ in })
}
