import Domain
import HTTPServer
import Notify
import Tenants

extension APIServices {
    /// Writing, sending and ending broadcasts.
    var broadcastOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/broadcasts", query: ["limit", "cursor"], listBroadcasts),
            APIOperation(.post, "/api/v1/broadcasts", body: .json, isIdempotent: true) { visit in
                let id = try await save(visit, replacing: nil)
                return .created(["id": JSON(id)], at: "/broadcasts/\(id)")
            },
            APIOperation(.get, "/api/v1/broadcasts/{broadcast}") { visit in
                let broadcast = try await readBroadcasts(visit.identifier("broadcast"), visit.scope)
                return .json(JSON(broadcast, showsTargets: true))
            },
            APIOperation(.put, "/api/v1/broadcasts/{broadcast}", body: .json) { visit in
                _ = try await save(visit, replacing: visit.identifier("broadcast"))
                return .empty()
            },
            APIOperation(.delete, "/api/v1/broadcasts/{broadcast}") { visit in
                try await saveDraft.delete(visit.identifier("broadcast"), visit.scope)
                return .empty()
            },
            APIOperation(.post, "/api/v1/preflight", body: .json) { visit in
                try visit.scope.require(.broadcast)
                var body = try JSONBody(visit.request)
                let targets = Target.sent(&body)
                try body.finish()
                let checked = try Target.checked(targets, in: regions)
                return .json(JSON(try await checkBroadcast.of(checked, refusingUnknown: true, visit.scope)))
            },
            APIOperation(.post, "/api/v1/broadcasts/{broadcast}/preflight") { visit in
                .json(JSON(try await checkBroadcast(visit.identifier("broadcast"), visit.scope)))
            },
            APIOperation(
                .post, "/api/v1/broadcasts/{broadcast}/send", body: .json, bodyLimit: 10_000, isIdempotent: true, send),
            change("/api/v1/broadcasts/{broadcast}/call-off") { id, scope in
                try await sendBroadcast.callOff(id, scope)
            },
            change("/api/v1/broadcasts/{broadcast}/stop") { id, scope in try await changeBroadcast.stop(id, scope) },
            change("/api/v1/broadcasts/{broadcast}/close") { id, scope in try await changeBroadcast.close(id, scope) },
            change("/api/v1/broadcasts/{broadcast}/resend", isIdempotent: true) { id, scope in
                try await changeBroadcast.resend(id, scope)
            },
            APIOperation(.post, "/api/v1/broadcasts/{broadcast}/correct", body: .json, isIdempotent: true) { visit in
                try visit.scope.require(.broadcast)
                let id = try visit.identifier("broadcast", BroadcastID.self)
                var body = try JSONBody(visit.request)
                let (subject, text) = (body.text("subject") ?? "", body.text("body") ?? "")
                try body.finish()
                try await changeBroadcast.correct(id, subject: subject, body: text, visit.scope)
                return .empty()
            },
        ]
    }

    var readBroadcasts: ReadBroadcasts { ReadBroadcasts(database: database) }
    var saveDraft: SaveDraft {
        SaveDraft(database: database, clock: sending.clock, identifiers: identifiers)
    }
    private var checkBroadcast: CheckBroadcast {
        CheckBroadcast(database: database, policy: sending.policy, rates: sending.rates)
    }
    private var sendBroadcast: SendBroadcast {
        SendBroadcast(
            database: database, clock: sending.clock, policy: sending.policy, failpoints: sending.failpoints,
            wake: sending.wake)
    }
    private var changeBroadcast: ChangeBroadcast {
        ChangeBroadcast(database: database, clock: sending.clock, policy: sending.policy, wake: sending.wake)
    }

    /// An operation without a body that changes a broadcast.
    private func change(
        _ pattern: RoutePattern, isIdempotent: Bool = false,
        _ act: @escaping @Sendable (BroadcastID, TenantScope) async throws -> Void
    ) -> APIOperation {
        APIOperation(.post, pattern, isIdempotent: isIdempotent) { visit in
            try await act(visit.identifier("broadcast"), visit.scope)
            return .empty()
        }
    }

    private func listBroadcasts(_ visit: Visit) async throws -> HTTPResponse {
        let limit = try visit.limit()
        let cursor = try visit.numberCursor().map(BroadcastID.init(rawValue:))
        let list = try await readBroadcasts.list(before: cursor, limit: limit, visit.scope)
        return .json(
            .page(
                list.map { JSON($0, showsTargets: false) },
                next: list.count == limit ? list.last.map { "\($0.id)" } : nil))
    }

    private func save(_ visit: Visit, replacing id: BroadcastID?) async throws -> BroadcastID {
        let scope = try visit.scope
        try scope.require(.broadcast)
        var body = try JSONBody(visit.request)
        let draft = try BroadcastDraft(&body, try await ReadSettings(database: database)(scope), regions)
        return try await saveDraft(draft, replacing: id, scope)
    }

    /// The number of people is always typed here: a program that sends to everybody by mistake is stopped by it.
    private func send(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.broadcast)
        let id = try visit.identifier("broadcast", BroadcastID.self)
        var body = try JSONBody(visit.request)
        let confirm = body.number("confirm", in: 0...Int(Int32.max))
        let startsAt = try await sendBroadcast(id, confirmed: try body.finished(confirm), visit.scope)
        return .json(["startsAt": JSON(startsAt)], status: .accepted)
    }
}
