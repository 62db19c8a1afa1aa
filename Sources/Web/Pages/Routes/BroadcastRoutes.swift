import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The list of broadcasts, and writing one. Nothing is sent from here.
struct BroadcastRoutes: Sendable {
    /// Broadcasts on one page of the list.
    static let pageSize = 20

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/b", .session, list),
            Route(.get, "/b/new", .session, showNew),
            Route(.post, "/b/new", .session, keptForm: .itself) { visit in try await take(visit, draft: nil) },
            Route(.get, "/b/{b}/edit", .session, showDraft),
            Route(.post, "/b/{b}/edit", .session, keptForm: .itself) { visit in
                try await take(visit, draft: try visit.identifier("b", BroadcastID.self))
            },
            Route(.get, "/b/{b}/remove", .session, askRemove),
            Route(.post, "/b/{b}/remove", .session, undone: Catalogue.Undone.remove, remove),
        ]
    }

    @Sendable private func list(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let kind = visit.request.query("kind").flatMap(BroadcastKind.init(rawValue:))
        let state = visit.request.query("state").flatMap(BroadcastState.init(rawValue:))
        let page = visit.pageNumber
        let (lines, total) = try await services.broadcasts.list(
            Self.filter(kind, state), offset: (page - 1) * Self.pageSize, limit: Self.pageSize, scope)
        let list = BroadcastsPage(
            broadcasts: lines.map { line in
                BroadcastLine(
                    id: "\(line.broadcast.id)", title: line.broadcast.subject(for: visit.language),
                    kind: BroadcastKind(line.broadcast),
                    state: BroadcastState(line.broadcast.status),
                    at: line.broadcast.startsAt ?? line.broadcast.createdAt,
                    origin: BroadcastOrigin(line.author), people: line.people,
                    answered: line.answered)
            }, part: ListPart(total: total, page: page, size: Self.pageSize), kind: kind, state: state)
        return renderer.send(list, to: visit, zone: facts.zone)
    }

    private static func filter(_ kind: BroadcastKind?, _ state: BroadcastState?) -> ListBroadcasts.Filter {
        var filter = ListBroadcasts.Filter()
        switch kind {
        case .safety: (filter.kind, filter.isDrill) = (.safetyCheck, false)
        case .drill: (filter.kind, filter.isDrill) = (.safetyCheck, true)
        case .bulletin: filter.kind = .announcement
        case nil: break
        }
        if let status = state.flatMap({ BroadcastStatus(rawValue: $0.rawValue) }) { filter.statuses = [status] }
        return filter
    }

    /// An empty form, or one with what an earlier broadcast said (`from`).
    @Sendable private func showNew(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.broadcast)
        let names = try await TargetNames.load(services, visit)
        var form = ComposeForm()
        if let text = visit.request.query("from") {
            guard let id = BroadcastID(canonical: text) else { throw NotFound("broadcast") }
            form = try await stored(try await services.broadcasts.read(id, try visit.scope), visit, names)
        }
        return try await page(visit, nil, form, names)
    }

    @Sendable private func showDraft(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.broadcast)
        let id = try visit.identifier("b", BroadcastID.self)
        let broadcast = try await services.broadcasts.read(id, try visit.scope)
        guard broadcast.status == .draft else { return renderer.redirect(to: "/b/\(id)") }
        let names = try await TargetNames.load(services, visit)
        let gone = try await services.broadcasts.read.goneRegions(
            of: broadcast, from: services.regions, try visit.scope)
        let form = try await stored(broadcast, visit, names)
        let missing =
            broadcast.isUnfinished
            ? form.gone : try await services.broadcasts.read.goneTargets(of: broadcast, try visit.scope)
        return try await page(
            visit, id, form, names, gone: gone.map { $0.name?[visit.language] ?? $0.code.description },
            missing: missing.isToBeMended ? missing.error.message : nil,
            leftOut: missing.isToBeMended ? 0 : missing.people)
    }

    private func stored(_ broadcast: Broadcast, _ visit: Visit, _ names: TargetNames) async throws -> ComposeForm {
        if broadcast.isUnfinished, let typed = try await services.broadcasts.draft.typed(broadcast.id, try visit.scope)
        {
            return ComposeForm(typed: typed, names)
        }
        let people = try await services.broadcasts.named.loginIDs(of: broadcast.targets, try visit.scope)
        return ComposeForm(broadcast, people: people, names)
    }

    /// The form comes back: from or to a picker, to load a template, to be counted, to be kept, or to go on.
    private func take(_ visit: Visit, draft id: BroadcastID?) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.broadcast)
        if let id {
            guard try await services.broadcasts.read(id, scope).status == .draft else {
                return renderer.redirect(to: "/b/\(id)")
            }
        }
        let fields = visit.request.formData()
        if let id, fields["remove"] != nil { return renderer.redirect(to: "/b/\(id)/remove") }
        let names = try await TargetNames.load(services, visit)
        var form = ComposeForm(fields, names)
        if let kind = fields["edit"].flatMap(PickKind.init(rawValue:)) {
            let kept = fields.all("kept")
            form[kind] = kind == .region ? names.regionTargets(kept) : kept.compactMap { names.chosen(kind, $0) }
            return try await page(visit, id, form, names)
        }
        if fields[FormName.edit] != nil { return try await page(visit, id, form, names) }
        if fields["picked"] != nil { return try await page(visit, id, form, names, counts: true) }
        if let kind = fields["pick"].flatMap(PickKind.init(rawValue:)) {
            let search = PickSearch(fields, services.regionSearch, visit.language)
            let pick = PickPage(
                kind: kind, purpose: .broadcast(id: id.map { "\($0)" }),
                groups: search.found(names.groups(kind, chosen: form[kind])), query: search.query,
                sealed: search.sealed(form.hidden(picking: kind)))
            return renderer.send(pick, to: visit)
        }
        let template = fields["template"].flatMap { TemplateID(canonical: $0) }
        if fields["load"] != nil {
            try await load(template, into: &form, scope)
            return try await page(visit, id, form, names, template: template)
        }
        if fields["count"] != nil {
            return try await page(visit, id, form, names, template: template, counts: true)
        }
        // Said once: what comes back is the form without it.
        guard form.gone.isEmpty else {
            return try await page(visit, id, form, names, template: template, errors: [form.gone.error])
        }
        do {
            let saved = try await save(form, id, visit)
            return fields["save"] != nil
                ? renderer.redirect(to: "/b/\(saved)/edit", .draftSaved)
                : renderer.redirect(to: "/b/\(saved)/check")
        } catch let error as InvalidInput {
            guard fields["save"] != nil else {
                return try await page(visit, id, form, names, template: template, errors: error.errors)
            }
            return try await keep(form, id, names, visit)
        } catch is BroadcastIs {
            return renderer.redirect(to: "/b")
        }
    }

    /// Keeps a form that cannot be sent yet: whoever was called away goes on later.
    private func keep(
        _ form: ComposeForm, _ id: BroadcastID?, _ names: TargetNames, _ visit: Visit
    ) async throws -> HTTPResponse {
        do {
            let draft = try UnfinishedBroadcast(
                kind: form.values.kind == .bulletin ? .announcement : .safetyCheck,
                isDrill: form.values.kind == .drill, subject: form.values.subject, form: form.typed)
            let saved = try await services.broadcasts.draft.unfinished(draft, replacing: id, try visit.scope)
            return renderer.redirect(to: "/b/\(saved)/edit", .draftSaved)
        } catch let error as InvalidInput {
            return try await page(visit, id, form, names, errors: error.errors)
        } catch is BroadcastIs {
            return renderer.redirect(to: "/b")
        }
    }

    @Sendable private func askRemove(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.broadcast)
        let id = try visit.identifier("b", BroadcastID.self)
        let broadcast = try await services.broadcasts.read(id, try visit.scope)
        guard broadcast.status == .draft else { return renderer.redirect(to: "/b/\(id)") }
        return renderer.send(RemoveDraftPage(id: "\(id)", subject: broadcast.subject), to: visit)
    }

    @Sendable private func remove(_ visit: Visit) async throws -> HTTPResponse {
        let id = try visit.identifier("b", BroadcastID.self)
        do {
            try await services.broadcasts.draft.delete(id, try visit.scope)
            return renderer.redirect(to: "/b", .draftRemoved)
        } catch is BroadcastIs {
            return renderer.redirect(to: "/b/\(id)")
        }
    }

    private func load(_ template: TemplateID?, into form: inout ComposeForm, _ scope: TenantScope) async throws {
        guard let found = try await services.broadcasts.templates.list(scope).first(where: { $0.id == template })
        else { return }
        form.values.subject = found.subject
        form.values.body = found.body
        switch found.kind {
        case .announcement: form.values.kind = .bulletin
        case .safetyCheck: if form.values.kind == .bulletin { form.values.kind = .safety }
        }
    }

    private func save(_ form: ComposeForm, _ id: BroadcastID?, _ visit: Visit) async throws -> BroadcastID {
        let scope = try visit.scope
        let settings = try await services.facts(scope).settings
        var named: [Target] = []
        var errors: [FieldError] = []
        do {
            if !form.values.everyone { named = try await services.broadcasts.named(form.loginIDs, scope) }
        } catch let error as InvalidInput {
            errors = error.errors
        }
        let draft = try form.draft(settings, named: named, errors: errors)
        do {
            return try await services.broadcasts.draft(draft, replacing: id, scope)
        } catch let error as InvalidInput {
            // Gone in this moment; the form names no single target.
            throw InvalidInput(
                error.errors.prefix(1).map { FieldError(field: "targets", rule: $0.rule, message: $0.message) })
        }
    }

    /// The compose page; `counts` finds out how many people the targets mean, each once.
    private func page(
        _ visit: Visit, _ id: BroadcastID?, _ form: ComposeForm, _ names: TargetNames,
        template: TemplateID? = nil, counts: Bool = false, gone: [String] = [],
        missing: LocalizedText? = nil, leftOut: Int = 0, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        var errors = errors
        var count: Int?
        var perAddress: [AddressKind: Int] = [:]
        if counts {
            let named = try await services.broadcasts.named.known(among: form.loginIDs, scope)
            errors += named.refusal?.errors ?? []
            count = try await services.broadcasts.check.of(form.targets + named.targets, scope).people
            if !form.values.regions.isEmpty, !form.values.everyone {
                for kind in AddressKind.allCases {
                    var only = ComposeForm()
                    only.values.regions = form.values.regions
                    only.values.addresses = [kind]
                    perAddress[kind] = try await services.broadcasts.check.of(only.targets, scope).people
                }
            }
        }
        let templates = try await services.broadcasts.templates.list(scope).map {
            Choice(value: "\($0.id)", words: $0.name, isChosen: $0.id == template)
        }
        let name = facts.settings.senderName.isEmpty ? facts.organization.systemTitle : facts.settings.senderName
        let page = ComposePage(
            id: id.map { "\($0)" }, values: form.values, count: count, addressCounts: perAddress,
            templates: templates,
            answers: facts.settings.answerChoices.map { LocalizedText(ja: $0.ja, en: $0.en) },
            sender: "\(name) <\(services.broadcasts.senderAddress)>",
            absent: facts.dispatch.absentChannels.map(ChannelKind.init),
            byPrefecture: !names.usesRegions, gone: gone,
            missing: missing, leftOut: leftOut, errors: errors.inOrder(of: ComposePage.fields))
        return renderer.send(page, to: visit, zone: facts.zone)
    }
}

extension BroadcastState {
    /// Where a stored broadcast stands.
    init(_ status: BroadcastStatus) {
        self =
            switch status {
            case .draft: .draft
            case .waiting: .waiting
            case .open: .open
            case .stopped: .stopped
            case .closed: .closed
            case .calledOff: .calledOff
            }
    }
}

extension BroadcastOrigin {
    /// Who or what made a stored broadcast.
    init(_ author: BroadcastAuthor) {
        switch author {
        case .person(let name): self = .person(name)
        case .removedPerson: self = .removedPerson
        case .token(let name): self = .integration(name)
        case .commandLine: self = .commandLine
        case .triggerRule: self = .trigger
        }
    }
}

extension Visit {
    /// The page of a list that is asked for, from 1; bounded, so that nobody walks through the whole table.
    var pageNumber: Int {
        min(max(request.query(FormName.page).flatMap { Int($0) } ?? 1, 1), 100_000)
    }
}
