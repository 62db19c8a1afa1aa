import Domain
import HTTPServer
import Notify
import Tenants

extension APIServices {
    /// Answering: with the token of a link, logged in, or for somebody.
    var answerOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/answers/{answerToken}", .anybody) { visit in
                .json(try pageJSON(try await open(try Self.token(visit))))
            },
            APIOperation(.post, "/api/v1/answers/{answerToken}", .anybody, body: .json, bodyLimit: 10_000) { visit in
                let token = try Self.token(visit)
                var body = try JSONBody(visit.request)
                return .json(JSON(try await record(try Answer(&body), token: token)))
            },
            APIOperation(.get, "/api/v1/me/answers", query: ["limit", "cursor"], ownAnswers),
            APIOperation(.get, "/api/v1/me/answers/{broadcast}") { visit in
                .json(try pageJSON(try await open.own(visit.identifier("broadcast"), visit.scope)))
            },
            APIOperation(.post, "/api/v1/me/answers/{broadcast}", body: .json, bodyLimit: 10_000) { visit in
                let broadcast = try visit.identifier("broadcast", BroadcastID.self)
                var body = try JSONBody(visit.request)
                return .json(
                    JSON(try await record.own(try Answer(&body), to: broadcast, via: .api, visit.scope)))
            },
            APIOperation(
                .post, "/api/v1/broadcasts/{broadcast}/recipients/{person}/answer", body: .json, answerForSomebody),
        ]
    }

    private var open: OpenAnswerPage { OpenAnswerPage(database: database, clock: sending.clock) }
    private var record: RecordAnswer { sending.recordAnswer }

    private static func token(_ visit: Visit) throws(NotFound) -> AnswerToken {
        guard let token = visit.parameters["answerToken"].flatMap({ AnswerToken($0) }) else { throw NotFound("answer") }
        return token
    }

    private func pageJSON(_ page: Notify.AnswerPage) throws -> JSON {
        JSON(page, because: page.because.words(regions))
    }

    private func ownAnswers(_ visit: Visit) async throws -> HTTPResponse {
        let limit = try visit.number("limit", in: 1...100, default: 20)
        let offset = try visit.offsetCursor()
        let page = try await ListOwnRequests(database: database, clock: sending.clock)(
            visit.scope, offset: offset, limit: limit)
        let items = page.requests.map { request -> JSON in
            [
                "broadcastId": JSON(request.broadcast), "kind": .text(request.kind.rawValue),
                "isDrill": JSON(request.isDrill), "subject": .text(request.subject[visit.language]),
                "askedAt": JSON(request.askedAt), "because": JSON(request.because.words(regions)),
                "answeredAt": JSON(request.answeredAt), "status": JSON(request.status?.code),
                "isOpen": JSON(request.isOpen), "takesAnswers": JSON(request.takesAnswers),
            ]
        }
        let end = offset + items.count
        return .json([
            "items": .array(items), "total": JSON(page.total), "next": JSON(end < page.total ? String(end) : nil),
        ])
    }

    private func answerForSomebody(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.broadcast)
        let broadcast = try visit.identifier("broadcast", BroadcastID.self)
        let person = try visit.identifier("person", PersonID.self)
        var body = try JSONBody(visit.request)
        let learned = body.word("learned", HowLearned.self, required: false)
        let answer = try Answer(&body)
        return .json(
            JSON(try await record.onBehalf(of: person, answer, to: broadcast, learned: learned, visit.scope)))
    }
}
