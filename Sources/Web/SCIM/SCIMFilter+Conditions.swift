import Domain
import HTTPServer
import Profiles
import Tenants

extension DirectoryCondition {
    /// The people for whom a filter holds.
    ///
    /// - Throws: `ProblemError` for what no query can ask for.
    init(_ filter: SCIMFilter) throws(ProblemError) {
        switch filter {
        case .all(let parts): self = .all(try parts.map { part throws(ProblemError) in try DirectoryCondition(part) })
        case .any(let parts): self = .any(try parts.map { part throws(ProblemError) in try DirectoryCondition(part) })
        case .not(let part): self = .not(try DirectoryCondition(part))
        case .present(let name): self = try Self.present(name)
        case .within(let name, let inner):
            guard let pairs = inner.equalities, pairs.count == 1, pairs[0].0.lowercased() == "value",
                case .text = pairs[0].1, ["emails", "phonenumbers", "groups"].contains(name.key)
            else { throw Self.cannotAsk(name) }
            self = try Self.compare(name, .eq, pairs[0].1)
        case .compare(let name, let operation, let value): self = try Self.compare(name, operation, value)
        }
    }

    private static func field(_ name: SCIMName) -> Field? {
        switch (SCIMSchemaPlace(name), name.key) {
        case (.core, "username"): .userName
        case (.core, "externalid"): .externalID
        case (.core, "displayname"), (.core, "name.formatted"): .name
        case (.core, "emails"), (.core, "emails.value"): .mail
        case (.core, "phonenumbers"), (.core, "phonenumbers.value"): .phone
        case (.enterprise, "employeenumber"): .employeeNumber
        case (.enterprise, "department"): .department
        case (.own, "namekana"): .kana
        case (.own, "loginid"): .loginID
        default: nil
        }
    }

    private static func present(_ name: SCIMName) throws(ProblemError) -> DirectoryCondition {
        if let field = field(name) { return field == .userName ? .constant(true) : .text(field, TextMatch(.present)) }
        switch name.key {
        case "id", "active", "meta", "meta.created", "meta.lastmodified", "meta.location", "meta.resourcetype":
            return .constant(true)
        case "groups", "groups.value": return .hasGroup
        default: throw cannotAsk(name)
        }
    }

    private static func compare(
        _ name: SCIMName, _ operation: SCIMFilter.Operation, _ value: SCIMValue
    ) throws(ProblemError) -> DirectoryCondition {
        if operation == .ne { return .not(try compare(name, .eq, value)) }
        // What equals nothing is not there.
        if value == .null, operation == .eq { return .not(try present(name)) }
        if let field = field(name) {
            let text =
                switch value {
                case .text(let text): text
                case .number(let number): String(number)
                default: throw cannotAsk(name)
                }
            guard let place = TextMatch.Place(operation) else { throw cannotAsk(name) }
            return .text(field, TextMatch(place, text))
        }
        switch (name.key, operation) {
        case ("id", .eq): return .id(value.text.flatMap { PersonID(canonical: $0) })
        case ("groups", .eq), ("groups.value", .eq): return .group(value.text.flatMap { DepartmentID(canonical: $0) })
        case ("active", .eq):
            guard let flag = value.flag else { throw cannotAsk(name) }
            return .isActive(flag)
        case ("meta.lastmodified", _), ("meta.created", _):
            guard let instant = value.text.flatMap(SCIMTime.instant), let order = Order(operation) else {
                throw cannotAsk(name)
            }
            return name.key == "meta.created" ? .created(order, instant) : .changed(order, instant)
        default: throw cannotAsk(name)
        }
    }

    private static func cannotAsk(_ name: SCIMName) -> ProblemError { .cannotFilter(name) }
}

extension DirectoryGroups.Condition {
    /// The departments for which a filter holds.
    ///
    /// - Throws: `ProblemError` for what no query can ask for.
    init(_ filter: SCIMFilter) throws(ProblemError) {
        switch filter {
        case .all(let parts):
            self = .all(try parts.map { part throws(ProblemError) in try DirectoryGroups.Condition(part) })
        case .any(let parts):
            self = .any(try parts.map { part throws(ProblemError) in try DirectoryGroups.Condition(part) })
        case .not(let part): self = .not(try DirectoryGroups.Condition(part))
        case .present(let name): self = try Self.text(name, TextMatch(.present))
        case .within(let name, let inner):
            guard name.key == "members", let pairs = inner.equalities, pairs.count == 1,
                pairs[0].0.lowercased() == "value"
            else { throw .cannotFilter(name) }
            self = .member(pairs[0].1.text.flatMap { PersonID(canonical: $0) })
        case .compare(let name, .ne, let value): self = .not(try Self(.compare(name, .eq, value)))
        case .compare(let name, let operation, let value):
            guard let text = value.text, let place = TextMatch.Place(operation) else { throw .cannotFilter(name) }
            switch (name.key, place) {
            case ("id", .whole): self = .id(DepartmentID(canonical: text))
            case ("members", .whole), ("members.value", .whole): self = .member(PersonID(canonical: text))
            default: self = try Self.text(name, TextMatch(place, text))
            }
        }
    }

    private static func text(_ name: SCIMName, _ match: TextMatch) throws(ProblemError) -> Self {
        switch (SCIMSchemaPlace(name), name.key) {
        case (.core, "displayname"): return .name(match)
        case (.core, "externalid"): return .externalID(match)
        case (.own, "code"): return .code(match)
        case (.core, "id") where match.place == .present: return .not(.id(nil))
        default: throw .cannotFilter(name)
        }
    }
}

/// Which schema a name in a filter belongs to. The extensions' own names are so plain that they are known without one.
private enum SCIMSchemaPlace {
    case core, enterprise, own, none

    init(_ name: SCIMName) {
        let extended: Self? =
            switch name.key {
            case "employeenumber", "department": .enterprise
            case "namekana", "loginid", "code": .own
            default: nil
            }
        switch name.schema?.lowercased() {
        case nil: self = extended ?? .core
        case SCIMSchema.user.id.lowercased(), SCIMSchema.group.id.lowercased(): self = .core
        case SCIMSchema.enterprise.id.lowercased(): self = .enterprise
        case SCIMSchema.person.id.lowercased(), SCIMSchema.department.id.lowercased(): self = .own
        default: self = .none
        }
    }
}

extension ProblemError {
    fileprivate static func cannotFilter(_ name: SCIMName) -> ProblemError {
        .scim(
            .badRequest, .invalidFilter, ja: "filter では \(name.key) をこのように比べられません。",
            en: "A filter cannot compare \(name.key) like this.")
    }
}

extension TextMatch.Place {
    fileprivate init?(_ operation: SCIMFilter.Operation) {
        switch operation {
        case .eq: self = .whole
        case .co: self = .anywhere
        case .sw: self = .beginning
        case .ew: self = .end
        case .ne, .gt, .ge, .lt, .le: return nil
        }
    }
}

extension DirectoryCondition.Order {
    fileprivate init?(_ operation: SCIMFilter.Operation) {
        switch operation {
        case .eq: self = .at
        case .gt: self = .after
        case .ge: self = .from
        case .lt: self = .before
        case .le: self = .until
        case .ne, .co, .sw, .ew: return nil
        }
    }
}
