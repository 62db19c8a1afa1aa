import Domain
import HTTPServer
import Tenants

/// What an office tells its clients: notices, and whom to ask.
struct OfficeNewsRoutes: Sendable {
    /// How long a notice is shown if nobody says otherwise.
    private static let usualPeriod = Duration.seconds(14 * 86_400)

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/office/news", .session, list),
            Route(.get, "/office/news/new", .session) { visit in
                try visit.scope.require(.manageNews)
                let days = try await days(visit)
                return renderer.send(
                    WriteNewsPage(
                        values: NewsValues(
                            from: days.text(visit.now), until: days.text(visit.now + Self.usualPeriod))), to: visit)
            },
            Route(.post, "/office/news/new", .session, keptForm: .itself, take),
            Route(.post, "/office/news/new/confirm", .session, keptForm: .above, save),
            Route(.get, "/office/news/{news}/withdraw", .session) { visit in
                renderer.send(
                    WithdrawNewsPage(item: try await own(visit).item), to: visit)
            },
            Route(.post, "/office/news/{news}/withdraw", .session, undone: Catalogue.Undone.remove) { visit in
                try await services.writeNews.withdraw(visit.identifier("news"), visit.scope, at: visit.now)
                return renderer.redirect(to: "/office/news", .newsWithdrawn)
            },
            Route(.get, "/office/help-desk", .session) { visit in
                renderer.send(HelpDeskPage(desk: try await services.officeHelpDesk(visit.scope)), to: visit)
            },
            Route(.post, "/office/help-desk", .session, keptForm: .itself, takeDesk),
            Route(.post, "/office/help-desk/confirm", .session, keptForm: .above) { visit in
                try await services.officeHelpDesk.change(
                    visit.scope, to: HelpDesk(visit.request.formData()), at: visit.now)
                return renderer.redirect(to: "/office/help-desk", .registered(.helpDesk))
            },
        ]
    }

    private func days(_ visit: Visit) async throws -> DayFormat {
        DayFormat(timeZone: try await services.facts(visit.scope).settings.timeZone)
    }

    // MARK: Notices

    @Sendable private func list(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let posted = try await services.writeNews.own(scope, at: visit.now)
        let clients = try await services.clients.all(scope, at: visit.now)
        let names = Dictionary(uniqueKeysWithValues: clients.map { ($0.id, $0.name) })
        let page = OwnNewsPage(
            posted: posted.map { news in
                switch news.readers {
                case .everyClient: return (news.item, Catalogue.Help.everyClient)
                case .chosen(let chosen):
                    // A client that left the office reads no more of it.
                    return (news.item, Self.words(of: chosen.compactMap { names[$0] }))
                }
            })
        return renderer.send(page, to: visit)
    }

    private func own(_ visit: Visit) async throws -> PostedNews {
        let id: NewsID = try visit.identifier("news")
        let posted = try await services.writeNews.own(visit.scope, at: visit.now)
        guard let news = posted.first(where: { $0.item.id == id }) else { throw NotFound("news") }
        return news
    }

    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.manageNews)
        let form = visit.request.formData()
        let values = NewsValues(form)
        if form[FormName.edit] != nil { return renderer.send(WriteNewsPage(values: values), to: visit) }
        do {
            let clients = try await services.clients.all(scope, at: visit.now)
            let draft = try values.draft(try await days(visit), at: visit.now)
            let readers = try values.readers(among: clients)
            let words =
                if case .chosen(let ids) = readers {
                    Self.words(of: clients.filter { ids.contains($0.id) }.map(\.name))
                } else {
                    Catalogue.Help.everyClient
                }
            let confirm = ConfirmPage(
                subject: .news, changes: values.changes(draft, readers: words, in: visit.language),
                sealed: values.hidden)
            return renderer.send(confirm, to: visit)
        } catch let refusal as InvalidInput {
            return refused(values, refusal, visit)
        }
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let values = NewsValues(visit.request.formData())
        do {
            let clients = try await services.clients.all(scope, at: visit.now)
            _ = try await services.writeNews.post(
                values.draft(try await days(visit), at: visit.now), scope, readers: values.readers(among: clients),
                at: visit.now)
        } catch let refusal as InvalidInput {
            return refused(values, refusal, visit)
        }
        return renderer.redirect(to: "/office/news", .registered(.news))
    }

    private func refused(_ values: NewsValues, _ refusal: InvalidInput, _ visit: Visit) -> HTTPResponse {
        renderer.send(WriteNewsPage(values: values, errors: refusal.errors.inOrder(of: NewsValues.order)), to: visit)
    }

    private static func words(of names: [String]) -> LocalizedText {
        if names.isEmpty { return Catalogue.Help.officeOnly }
        return LocalizedText(
            ja: names.joined(separator: Catalogue.EveryPage.comma[.japanese]),
            en: names.joined(separator: Catalogue.EveryPage.comma[.english]))
    }

    // MARK: The help desk

    @Sendable private func takeDesk(_ visit: Visit) async throws -> HTTPResponse {
        typealias Words = Catalogue.Help
        let before = try await services.officeHelpDesk(visit.scope)
        let form = visit.request.formData()
        let desk = HelpDesk(form)
        if form[FormName.edit] != nil { return renderer.send(HelpDeskPage(desk: desk), to: visit) }
        let after: HelpDesk
        do throws(InvalidInput) {
            after = try desk.checked()
        } catch {
            return renderer.send(HelpDeskPage(desk: desk, errors: error.errors), to: visit)
        }
        let changes = [
            Change(field: "name", label: Words.deskName, before: before.name, after: after.name),
            Change(field: "phone", label: Words.phone, before: before.phone, after: after.phone),
            Change(field: "hours", label: Words.hours, before: before.hours, after: after.hours),
        ].filter { $0.before != $0.after }
        guard !changes.isEmpty else { return renderer.redirect(to: "/office/help-desk") }
        let sealed = [("name", after.name), ("phone", after.phone), ("hours", after.hours)].map {
            HiddenField(name: $0.0, value: $0.1)
        }
        return renderer.send(ConfirmPage(subject: .helpDesk, changes: changes, sealed: sealed), to: visit)
    }
}

extension HelpDesk {
    /// What a form sent.
    fileprivate init(_ form: FormData) {
        self.init(name: form["name"] ?? "", phone: form["phone"] ?? "", hours: form["hours"] ?? "")
    }
}

extension NewsValues {
    /// The page's fields from top to bottom.
    static let order = ["titleJa", "bodyJa", "titleEn", "bodyEn", "from", "until", "readers", "codes"]

    /// What a form sent.
    init(_ form: FormData) {
        self.init(
            titleJa: form["titleJa"] ?? "", titleEn: form["titleEn"] ?? "", bodyJa: form["bodyJa"] ?? "",
            bodyEn: form["bodyEn"] ?? "", from: form["from"] ?? "", until: form["until"] ?? "",
            readers: form["readers"].flatMap(Readers.init(rawValue:)) ?? .all, codes: form["codes"] ?? "")
    }

    /// The form as it goes through the confirm page.
    var hidden: [HiddenField] {
        [
            ("titleJa", titleJa), ("bodyJa", bodyJa), ("titleEn", titleEn), ("bodyEn", bodyEn), ("from", from),
            ("until", until), ("readers", readers.rawValue), ("codes", codes),
        ].map { HiddenField(name: $0.0, value: $0.1) }
    }

    /// The news, shown from the start of its first day to the end of its last.
    ///
    /// - Throws: `InvalidInput` that names each field that was refused.
    func draft(_ days: DayFormat, at now: Instant) throws(InvalidInput) -> NewsDraft {
        typealias Words = Catalogue.Help
        var errors: [FieldError] = []
        func day(_ text: String, _ field: String, _ label: LocalizedText) -> Instant? {
            if let day = days.instant(text) { return day }
            errors.append(FieldError(field: field, rule: "day", message: Words.badDay(label)))
            return nil
        }
        let first = day(from, "from", Words.from)
        // Half a day more than one: the next day has begun whatever the clocks did that night.
        let last = day(until, "until", Words.until).map { days.startOfDay($0 + .seconds(36 * 3_600)) }
        // A day that could not be read gets no second error.
        let draft = NewsDraft(
            titleJa: titleJa, titleEn: titleEn, bodyJa: bodyJa, bodyEn: bodyEn, from: first ?? now,
            until: first == nil || last == nil ? Instant(milliseconds: .max) : last ?? now)
        do throws(InvalidInput) {
            let checked = try draft.checked(at: now)
            if errors.isEmpty { return checked }
        } catch {
            errors += error.errors
        }
        throw InvalidInput(errors)
    }

    /// Who reads it.
    ///
    /// - Throws: `InvalidInput` of `codes` if none is given, or one is no client's.
    func readers(among clients: [Client]) throws(InvalidInput) -> NewsReaders {
        switch readers {
        case .all: return .everyClient
        case .office: return .chosen([])
        case .chosen:
            let byCode = Dictionary(uniqueKeysWithValues: clients.map { ($0.code.description, $0.id) })
            let wanted = WidthFolding.halfWidth(codes).lowercased()
                .split { $0.isWhitespace || $0 == "," || $0 == "、" }.map(String.init)
            let unknown = wanted.filter { byCode[$0] == nil }
            guard !wanted.isEmpty, unknown.isEmpty else {
                throw InvalidInput(
                    field: "codes", rule: wanted.isEmpty ? "required" : "unknown",
                    message: wanted.isEmpty
                        ? Catalogue.Help.noCodes
                        : Catalogue.Help.unknownCodes(unknown.prefix(5).joined(separator: " ")))
            }
            return .chosen(Set(wanted.compactMap { byCode[$0] }).sorted())
        }
    }

    /// What is registered, line by line.
    func changes(_ draft: NewsDraft, readers: LocalizedText, in language: Language) -> [Change] {
        typealias Words = Catalogue.Help
        let lines = [
            ("titleJa", Words.titleJa, draft.titleJa), ("bodyJa", Words.bodyJa, draft.bodyJa),
            ("titleEn", Words.titleEn, draft.titleEn), ("bodyEn", Words.bodyEn, draft.bodyEn),
            ("from", Words.period, Words.days(from, until)[language]),
            ("readers", Words.readers, readers[language]),
        ]
        return lines.filter { !$0.2.isEmpty }.map { Change(field: $0.0, label: $0.1, before: "", after: $0.2) }
    }
}
