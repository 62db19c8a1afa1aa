package import Database
package import Domain

/// How contacts and addresses stand in a file of people.
package enum ContactsInFile: Sendable {
    /// As others than the person may see them. The file comes back by import without changing what is hidden.
    case masked
    /// Whole, for whoever runs the installation and holds its database anyway.
    case wholeForOperator
    /// Whole, for somebody who gave a reason.
    ///
    /// - Parameter tell: Tells these people, in a transaction of its own before the file has them; throws `DatabaseError`.
    case disclosed(
        reason: String, tell: @Sendable (_ people: [PersonID], TenantID, Instant, Transaction) throws -> Void)
}

extension TenantScope {
    /// How contacts stand in a file that is asked for without a reason.
    package var contactsWithoutReason: ContactsInFile {
        switch actor {
        case .installationOperator, .system: .wholeForOperator
        // An administrator who makes a token would otherwise need no reason, and nobody would be told.
        case .token, .person, .officeStaff, .family, .somebody: .masked
        }
    }
}
