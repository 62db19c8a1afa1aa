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
            APIOperation(.get, "/api/v1/me/answers", query: ["limit"], ownAnswers),
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
    private var record: RecordAnswer { RecordAnswer(database: database, clock: sending.clock) }

    private static func token(_ visit: Visit) throws(NotFound) -> AnswerToken {
        guard let token = visit.parameters["answerToken"].flatMap({ AnswerToken($0) }) else { throw NotFound("answer") }
        return token
    }

    private func pageJSON(_ page: Notify.AnswerPage) throws -> JSON {
        JSON(page, because: page.because.words(regions))
    }

    private func ownAnswers(_ visit: Visit) async throws -> HTTPResponse {
        let limit = try visit.number("limit", in: 1...100, default: 20)
        let list = try await ReadBroadcasts(database: database).own(limit: limit, visit.scope)
        let items = list.map { item -> JSON in
            [
                "broadcastId": JSON(item.broadcast.id), "kind": .text(item.broadcast.kind.rawValue),
                "isDrill": JSON(item.broadcast.isDrill), "subject": .text(item.broadcast.subject),
                "broadcastStatus": .text(item.broadcast.status.rawValue), "startsAt": JSON(item.broadcast.startsAt),
                "closesAt": JSON(item.broadcast.closesAt), "status": JSON(item.status),
                "answeredAt": JSON(item.answeredAt),
            ]
        }
        return .json(["items": .array(items)])
    }

    private func answerForSomebody(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.broadcast)
        let broadcast = try visit.identifier("broadcast", BroadcastID.self)
        let person = try visit.identifier("person", PersonID.self)
        var body = try JSONBody(visit.request)
        let answer = try Answer(&body)
        return .json(JSON(try await record.onBehalf(of: person, answer, to: broadcast, visit.scope)))
    }
}
