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

    /// What one column of somebody would become.
    package struct Difference: Hashable, Sendable {
        /// The column.
        package let column: String
        /// Before, as others than the person may see it; empty for none.
        package let before: String
        /// After, as others than the person may see it; empty for none.
        package let after: String
        /// The change as the audit chain keeps it, which outlives the person.
        let audited: AuditChange
        /// Both as they are, to be compared and never shown: two contacts may look alike.
        let exact: String

        /// A difference.
        ///
        /// - Parameters:
        ///   - mask: Makes of a value of the column what others may see.
        ///   - lasting: Makes of those two what the audit chain keeps.
        package init(
            column: String, before: String, after: String,
            lasting: (String, String) -> (before: String, after: String) = { ($0, $1) }, mask: (String) -> String
        ) {
            self.column = column
            self.before = mask(before)
            self.after = mask(after)
            let kept = lasting(self.before, self.after)
            audited = AuditChange(column, from: kept.before, to: kept.after)
            exact = "\(before)\u{0}\(after)"
        }
    }

    /// What a line's cells mean for somebody who is there.
    package struct Held: Hashable, Sendable {
        /// In which columns the stored values differ from the cells.
        package let differences: [Difference]
        /// What is wrong with what would be stored, and not with what is stored now.
        package let refusals: [FieldError]

        /// What came of holding a line against what is stored.
        package init(differences: [Difference], refusals: [FieldError] = []) {
            self.differences = differences
            self.refusals = refusals
        }
    }

    /// The tables that grow with an import.
    package let tables: [StaticString]
    /// The name of the column that a heading means (lower case, half width), or nil if it is not one of these.
    package let column: @Sendable (_ heading: String) -> String?
    /// What is wrong with one line's cells.
    package let check: @Sendable (Cells, Context) -> [FieldError]
    /// What is wrong with the cells of somebody who is not there yet, beside that.
    package let checkNew: @Sendable (Cells) -> [FieldError]
    /// Holds cells against what is stored; whoever is missing differs in nothing.
    package let hold: @Sendable ([PersonID: Cells], TenantID, Transaction) throws -> [PersonID: Held]
    /// What would be stored of somebody new.
    package let additions: @Sendable (Cells) -> [Difference]
    /// Stores the cells of people whose rows exist. Never refuses what the others let through; may run again for the same
    /// people.
    package let store: @Sendable ([PersonID: Cells], TenantID, Instant, Transaction) throws -> Void

    /// The columns of another room.
    package init(
        tables: [StaticString] = [],
        column: @escaping @Sendable (_ heading: String) -> String?,
        check: @escaping @Sendable (Cells, Context) -> [FieldError],
        checkNew: @escaping @Sendable (Cells) -> [FieldError] = { _ in [] },
        hold: @escaping @Sendable ([PersonID: Cells], TenantID, Transaction) throws -> [PersonID: Held],
        additions: @escaping @Sendable (Cells) -> [Difference] = { _ in [] },
        store: @escaping @Sendable ([PersonID: Cells], TenantID, Instant, Transaction) throws -> Void
    ) {
        self.tables = tables
        self.column = column
        self.check = check
        self.checkNew = checkNew
        self.hold = hold
        self.additions = additions
        self.store = store
    }

    /// No further columns.
    package static let none = PeopleImportExtras(
        column: { _ in nil }, check: { _, _ in [] }, hold: { _, _, _ in [:] }, store: { _, _, _, _ in })
}
