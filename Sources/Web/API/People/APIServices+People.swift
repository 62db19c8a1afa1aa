import Auth
import Database
import Domain
import HTTPServer
import Notify
import Tenants

extension APIServices {
    /// The people of the organization.
    var peopleOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/people", query: Self.peopleFilter.union(["limit", "cursor"]), listPeople),
            APIOperation(.post, "/api/v1/people", body: .json, isIdempotent: true, addPerson),
            APIOperation(.get, "/api/v1/leavers/warning") { visit in
                let told = try await MassLeaving.told(visit.scope, at: visit.now, in: database)
                let json = told.map { told -> JSON in
                    [
                        "since": JSON(told.since), "people": JSON(told.people), "program": .text(told.program),
                    ]
                }
                return .json(["manyLeft": json ?? .null])
            },
            APIOperation(.get, "/api/v1/people/{person}") { visit in
                answer(try await person(visit), visit)
            },
            APIOperation(.patch, "/api/v1/people/{person}", body: .json, changePerson),
            APIOperation(.delete, "/api/v1/people/{person}") { visit in
                try await RemovePerson(
                    database: database, removable: BroadcastStatus.asksNobody, forget: PersonTraces.remove)(
                        visit.scope, visit.identifier("person"), at: visit.now)
                return .empty()
            },
        ]
    }

    /// The parameters that choose people.
    static let peopleFilter: Set<String> = [
        "employeeCode", "loginId", "name", "nameKana", "role", "employment", "department", "location",
    ]

    /// The people that the parameters choose.
    static func peopleFilter(_ visit: Visit) throws -> ListPeople.Filter {
        var filter = ListPeople.Filter()
        filter.employeeCode = visit.text("employeeCode")
        filter.loginID = visit.text("loginId")
        filter.name = visit.text("name")
        filter.kana = visit.text("nameKana")
        filter.role = try visit.word("role", Tenants.Role.self)
        if let employment: Employment = try visit.word("employment") { filter.employment = [employment] }
        if let department: DepartmentID = try visit.queried("department") { filter.departments = [department] }
        if let location: LocationID = try visit.queried("location") { filter.locations = [location] }
        return filter
    }

    private func listPeople(_ visit: Visit) async throws -> HTTPResponse {
        let after = try visit.request.query("cursor").map { text in
            guard let id = try? LoginID(text), id.description == text else {
                throw Visit.refusal(
                    "cursor", "format", ja: "「cursor」は前のページの next をそのまま送ってください。",
                    en: "Send “next” of the page before as “cursor”.")
            }
            return id
        }
        let page = try await ListPeople(database: database)(
            visit.scope, Self.peopleFilter(visit), after: after, limit: visit.limit())
        return .json(.page(page.people.map { JSON($0) }, next: page.next?.description))
    }

    private func person(_ visit: Visit) async throws -> Person {
        try await ListPeople(database: database).person(visit.scope, visit.identifier("person"))
    }

    /// People of an office have IDs with A, all others have none. A program's house is known where it is stored.
    private func house(_ visit: Visit) -> LoginID.House {
        visit.session.map { $0.isOffice ? .office : .organization } ?? .either
    }

    private func addPerson(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        var body = try JSONBody(visit.request)
        let details = try PersonDetails(new: &body, of: house(visit))
        if details.appoints(over: nil) { try visit.requireProof() }
        let add = AddPerson(
            database: database, identifiers: identifiers, notice: auth.parts.notices.ofAppointments)
        let id = try await APIFields.renaming(PersonDetails.namesInAPI) {
            try await add(scope, details, at: visit.now)
        }
        let person = try await ListPeople(database: database).person(scope, id)
        return .created(JSON(person), at: "/people/\(id)")
    }

    private func changePerson(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let old = try await person(visit)
        var body = try JSONBody(visit.request)
        let details = try old.details.changed(by: &body, of: house(visit))
        if details.appoints(over: old.details) { try visit.requireProof() }
        let change = ChangePerson(
            database: database, notice: auth.parts.notices.ofAppointments, hold: DepartmentTargets.hold)
        let house = house(visit)
        try await APIFields.renaming(PersonDetails.namesInAPI) {
            try await change(scope, old.id, at: visit.now) { stored in
                try Self.version(of: stored).requireMatch(visit.request)
                // What the body does not name stays as it is now.
                var body = try JSONBody(visit.request)
                let details = try stored.details.changed(by: &body, of: house)
                if details.appoints(over: stored.details) { try visit.requireProof() }
                return details
            }
        }
        return answer(try await person(visit), visit)
    }

    private func answer(_ person: Person, _ visit: Visit) -> HTTPResponse {
        .json(JSON(person)).tagged(Self.version(of: person).description, for: visit.request)
    }

    private static func version(of person: Person) -> ContentVersion { ContentVersion(of: JSON(person).bytes) }
}
