import Auth
package import Database
package import Domain
import HTTPServer
import Tenants

/// Does a call once, however often it is sent with the same `Idempotency-Key` within 24 hours: repeated calls get the
/// first one's answer.
///
/// The key is entered before the call and completed after it. A call that was refused frees its key. A call whose end
/// nobody knows (the process died in between) keeps it, and a repetition is told to look first: doing it twice could
/// ask everybody twice.
package struct Idempotency: Sendable {
    /// How long an answer is kept.
    package static let memory = Duration.seconds(86_400)
    /// After this time a call without an end has certainly ended, one way or the other.
    private static let longestCall = Duration.seconds(300)

    private let database: Database
    private let secrets: [[UInt8]]
    private let randomness: Randomness

    /// Keeps answers in this database.
    ///
    /// - Parameter secrets: 32 secret bytes each of the key file, for nothing else; the current one first. An answer that
    ///   was kept under an earlier one is still found.
    package init(database: Database, secrets: [[UInt8]], randomness: Randomness) {
        precondition(!secrets.isEmpty && secrets.allSatisfy { $0.count == 32 }, "A secret has 32 bytes")
        self.database = database
        self.secrets = secrets
        self.randomness = randomness
    }

    /// Answers a call, or repeats the answer of the first one.
    func once(
        _ visit: Visit, _ answer: @Sendable (Visit) async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        guard let scope = visit.session?.scope ?? visit.bearer ?? visit.family?.scope,
            case let keys = try secrets.compactMap({
                try IdempotencyKey(of: visit.request, scope: scope, secret: $0)
            }), let key = keys.first
        else { return try await answer(visit) }
        if let (known, key) = try await enter(keys, scope.tenant, now: visit.now) {
            return try replay(known, key, visit)
        }
        let response: HTTPResponse
        do {
            response = try await answer(visit)
        } catch {
            if Self.changedNothing(error) { try await free(key, scope.tenant) }
            throw error
        }
        // If this fails, the call was done all the same, and the key stays taken.
        try await complete(key, scope.tenant, response)
        return response
    }

    /// Enters a key, or returns what is known of the call that came with it before.
    ///
    /// - Parameter keys: The same key under the current secret and those before it.
    private func enter(
        _ keys: [IdempotencyKey], _ tenant: TenantID, now: Instant
    ) async throws -> (Known, IdempotencyKey)? {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                "DELETE FROM idempotency WHERE tenant_id = \(tenant) AND created_at <= \(now - Self.memory)")
            func known(_ key: IdempotencyKey) throws -> (Known, IdempotencyKey)? {
                try transaction.first(
                    """
                    SELECT request_hash, status, response, created_at FROM idempotency
                    WHERE tenant_id = \(tenant) AND key_hash = \(key.hash)
                    """, Known.init
                ).map { ($0, key) }
            }
            for older in keys.dropFirst() {
                if let found = try known(older) { return found }
            }
            let entered = try transaction.execute(
                """
                INSERT INTO idempotency (tenant_id, key_hash, request_hash, created_at)
                VALUES (\(tenant), \(keys[0].hash), \(keys[0].requestHash), \(now))
                ON CONFLICT (tenant_id, key_hash) DO NOTHING
                """)
            return entered == 1 ? nil : try known(keys[0])
        }
    }

    private func replay(_ known: Known, _ key: IdempotencyKey, _ visit: Visit) throws -> HTTPResponse {
        guard known.requestHash == key.requestHash else { throw ProblemError(problem: .keyReused) }
        guard let status = known.status, let sealed = known.response else {
            let isOver = known.createdAt + Self.longestCall <= visit.now
            throw ProblemError(problem: isOver ? .outcomeUnknown : .callRunning)
        }
        guard var response = SealedResponse.open(sealed, status: status, key: key.sealingKey) else {
            throw ProblemError(problem: .outcomeUnknown)
        }
        response.headers["Idempotency-Replayed"] = "true"
        return response
    }

    private func complete(_ key: IdempotencyKey, _ tenant: TenantID, _ response: HTTPResponse) async throws {
        let sealed = SealedResponse(response, key: key.sealingKey, randomness: randomness)
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                UPDATE idempotency SET status = \(response.status.code), response = \(sealed?.bytes)
                WHERE tenant_id = \(tenant) AND key_hash = \(key.hash)
                """)
        }
    }

    private func free(_ key: IdempotencyKey, _ tenant: TenantID) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                DELETE FROM idempotency
                WHERE tenant_id = \(tenant) AND key_hash = \(key.hash) AND status IS NULL
                """)
        }
    }

    /// Whether a call that failed like this has certainly done nothing. After a fault, or a connection that broke, it
    /// may have.
    private static func changedNothing(_ error: any Error) -> Bool {
        if let error = error as? DatabaseError, error.code == .connection { return false }
        return Problem(error).status != .internalServerError
    }
}

/// What is kept of an earlier call with the same key.
private struct Known: Sendable {
    let requestHash: [UInt8]
    let status: Int?
    let response: [UInt8]?
    let createdAt: Instant

    init(row: inout Row) throws {
        requestHash = try row.next()
        status = try row.next()
        response = try row.next()
        createdAt = try row.next()
    }
}

extension Problem {
    fileprivate static let keyReused = Problem(
        .unprocessable, "idempotencyKeyReused",
        LocalizedText(
            ja: "同じ Idempotency-Key が別の内容の呼び出しに使われています。新しいキーで送ってください。",
            en: "This Idempotency-Key was used for a different call. Use a new one."))
    fileprivate static let callRunning = Problem(
        .conflict, "callRunning",
        LocalizedText(
            ja: "同じ Idempotency-Key の呼び出しを処理しています。少し待ってから、もう一度送ってください。",
            en: "A call with this Idempotency-Key is under way. Please send it again in a moment."),
        retryAfter: 2)
    fileprivate static let outcomeUnknown = Problem(
        .conflict, "outcomeUnknown",
        LocalizedText(
            ja: "同じ Idempotency-Key の呼び出しが最後まで終わったか分かりません。結果を確かめてから、必要なら新しいキーで送ってください。",
            en: "Whether the call with this Idempotency-Key was done is not known. Please look, then use a new key."))
}
