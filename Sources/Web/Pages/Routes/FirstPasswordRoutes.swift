import Auth
import Domain
import HTTPServer
import Tenants

/// First passwords: asks whom they are for, makes them, and shows the sheet once.
struct FirstPasswordRoutes: Sendable {
    /// Names that the question shows.
    private static let shownNames = 5

    /// What a sheet of the most people with the longest names brings when it comes back in the other language.
    private static let sheetBytes = 1_000_000

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.post, "/people/passwords", .session, undone: Catalogue.Undone.issue, ask),
            Route(
                .post, "/people/passwords/issue", .session, bodyLimit: Self.sheetBytes, undone: Catalogue.Undone.issue,
                issue),
        ]
    }

    @Sendable private func ask(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePasswords)
        try visit.requireProof()
        let form = visit.request.formData()
        let isMissing = form["scope"] == "missing"
        let missing =
            isMissing
            ? try await services.passwordStates.withoutPassword(scope, limit: IssueFirstPassword.mostPeople) : nil
        let asked = missing?.first ?? Self.people(in: form)
        typealias Words = Catalogue.People
        guard asked.count <= IssueFirstPassword.mostPeople else {
            return try await refuse(visit, "tooMany", Words.tooMany(IssueFirstPassword.mostPeople))
        }
        let people = try await services.listPeople.people(scope, asked).filter { $0.details.employment != .left }
        guard !people.isEmpty else {
            return try await refuse(visit, "required", isMissing ? Words.nobodyMissing : Words.nobodySelected)
        }
        let states = try await services.passwordStates(scope, of: people.map(\.id), at: visit.now)
        let settings = try await services.facts(scope).settings
        let page = IssuePasswordsPage(
            people: people.count, mailable: missing?.total ?? people.count,
            canMail: services.firstPasswordMails != nil,
            names: people.prefix(Self.shownNames).map(\.details.name.description),
            replacing: states.values.count { $0.standing == .own }, validity: settings.temporaryPasswordLife,
            sealed: (isMissing ? [HiddenField(name: "scope", value: "missing")] : [])
                + [HiddenField.asked(at: visit.now)]
                + people.map { HiddenField(name: "person", value: $0.id.description) })
        return renderer.send(page, to: visit)
    }

    @Sendable private func issue(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePasswords)
        let facts = try await services.facts(scope)
        if let shown = try ShownOnce(visit, services) {
            let page = try sheet(SheetFacts(shown.facts), facts, visit, until: shown.until)
            return renderer.send(page, to: visit, zone: facts.zone)
        }
        try visit.requireProof()
        let form = visit.request.formData()
        let slips: [IssueFirstPassword.Slip]
        do {
            if form["delivery"] == "mail", let mail = services.firstPasswordMails {
                let everybody = form["scope"] == "missing"
                let report = try await mail(
                    scope, everybody ? .everybodyWithoutPassword : .people(Self.people(in: form)), asked: visit.asked,
                    now: visit.now, randomness: services.randomness)
                return renderer.redirect(
                    to: "/people?password=temporary",
                    .passwordsMailed(people: report.mailed, without: report.withoutMail.count))
            }
            slips = try await services.issueFirstPassword(
                scope, people: Self.people(in: form), asked: visit.asked, now: visit.now,
                randomness: services.randomness)
        } catch is MadeMeanwhile {
            return renderer.redirect(to: "/people", .notMadeAgain)
        }
        guard let first = slips.first else {
            return try await refuse(visit, "required", Catalogue.People.nobodySelected)
        }
        let people = try await services.listPeople.people(scope, slips.map(\.person))
        let departments = try await services.departments(scope)
        let names = Dictionary(departments.map { ($0.id, $0.name) }) { first, _ in first }
        let department = Dictionary(
            people.map { ($0.id, $0.details.department.flatMap { names[$0] } ?? "") }
        ) { first, _ in first }
        let shown = SheetFacts(
            validUntil: first.expiresAt,
            slips: slips.map { slip in
                PasswordSlip(
                    name: slip.name, department: department[slip.person] ?? "", loginID: slip.loginID,
                    password: slip.password.text)
            })
        return renderer.send(try sheet(shown, facts, visit), to: visit, zone: facts.zone)
    }

    private func sheet(
        _ shown: SheetFacts, _ facts: OrganizationFacts, _ visit: Visit, until: Instant? = nil
    ) throws -> PasswordSheetPage {
        var page = PasswordSheetPage(
            organizationCode: facts.organization.code.description, loginAddress: services.publicURL + "/login",
            validUntil: shown.validUntil, slips: shown.slips)
        page.again = Address(segments: visit.request.segments)
        page.sealed = try ShownOnce.seal(shown.fields, for: visit, until: until, services)
        return page
    }

    /// Shows the list of people again, with the reason.
    private func refuse(_ visit: Visit, _ rule: String, _ message: LocalizedText) async throws -> HTTPResponse {
        try await PeopleRoutes(services: services, renderer: renderer).list(
            visit, errors: [FieldError(field: "", rule: rule, message: message)])
    }

    /// The people that a form names, each once.
    private static func people(in form: FormData) -> [PersonID] {
        var seen: Set<PersonID> = []
        return form.all("person").compactMap { PersonID($0) }.filter { seen.insert($0).inserted }
    }
}

/// What stands on a sheet of first passwords, as it comes back with another language.
struct SheetFacts: Sendable {
    let validUntil: Instant
    let slips: [PasswordSlip]

    init(validUntil: Instant, slips: [PasswordSlip]) {
        self.validUntil = validUntil
        self.slips = slips
    }

    /// As they were sealed; throws `NotFound` for anything else.
    init(_ form: FormData) throws(NotFound) {
        guard let until = form["until"].flatMap({ Int64($0) }) else { throw NotFound(ShownOnce.field) }
        let columns = ["name", "department", "loginID", "password"].map { form.all($0) }
        guard Set(columns.map(\.count)).count == 1 else { throw NotFound(ShownOnce.field) }
        validUntil = Instant(milliseconds: until)
        slips = columns[0].indices.map { index in
            PasswordSlip(
                name: columns[0][index], department: columns[1][index], loginID: columns[2][index],
                password: Secret(columns[3][index]))
        }
    }

    /// To be sealed.
    var fields: [(String, String)] {
        [("until", "\(validUntil.milliseconds)")]
            + slips.flatMap { slip in
                [
                    ("name", slip.name), ("department", slip.department), ("loginID", slip.loginID),
                    // Sealed before it leaves, and shown in the page beside it.
                    ("password", slip.password.exposed),
                ]
            }
    }
}
