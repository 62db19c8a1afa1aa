import Database
package import Domain
package import Tenants

/// Which people the directory asks for.
package indirect enum DirectoryCondition: Hashable, Sendable {
    /// A text of a user.
    package enum Field: Hashable, Sendable {
        /// `userName`.
        case userName
        /// `externalId`, letter by letter.
        case externalID
        /// `displayName` and `name.formatted`.
        case name
        /// カナ氏名.
        case kana
        /// `employeeNumber`.
        case employeeNumber
        /// `emails.value`, of those that the directory gave.
        case mail
        /// `phoneNumbers.value`, of those that the directory gave.
        case phone
        /// The login ID.
        case loginID
        /// The name of the department.
        case department
    }

    /// How an instant lies to another.
    package enum Order: Hashable, Sendable {
        /// Before it.
        case before
        /// Before it or at it.
        case until
        /// After it.
        case after
        /// After it or at it.
        case from
        /// At it.
        case at
    }

    /// All of these.
    case all([DirectoryCondition])
    /// Any of these.
    case any([DirectoryCondition])
    /// Not this.
    case not(DirectoryCondition)
    /// A text.
    case text(Field, TextMatch)
    /// Whether the person works here.
    case isActive(Bool)
    /// With this identifier; nil for one that cannot be.
    case id(PersonID?)
    /// In the department with this identifier; nil for one that cannot be.
    case group(DepartmentID?)
    /// In any department.
    case hasGroup
    /// Changed then.
    case changed(Order, Instant)
    /// Added then.
    case created(Order, Instant)
    /// True of everybody, or of nobody.
    case constant(Bool)

    /// The condition on the table `person`.
    func sql(_ tenant: TenantID) -> SQL {
        switch self {
        case .all(let parts): "(\(SQL.joined(parts.map { $0.sql(tenant) }, by: " AND ")))"
        case .any(let parts): "(\(SQL.joined(parts.map { $0.sql(tenant) }, by: " OR ")))"
        case .not(let part): "NOT (\(part.sql(tenant)))"
        case .text(let field, let match): Self.text(field, match, tenant)
        case .isActive(true): "person.employment <> 'left'"
        case .isActive(false): "person.employment = 'left'"
        case .id(let id): "person.id = \(id?.rawValue ?? 0)"
        case .group(let id): "(person.department_id IS NOT NULL AND person.department_id = \(id?.rawValue ?? 0))"
        case .hasGroup: "person.department_id IS NOT NULL"
        case .changed(let order, let instant): Self.order("person.changed_at", order, instant)
        case .created(let order, let instant): Self.order("person.created_at", order, instant)
        case .constant(true): "1 = 1"
        case .constant(false): "1 = 0"
        }
    }

    private static func order(_ column: SQL, _ order: Order, _ instant: Instant) -> SQL {
        switch order {
        case .before: "\(column) < \(instant)"
        case .until: "\(column) <= \(instant)"
        case .after: "\(column) > \(instant)"
        case .from: "\(column) >= \(instant)"
        case .at: "\(column) = \(instant)"
        }
    }

    private static func text(_ field: Field, _ match: TextMatch, _ tenant: TenantID) -> SQL {
        switch field {
        case .userName: userName(match, tenant)
        case .externalID:
            "person.id IN (SELECT person_id FROM directory_link WHERE tenant_id = \(tenant) AND \(match.exact(of: "external_id")))"
        case .name: match.folded(of: "person.name")
        case .kana: match.folded(of: "person.name_kana")
        case .employeeNumber: match.place == .whole ? number(match) : match.folded(of: "person.employee_code")
        case .mail: contact(.mail, match, tenant)
        case .phone: contact(.phone, match, tenant)
        case .loginID: match.folded(of: "person.login_id")
        case .department:
            """
            (person.department_id IS NOT NULL AND person.department_id IN
                (SELECT id FROM department WHERE tenant_id = \(tenant) AND \(match.folded(of: "name"))))
            """
        }
    }

    /// By the index on codes, which are stored in capital letters.
    private static func number(_ match: TextMatch) -> SQL {
        "person.employee_code = \((try? EmployeeCode(match.text))?.description ?? match.text)"
    }

    /// Two look-ups by their indexes: what the directory calls people, and login IDs of those whom it does not know.
    private static func userName(_ match: TextMatch, _ tenant: TenantID) -> SQL {
        let whole = match.place == .whole
        let linked: SQL =
            whole ? "user_key = \(DirectoryLink.key(match.text))" : match.folded(of: "user_key")
        let own: SQL = whole ? "other.login_id = \(match.text.uppercased())" : match.folded(of: "other.login_id")
        return """
            person.id IN (
                SELECT person_id FROM directory_link WHERE tenant_id = \(tenant) AND hidden_at IS NULL AND \(linked)
                UNION ALL
                SELECT id FROM person AS other WHERE other.tenant_id = \(tenant) AND \(own)
                  AND NOT EXISTS (SELECT 1 FROM directory_link WHERE directory_link.tenant_id = other.tenant_id
                      AND directory_link.person_id = other.id))
            """
    }

    private static func contact(_ kind: ContactKind, _ match: TextMatch, _ tenant: TenantID) -> SQL {
        var ways: [SQL] = [match.folded(of: "sent")]
        if kind == .phone, let number = PhoneNumber(typed: match.text) { ways.append("value = \(number.digits)") }
        return """
            person.id IN (SELECT person_id FROM directory_contact
                WHERE tenant_id = \(tenant) AND kind = \(kind) AND (\(SQL.joined(ways, by: " OR "))))
            """
    }
}
