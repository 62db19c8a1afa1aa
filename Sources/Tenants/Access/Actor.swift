package import Domain

/// Who does something: written into each audit row.
package enum Actor: Hashable, Sendable {
    /// A person of the organization, in a session.
    case person(PersonID)
    /// A member of an office's staff, in an organization that is the office's client.
    case officeStaff(PersonID, OfficeID)
    /// A family user, in a session of their own.
    case family(FamilyMemberID)
    /// A program with an API token of this number.
    case token(Int64)
    /// The operator at the command line.
    case installationOperator
    /// Somebody at a login who has not shown yet who they are: never the person whose login it is.
    case somebody
    /// The program itself: triggers, the dispatch engine, pruning.
    case system

    /// The form in which the audit chain stores it, such as `person:123`.
    package var auditName: String {
        switch self {
        case .person(let person): "person:\(person)"
        case .officeStaff(let person, let office): "office:\(office)/person:\(person)"
        // Not which one: the employer must not see whose family looks, and when.
        case .family: "family"
        case .token(let number): "token:\(number)"
        case .installationOperator: "operator"
        case .somebody: "somebody"
        case .system: "system"
        }
    }
}
