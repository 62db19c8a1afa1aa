package import Database
package import Domain
package import Tenants

/// Sends a draft. Seconds pass before anybody is asked, and in them it can be called off.
package struct SendBroadcast: Sendable {
    /// How long a broadcast can be called off after it was sent.
    package static let window = Duration.seconds(10)

    private let database: Database
    private let clock: WallClock
    private let policy: DispatchPolicy
    private let failpoints: Failpoints
    private let wake: @Sendable () -> Void

    /// The use case on one installation; `wake` tells the engine.
    package init(
        database: Database, clock: WallClock, policy: DispatchPolicy, failpoints: Failpoints = .none,
        wake: @escaping @Sendable () -> Void
    ) {
        self.database = database
        self.clock = clock
        self.policy = policy
        self.failpoints = failpoints
        self.wake = wake
    }

    /// Sends a draft and returns when the first message leaves.
    ///
    /// - Parameter confirmed: The number of people that the sender typed; nil where none was asked for.
    /// - Throws: `InvalidInput` of the field `confirm` if the number is not the number of people now, or with the rule
    ///   `unfinished` if something is missing, or of the field `targets` with the rule `gone` if a target is not there any
    ///   more; `NotAllowed`, `NotFound`, `BroadcastIs`, `DatabaseError`.
    @discardableResult
    package func callAsFunction(
        _ id: BroadcastID, confirmed: Int?, _ scope: TenantScope
    ) async throws -> Instant {
        try scope.require(.broadcast)
        let now = clock.now()
        let startsAt = now + Self.window
        let (policy, failpoints) = (policy, failpoints)
        try await database.write(scope) { transaction in
            let store = BroadcastStore(tenant: scope.tenant, now: now)
            let state = try store.lock(id, transaction)
            guard state.status == .draft else { throw BroadcastIs(state.status) }
            let targets = try TargetStore.load(of: id, round: 1, in: scope.tenant, transaction)
            _ = try Self.requireWhole(
                isUnfinished: state.isUnfinished, targets: targets, in: scope.tenant, transaction)
            if let confirmed {
                let count = try ResolveTargets(tenant: scope.tenant, targets: targets).count(transaction)
                guard count == confirmed else { throw Self.wrongCount(count) }
            }
            try store.start(id, at: startsAt, try policy.settings(scope.tenant, transaction), transaction)
            try AuditChain.append(
                AuditEvent("broadcast.sent", subject: "broadcast:\(id)"), by: scope, at: now, in: transaction)
            failpoints.reach(.sendUncommitted)
        }
        failpoints.reach(.sendCommitted)
        wake()
        return startsAt
    }

    /// Calls a broadcast off, in the seconds before anybody is asked.
    ///
    /// - Throws: `BroadcastIs` if it is too late; `NotAllowed`, `NotFound`, `DatabaseError`.
    package func callOff(_ id: BroadcastID, _ scope: TenantScope) async throws {
        try scope.require(.broadcast)
        let now = clock.now()
        try await database.write(scope, urgent: true) { transaction in
            let state = try BroadcastStore(tenant: scope.tenant, now: now).lock(id, transaction)
            guard state.status == .waiting else { throw BroadcastIs(state.status) }
            try transaction.execute(
                """
                UPDATE broadcast SET status = 'calledOff', ended_at = \(now), has_work = 0, changed_at = \(now)
                WHERE tenant_id = \(scope.tenant) AND id = \(id)
                """)
            try transaction.execute(
                """
                UPDATE broadcast_round SET cursor = NULL
                WHERE tenant_id = \(scope.tenant) AND broadcast_id = \(id)
                """)
            try AuditChain.append(
                AuditEvent("broadcast.calledOff", subject: "broadcast:\(id)"), by: scope, at: now, in: transaction)
        }
    }

    /// Refuses a draft that cannot be sent as it is; checking it and sending it say the same.
    ///
    /// - Returns: What is left out.
    /// - Throws: `InvalidInput` with the rule `unfinished` or `gone`, or `DatabaseError`.
    static func requireWhole(
        isUnfinished: Bool, targets: [Target], in tenant: TenantID, _ transaction: Transaction
    ) throws -> GoneTargets {
        if isUnfinished { throw unfinished }
        let gone = try GoneTargets.load(of: targets, in: tenant, transaction)
        if gone.isToBeMended { throw InvalidInput([gone.error]) }
        return gone
    }

    private static let unfinished = InvalidInput(
        field: "", rule: "unfinished",
        message: LocalizedText(
            ja: "下書きに足りない項目があります。内容を確かめて、送信前の確認へ進んでください。",
            en: "The draft is not complete. Complete it and go on to the check."))

    private static func wrongCount(_ count: Int) -> InvalidInput {
        InvalidInput(
            field: "confirm", rule: "count",
            message: LocalizedText(
                ja: "送る人数は現在\(count)人です。人数を確かめて、もう一度入力してください。",
                en: "This goes to \(count) people now. Check the number and type it again."))
    }
}
