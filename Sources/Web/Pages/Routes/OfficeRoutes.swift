import Domain
import HTTPServer
import Tenants

/// An office's second factors: its own switch, its clients' policies, one by one or many at once.
struct OfficeRoutes: Sendable {
    /// Names that the question shows.
    private static let shownNames = 10

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/office/policy", .session) { visit in
                try await list(visit, ClientSearch { visit.request.query($0) }, page: visit.listPage)
            },
            Route(.post, "/office/policy", .session, keptForm: .itself, take),
            Route(.post, "/office/policy/confirm", .session, save),
            Route(.get, "/office/policy.csv", .session, giveOut),
            Route(.get, "/office/settings", .session, switchPage),
            Route(.post, "/office/settings", .session, askSwitch),
            Route(.post, "/office/settings/confirm", .session, saveSwitch),
            Route(.get, "/office/orgs", .session, clients),
            Route(.get, "/office/orgs/{organization}", .session) { try await client($0) },
            Route(.post, "/office/orgs/{organization}", .session, keptForm: .itself, rename),
        ] + PolicyImportRoutes(services: services, renderer: renderer).routes
    }

    // MARK: The list

    private func list(
        _ visit: Visit, _ search: ClientSearch, page: Int, order: SelectionOrder = SelectionOrder(),
        fields: PolicyFields = PolicyFields(), errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let policy = try await services.officePolicy(scope, at: visit.now)
        let found = try await services.clients.part(scope, search.filter, number: page, at: visit.now)
        let reader = Reader(language: visit.language, zone: facts.zone)
        let all = try await everybody(order, search, scope, visit.now)
        let shown = OfficePolicyPage(
            office: facts.organization.name, isUsed: policy.isUsed(at: visit.now),
            mandatory: mandatory(policy, reader, visit.now),
            clients: found.clients.map { PolicyWords.line($0, visit.now, day: reader.date) },
            part: ListPart(total: found.total, page: page, size: ListClients.pageSize), search: search, order: order,
            found: all, fields: fields, errors: errors)
        return renderer.send(shown, to: visit, zone: facts.zone)
    }

    /// All that the search finds, where all of it is chosen.
    private func everybody(
        _ order: SelectionOrder, _ search: ClientSearch, _ scope: TenantScope, _ now: Instant
    ) async throws -> [String] {
        guard order.isAll else { return [] }
        return try await services.clients.found(scope, search.filter, at: now).map(\.description)
    }

    private func mandatory(
        _ policy: OfficePolicy, _ reader: Reader, _ now: Instant
    ) -> (title: LocalizedText, text: LocalizedText)? {
        typealias Words = Catalogue.Office
        guard let from = policy.mandatoryFrom else { return nil }
        let day = reader.date(from)
        return (
            title: from <= now ? Words.mandatorySince(day) : Words.mandatory(day),
            text: Words.mandatoryText(reader.number(policy.clients - policy.using))
        )
    }

    /// The form comes back: another page of it, other ticks, or the question before something is registered.
    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let search = ClientSearch { form[$0] }
        let fields = PolicyFields(form)
        if form["back"] != nil {
            // From the question, with all that was chosen before it.
            let (page, picked) = Self.before(form)
            return try await list(visit, search, page: page, order: picked, fields: fields)
        }
        var order = SelectionOrder(text: form["order"] ?? "")
        let isUnclear = form.all("org").count { !order.holds($0) } > 1
        order.take(
            ticked: form.all("org"), ofShown: (form["shown"] ?? "").split(separator: " ").map(String.init))
        let page = max(Int(form[FormName.page] ?? "") ?? 1, 1)
        let action = form["do"] ?? ""
        switch action {
        case "on":
            // With all chosen the very last row counts as chosen last.
            order = .all
        case "off": order = SelectionOrder()
        case "one" where isUnclear:
            // Without script nothing says which of several new ticks was the last one.
            return try await list(
                visit, search, page: page, order: order, fields: fields,
                errors: [FieldError(field: "", rule: "oneOnly", message: Catalogue.Office.oneOnly)])
        case "one", "many":
            return try await ask(visit, isOne: action == "one", search, page, order, fields)
        default: break
        }
        return try await list(visit, search, page: Int(action) ?? page, order: order, fields: fields)
    }

    /// The question before something is registered.
    ///
    /// - Parameters:
    ///   - picked: All that was chosen in the list; nil if it is what the question is about.
    ///   - isAgain: Whether the search finds others than those that the question was about.
    private func ask(
        _ visit: Visit, isOne: Bool, _ search: ClientSearch, _ page: Int, _ order: SelectionOrder,
        _ fields: PolicyFields, picked all: SelectionOrder? = nil, isAgain: Bool = false
    ) async throws -> HTTPResponse {
        typealias Words = Catalogue.Office
        let scope = try visit.scope
        try visit.requireProof()
        let facts = try await services.facts(scope)
        let picked = order.picked(of: try await everybody(order, search, scope, visit.now))
        let chosen = isOne ? picked.suffix(1) : picked[...]
        guard !chosen.isEmpty else {
            return try await list(
                visit, search, page: page, order: order, fields: fields,
                errors: [FieldError(field: "", rule: "required", message: Words.nothingPicked)])
        }
        let start: Instant?
        do throws(InvalidInput) {
            start = try fields.start(facts.settings, visit.now)
        } catch {
            return try await list(
                visit, search, page: page, order: order, fields: fields, errors: error.errors)
        }
        let clients = try await services.clients.clients(scope, chosen.compactMap { TenantID($0) })
        let reader = Reader(language: visit.language, zone: facts.zone)
        let policy = fields.policy
        let confirm = ConfirmPoliciesPage(
            question: isOne ? Words.confirmOne : Words.confirmMany(reader.number(clients.count)),
            names: clients.prefix(Self.shownNames).map { "\($0.code)　\($0.name)" }, total: clients.count,
            settings: policy.usesSecondFactor
                ? [
                    (Words.factor, PolicyWords.use(true)),
                    (Words.view, policy.exemption.viewsOwn ? Words.withoutCodeYes : Words.withCode),
                    (
                        Words.answer,
                        policy.exemption.answering == .none ? Words.withCode : policy.exemption.answering.label
                    ),
                ] : [(Words.factor, PolicyWords.use(false))],
            effective: start,
            sealed: fields.hidden + search.items + [
                HiddenField(name: "order", value: (isOne ? SelectionOrder(Array(chosen)) : order).text),
                HiddenField(name: "seen", value: Self.mark(chosen)),
                HiddenField(name: "do", value: isOne ? "one" : "many"),
                HiddenField(name: "picked", value: (all ?? order).text),
                HiddenField(name: FormName.page, value: String(page)),
            ], isAgain: isAgain)
        return renderer.send(confirm, to: visit, zone: facts.zone, status: isAgain ? .conflict : .ok)
    }

    /// The page and the ticks of the list before the question.
    private static func before(_ form: FormData) -> (page: Int, picked: SelectionOrder) {
        (max(Int(form[FormName.page] ?? "") ?? 1, 1), SelectionOrder(text: form["picked"] ?? ""))
    }

    /// Names exactly these organizations.
    private static func mark(_ chosen: ArraySlice<String>) -> String {
        ChangePolicies.mark(chosen.compactMap { TenantID($0) })
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try visit.requireProof()
        let form = visit.request.formData()
        let search = ClientSearch { form[$0] }
        let fields = PolicyFields(form)
        let order = SelectionOrder(text: form["order"] ?? "")
        func askAgain() async throws -> HTTPResponse {
            let (page, picked) = Self.before(form)
            return try await ask(
                visit, isOne: false, search, page, order, fields, picked: picked, isAgain: true)
        }
        let chosen: [String]
        do {
            let settings = try await services.facts(scope).settings
            chosen = order.picked(of: try await everybody(order, search, scope, visit.now))
            // What was not shown is not done.
            guard form["seen"] == Self.mark(chosen[...]) else { return try await askAgain() }
            try await services.changePolicies(
                scope, clients: chosen.compactMap { TenantID($0) },
                of: order.isAll
                    ? ChangePolicies.Everybody(search.filter, but: Set(order.left.compactMap { TenantID($0) })) : nil,
                to: fields.policy, from: try fields.start(settings, visit.now), at: visit.now)
        } catch let refusal as InvalidInput where refusal == ChangePolicies.outdated {
            return try await askAgain()
        } catch let refusal as InvalidInput {
            let (page, picked) = Self.before(form)
            return try await list(
                visit, search, page: page, order: picked, fields: fields, errors: refusal.errors)
        }
        // The ticks are gone afterwards.
        return renderer.redirect(to: search.at("/office/policy"), .policiesRegistered(clients: chosen.count))
    }

    @Sendable private func giveOut(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let clients = try await services.clients.all(
            scope, ClientSearch { visit.request.query($0) }.filter, at: visit.now)
        let file = try SpoolFile(in: services.spoolFolder)
        try file.append(PolicyFile.write(clients, in: visit.language, days: facts.days, at: visit.now))
        let day = facts.days.text(visit.now)
        return .download(
            try file.finish(), contentType: "text/csv; charset=utf-8",
            fileName: "\(Catalogue.Office.exportFile[visit.language])-\(day).csv",
            plainName: "\(Catalogue.Office.exportFile[.english])-\(day).csv")
    }

    @Sendable private func clients(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let search = ClientSearch { visit.request.query($0) }
        let found = try await services.clients.part(scope, search.filter, number: visit.listPage, at: visit.now)
        let reader = Reader(language: visit.language, zone: facts.zone)
        let page = OfficeClientsPage(
            office: facts.organization.name,
            clients: found.clients.map { PolicyWords.line($0, visit.now, day: reader.date) },
            part: ListPart(total: found.total, page: visit.listPage, size: ListClients.pageSize), search: search)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private func client(
        _ visit: Visit, typed: String? = nil, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let found = try await services.clients.clients(scope, [try visit.identifier("organization")])
        guard let client = found.first else { throw NotFound("organization") }
        let reader = Reader(language: visit.language, zone: facts.zone)
        let page = OfficeClientPage(
            client: PolicyWords.line(client, visit.now, day: reader.date),
            policy: PolicyWords.sentence(client.policy(at: visit.now)), kana: typed ?? client.kana, errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func rename(_ visit: Visit) async throws -> HTTPResponse {
        let typed = visit.request.formData()["kana"] ?? ""
        let id: TenantID = try visit.identifier("organization")
        do {
            try await services.changeClient(visit.scope, id, kana: typed, at: visit.now)
        } catch let refusal as InvalidInput {
            let errors = refusal.errors.map { FieldError(field: "kana", rule: $0.rule, message: $0.message) }
            return try await client(visit, typed: typed, errors: errors)
        }
        return renderer.redirect(to: "/office/orgs/\(id.description)", .registered(.clientName))
    }

    // MARK: The office's own switch

    @Sendable private func switchPage(_ visit: Visit) async throws -> HTTPResponse {
        try await switchPage(visit, PolicyFields())
    }

    private func switchPage(
        _ visit: Visit, _ fields: PolicyFields, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let policy = try await services.officePolicy(visit.scope, at: visit.now)
        try visit.requireProof()
        let zone = try await services.facts(visit.scope).zone
        let reader = Reader(language: visit.language, zone: zone)
        var page = OfficeSwitchPage(isUsed: policy.isUsed(at: visit.now), using: policy.using)
        page.ahead = policy.decisions.next(after: visit.now).map {
            Catalogue.Office.fromDay(reader.date($0.effectiveAt), $0.value)
        }
        page.effective = fields.effective
        page.errors = errors
        return renderer.send(page, to: visit, zone: zone)
    }

    @Sendable private func askSwitch(_ visit: Visit) async throws -> HTTPResponse {
        let policy = try await services.officePolicy(visit.scope, at: visit.now)
        try visit.requireProof()
        let form = visit.request.formData()
        let fields = PolicyFields(form)
        let settings = try await services.facts(visit.scope).settings
        do throws(InvalidInput) {
            _ = try fields.start(settings, visit.now)
        } catch {
            return try await switchPage(visit, fields, errors: error.errors)
        }
        let chosen = form["use"] == "yes"
        // What holds already can be chosen to take back what was decided for later.
        guard chosen != policy.isUsed(at: visit.now) || policy.decisions.next(after: visit.now) != nil else {
            return renderer.redirect(to: "/office/policy")
        }
        var page = OfficeSwitchPage(isUsed: !chosen, using: policy.using, chosen: chosen)
        page.effective = fields.effective
        return renderer.send(page, to: visit)
    }

    @Sendable private func saveSwitch(_ visit: Visit) async throws -> HTTPResponse {
        try visit.requireProof()
        let form = visit.request.formData()
        let fields = PolicyFields(form)
        do {
            let settings = try await services.facts(visit.scope).settings
            try await services.changePolicies.office(
                visit.scope, uses: form["use"] == "yes", from: try fields.start(settings, visit.now), at: visit.now)
        } catch let refusal as InvalidInput {
            return try await switchPage(visit, fields, errors: refusal.errors)
        }
        return renderer.redirect(to: "/office/policy", .registered(.officeSwitch))
    }
}

extension ClientSearch {
    /// What an address or a form asks for.
    init(_ item: (String) -> String?) {
        func text(_ name: String) -> String { String((item(name) ?? "").prefix(64)) }
        self.init(
            from: text("from"), to: text("to"), name: text("name"), kana: text("kana"),
            use: ListClients.Use(rawValue: text("use"))?.rawValue ?? "")
    }

    /// As the room Tenants takes it.
    var filter: ListClients.Filter {
        var filter = ListClients.Filter()
        filter.from = from
        filter.to = to
        filter.name = name
        filter.kana = kana
        filter.use = ListClients.Use(rawValue: use)
        return filter
    }
}

extension PolicyFields {
    /// What a form sent; words that mean nothing stand for the strictest.
    init(_ form: FormData) {
        self.init(
            use: form["policy"] == "no" ? "no" : "yes", viewsOwn: form["view"] == "1",
            answering: Exemption.Answering(rawValue: form["answering"] ?? "")?.rawValue ?? "none",
            effective: String((form["effective"] ?? "").prefix(20)))
    }

    /// The policy that is meant.
    var policy: AccessPolicy {
        AccessPolicy(
            usesSecondFactor: use == "yes",
            exemption: Exemption(
                viewsOwn: viewsOwn, answering: Exemption.Answering(rawValue: answering) ?? .none))
    }

    /// The start of the day from which it holds; nil for at once.
    ///
    /// - Throws: `InvalidInput` of `effective` for what is no day, or a day that is over.
    func start(_ settings: TenantSettings, _ now: Instant) throws(InvalidInput) -> Instant? {
        let days = DayFormat(timeZone: settings.timeZone)
        if effective.isEmpty { return nil }
        guard let day = days.instant(effective) else {
            throw InvalidInput(field: "effective", rule: "day", message: Catalogue.Office.badDay)
        }
        guard day >= days.startOfDay(now) else {
            throw InvalidInput(field: "effective", rule: "past", message: Catalogue.Office.pastDay)
        }
        return day > now ? day : nil
    }
}
