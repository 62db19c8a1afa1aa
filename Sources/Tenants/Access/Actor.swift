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

    /// The actor with this audit name; nil for a family user, of whom the name says nothing, and for what is no such name.
    package init?(auditName name: String) {
        let parts = name.split(separator: "/").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        func number(_ part: Int, _ word: Substring) -> Int64? {
            parts[part].count == 2 && parts[part][0] == word ? Int64(parts[part][1]) : nil
        }
        switch (name, parts.count) {
        case (Self.installationOperator.auditName, _): self = .installationOperator
        case (Self.somebody.auditName, _): self = .somebody
        case (Self.system.auditName, _): self = .system
        case (_, 1):
            if let person = number(0, "person") {
                self = .person(PersonID(rawValue: person))
            } else if let token = number(0, "token") {
                self = .token(token)
            } else {
                return nil
            }
        case (_, 2):
            guard let office = number(0, "office"), let person = number(1, "person") else { return nil }
            self = .officeStaff(PersonID(rawValue: person), OfficeID(rawValue: office))
        default: return nil
        }
    }

    /// The actor as the chains of an office's clients name it.
    func outside(of office: OfficeID) -> Actor {
        if case .person(let person) = self { .officeStaff(person, office) } else { self }
    }
}
