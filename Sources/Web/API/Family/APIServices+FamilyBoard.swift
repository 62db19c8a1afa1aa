import Domain
import HTTPServer
import Notify
import Tenants

extension APIServices {
    var board: FamilyBoard {
        FamilyBoard(database: database, clock: sending.clock, identifiers: identifiers)
    }

    /// 家族状況確認 and the family's board.
    var familyBoardOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/me/family-status") { visit in
                let overview = try await ReadFamilyStatus(database: database, clock: sending.clock)
                    .overview(visit.scope)
                return .json([
                    "members": .array(
                        overview.members.map { member in
                            [
                                "id": JSON(member.id), "code": .text(member.code.description),
                                "name": .text(member.name),
                                "status": JSON(member.status?.code), "at": JSON(member.at),
                            ]
                        }),
                    "relatives": .array(overview.relatives.map { Self.json($0) }),
                ])
            },
            APIOperation(.get, "/api/v1/me/family-messages", query: ["before", "limit"]) { visit in
                .json(try await messages(visit, visit.scope))
            },
            APIOperation(.post, "/api/v1/me/family-messages", body: .json, isIdempotent: true) { visit in
                var body = try JSONBody(visit.request)
                let text = body.text("text") ?? ""
                let isShared = body.bool("isShared", required: false) ?? false
                try body.finish()
                let id = try await board.post(visit.scope, FamilyMessageDraft(text: text, isShared: isShared))
                return .created(["id": JSON(id)], at: "/me/family-messages/\(id)")
            },
            APIOperation(.patch, "/api/v1/me/family-messages/{message}", body: .json) { visit in
                var body = try JSONBody(visit.request)
                let isShared = body.bool("isShared") ?? false
                try body.finish()
                try await board.share(visit.scope, try visit.identifier("message"), isShared)
                return .empty()
            },
            APIOperation(.delete, "/api/v1/me/family-messages/{message}") { visit in
                try await board.remove(visit.scope, try visit.identifier("message"))
                return .empty()
            },
        ] + familyLinkOperations
    }

    /// A page of a family's board.
    func messages(_ visit: Visit, _ scope: TenantScope) async throws -> JSON {
        let page = try await board.read(
            scope, before: try visit.queried("before"), limit: try visit.number("limit", in: 1...100, default: 20))
        return [
            "items": .array(page.messages.map { Self.json($0) }), "next": JSON(page.next),
            "readers": .array(page.readers.map { .text($0) }),
        ]
    }

    /// Employees who are linked as family.
    private var familyLinkOperations: [APIOperation] {
        let links = FamilyLinks(database: database, clock: sending.clock, identifiers: identifiers)
        return [
            APIOperation(.get, "/api/v1/me/family-links") { visit in
                .json(["items": .array(try await links.list(visit.scope).map { Self.json($0) })])
            },
            APIOperation(.post, "/api/v1/me/family-links", body: .json, isIdempotent: true) { visit in
                var body = try JSONBody(visit.request)
                let (organization, loginID) = (body.text("organization") ?? "", body.text("loginId") ?? "")
                try body.finish()
                let id = try await links.ask(visit.scope, organizationCode: organization, loginID: loginID)
                return .created(Self.json(try await links.one(visit.scope, id)), at: "/me/family-links/\(id)")
            },
            APIOperation(.post, "/api/v1/me/family-links/{link}/approval") { visit in
                let id = try visit.identifier("link", FamilyLinkID.self)
                try await links.approve(visit.scope, id)
                return .json(Self.json(try await links.one(visit.scope, id)))
            },
            APIOperation(.delete, "/api/v1/me/family-links/{link}") { visit in
                try await links.end(visit.scope, try visit.identifier("link"))
                return .empty()
            },
        ]
    }

    static func json(_ message: FamilyMessage) -> JSON {
        [
            "id": JSON(message.id), "author": .text(message.author), "memberId": JSON(message.member),
            "status": JSON(message.status?.code), "text": .text(message.text), "at": JSON(message.at),
            "isShared": JSON(message.isShared), "isOwnBoard": JSON(message.isOwnBoard), "board": JSON(message.board),
            "isMine": JSON(message.isMine),
        ]
    }

    static func json(_ status: FamilyStatus) -> JSON {
        [
            "name": .text(status.name), "status": JSON(status.answered?.status?.code),
            "words": status.answered?.status.map { JSON(LocalizedText(ja: $0.ja, en: $0.en)) } ?? .null,
            "answeredAt": JSON(status.answered?.answeredAt),
            "isDrill": status.answered.map { JSON($0.isDrill) } ?? .null,
            "isWaiting": JSON(status.waiting != nil),
        ]
    }

    private static func json(_ link: FamilyLinks.Link) -> JSON {
        var stage = ""
        var (code, loginID, name, organization): (String?, String?, String?, String?) = (nil, nil, nil, nil)
        var until: Instant?
        switch link.stage {
        case .asked(let typedCode, let typedID, let end):
            (stage, code, loginID, until) = ("asked", typedCode, typedID, end)
        case .asks(let who, let house): (stage, name, organization) = ("asks", who, house)
        case .linked(let who, let house): (stage, name, organization) = ("linked", who, house)
        case .suspended(let who, let house): (stage, name, organization) = ("suspended", who, house)
        }
        return [
            "id": JSON(link.id), "stage": .text(stage), "askedAt": JSON(link.askedAt), "organizationCode": JSON(code),
            "loginId": JSON(loginID), "until": JSON(until), "name": JSON(name), "organization": JSON(organization),
        ]
    }
}
