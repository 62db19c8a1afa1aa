import Auth
import Database
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// What the operator, the office and the organization have to say, and whom to ask.
    var newsOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/news") { visit in
                let items = try await ListNews(database: database)(visit.scope, at: visit.now)
                return .json([
                    "items": .array(
                        items.map { .object(Self.members($0) + [("asksForFactor", JSON($0.asksForFactor))]) })
                ])
            },
            APIOperation(.get, "/api/v1/office/news") { visit in
                let posted = try await writeNews.own(visit.scope, at: visit.now)
                return .json(["items": .array(posted.map(Self.json))])
            },
            APIOperation(.post, "/api/v1/office/news", body: .json, isIdempotent: true, postNews),
            APIOperation(.delete, "/api/v1/office/news/{news}") { visit in
                try await writeNews.withdraw(visit.identifier("news"), visit.scope, at: visit.now)
                return .empty()
            },
            APIOperation(.get, "/api/v1/office/help-desk") { visit in
                .json(Self.json(try await officeHelpDesk(visit.scope)))
            },
            APIOperation(.put, "/api/v1/office/help-desk", body: .json) { visit in
                try visit.scope.require(.manageNews)
                var body = try JSONBody(visit.request)
                let desk = HelpDesk(
                    name: body.text("name") ?? "", phone: body.text("phone") ?? "", hours: body.text("hours") ?? "")
                try body.finish()
                try await officeHelpDesk.change(visit.scope, to: desk, at: visit.now)
                return .json(Self.json(try await officeHelpDesk(visit.scope)))
            },
            APIOperation(.get, "/api/v1/help") { try await help($0) },
        ]
    }

    private var writeNews: WriteNews { WriteNews(database: database, identifiers: identifiers) }
    private var officeHelpDesk: OfficeHelpDesk { OfficeHelpDesk(database: database) }

    private func postNews(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.manageNews)
        var body = try JSONBody(visit.request)
        let title = body.object("title") { ($0.text("ja") ?? "", $0.text("en", required: false) ?? "") } ?? ("", "")
        let text = body.object("body") { ($0.text("ja") ?? "", $0.text("en", required: false) ?? "") } ?? ("", "")
        let from = body.instant("from", required: false) ?? visit.now
        let until = body.instant("until") ?? visit.now
        let clients = body.identifiers("clients", of: TenantID.self, required: false)
        try body.finish()
        let id = try await APIFields.renaming(
            ["titleJa": "title.ja", "titleEn": "title.en", "bodyJa": "body.ja", "bodyEn": "body.en"]
        ) {
            try await writeNews.post(
                NewsDraft(
                    titleJa: title.0, titleEn: title.1, bodyJa: text.0, bodyEn: text.1, from: from, until: until),
                visit.scope, readers: clients.map { .chosen($0) } ?? .everyClient, at: visit.now)
        }
        return .created(["id": JSON(id)], at: "/office/news")
    }

    /// Whom to ask, as the reader's pages say it.
    private func help(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let settings = try await facts(scope).settings
        let office = try await database.read(scope) { try HelpDesk.forClient(scope.tenant, in: $0) }
        // Without a session there is no page: a program reads what its organization says.
        let desk = visit.session?.helpDesk ?? settings.helpDesk
        return .json([
            "helpDesk": .text(desk), "office": office.map(Self.json) ?? .null,
            "manualURL": .text(settings.manualURL), "termsURL": .text(settings.termsURL),
        ])
    }

    private static func json(_ news: PostedNews) -> JSON {
        let clients: JSON =
            switch news.readers {
            case .everyClient: .null
            case .chosen(let chosen): .array(chosen.map { JSON($0) })
            }
        return .object(members(news.item) + [("clients", clients)])
    }

    private static func members(_ item: NewsItem) -> [(String, JSON)] {
        [
            ("id", JSON(item.id)), ("title", json(item.title)), ("body", json(item.body)),
            ("from", JSON(item.from)), ("until", JSON(item.until)),
        ]
    }

    private static func json(_ desk: HelpDesk) -> JSON {
        ["name": .text(desk.name), "phone": .text(desk.phone), "hours": .text(desk.hours)]
    }

    private static func json(_ text: LocalizedText) -> JSON {
        ["ja": .text(text[.japanese]), "en": .text(text[.english])]
    }
}
