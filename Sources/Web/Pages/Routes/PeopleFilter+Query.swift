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
        query = String((request.query("q") ?? "").prefix(64))
        role = request.query("role").flatMap(Role.init(rawValue:))
        password = request.query("password").flatMap(PasswordState.init(rawValue:))
        includesRetired = request.query("retired") == "1"
        onlyUnreachable = request.query("unreachable") == "1"
        needs = request.query("needs").flatMap(ReadinessFlag.init(rawValue:))
        onlyToAsk = request.query("ask") == "1"
    }

    /// The part of it that the room Tenants knows.
    func forTenants(department: DepartmentID?) -> ListPeople.Filter {
        var filter = ListPeople.Filter()
        filter.text = query
        filter.role = role.flatMap { Tenants.Role(rawValue: $0.rawValue) }
        filter.employment = includesRetired ? [] : [.active, .onLeave]
        filter.departments = department.map { [$0] } ?? []
        return filter
    }

    /// The conditions of the other rooms.
    func narrowing(_ settings: DispatchSettings) -> [SQL] {
        var conditions: [SQL] = []
        switch password {
        case nil: break
        case .notIssued: conditions.append(PasswordStates.condition(nil))
        case .temporary: conditions.append(PasswordStates.condition(.temporary))
        case .own: conditions.append(PasswordStates.condition(.own))
        }
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

extension PasswordState {
    /// The state that the room Auth found; nil for people who were never given a password.
    init(_ state: Auth.PasswordState?) {
        switch state {
        case nil: self = .notIssued
        case .temporary: self = .temporary
        case .own: self = .own
        }
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
