import Auth
import Database
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

extension PeopleFilter {
    /// What the address of a list asks for; words that mean nothing ask for nothing.
    init(_ request: HTTPRequest) {
        self.init { request.query($0) }
    }

    /// The same of a form that carries the words along.
    init(_ word: (String) -> String?) {
        query = String((word("q") ?? "").prefix(64))
        role = word("role").flatMap(Role.init(rawValue:))
        password = word("password").flatMap(PasswordStanding.init(rawValue:))
        leavers = Leavers(rawValue: word("retired") ?? "") ?? .none
        onlyUnreachable = word("unreachable") == "1"
        needs = word("needs").flatMap(ReadinessFlag.init(rawValue:))
        onlyToAsk = word("ask") == "1"
    }

    /// The part of it that the room Tenants knows.
    func forTenants(department: DepartmentID?) -> ListPeople.Filter {
        var filter = ListPeople.Filter()
        filter.text = query
        filter.role = role.flatMap { Tenants.Role(rawValue: $0.rawValue) }
        filter.employment =
            switch leavers {
            case .none: [.active, .onLeave]
            case .also: []
            case .only: [.left]
            }
        filter.departments = department.map { [$0] } ?? []
        return filter
    }

    /// The conditions of the other rooms.
    func narrowing(_ settings: DispatchSettings, at now: Instant) -> [SQL] {
        var conditions = password.map { [PasswordStates.condition($0, at: now)] } ?? []
        if onlyUnreachable {
            let usable: [(ContactKind, Bool)] = [
                (.mail, settings.carries(.mail)), (.phone, settings.carries(.voice)),
            ]
            conditions.append(SendingContacts.condition(without: usable.filter(\.1).map(\.0)))
        }
        if onlyToAsk { conditions.append(AddressQuestion.condition) }
        return conditions
    }
}

extension Role {
    /// The role that the room Tenants keeps.
    init(_ role: Tenants.Role) {
        switch role {
        case .administrator: self = .administrator
        case .member: self = .member
        }
    }
}
