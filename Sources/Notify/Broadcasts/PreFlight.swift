package import Database
package import Domain
import Profiles
package import Tenants

/// How much each channel carries; the wiring knows it from its settings.
package struct ChannelRates: Sendable, Hashable {
    /// Hand-offs a second.
    package let perSecond: [Channel: Double]
    /// What an organization may take up of a channel if nothing else is agreed with it.
    package let perTenant: [Channel: RateLimit]

    /// Rates by channel; a channel without one counts as unlimited.
    package init(perSecond: [Channel: Double], perTenant: [Channel: RateLimit] = [:]) {
        self.perSecond = perSecond
        self.perTenant = perTenant
    }

    /// How long a channel takes to carry so many hand-offs.
    func time(_ count: Int, on channel: Channel) -> Duration {
        guard let rate = perSecond[channel], rate > 0 else { return .zero }
        return .milliseconds(Int64(Double(count) / rate * 1_000))
    }
}

/// What a broadcast would do, from the same plan that the engine runs: shown before sending.
package struct PreFlight: Sendable, Hashable {
    /// Attempts of one channel.
    package struct Load: Sendable, Hashable {
        /// People whose sequence uses the channel.
        package internal(set) var people = 0
        /// Attempts of the first round: everybody's first contact.
        package internal(set) var first = 0
        /// Attempts if nobody ever answers.
        package internal(set) var maximum = 0
    }

    /// A person who cannot be asked.
    package struct Unreachable: Sendable, Hashable {
        /// The person.
        package let person: PersonID
        /// The person's login ID.
        package let loginID: String
        /// The person's name.
        package let name: String
        /// Why.
        package let reason: CannotBeAsked
    }

    /// People who are meant, whether they can be asked or not.
    package internal(set) var people = 0
    /// Attempts by channel.
    package internal(set) var channels: [Channel: Load] = [:]
    /// How many cannot be asked, by reason.
    package internal(set) var cannotBeAsked: [CannotBeAsked: Int] = [:]
    /// The first of them, 200 unless more were asked for.
    package internal(set) var unreachable: [Unreachable] = []
    /// When everybody's first contact was tried, after the start: the slowest channel's load over its rate.
    package internal(set) var firstRoundTime = Duration.zero
    /// When the last attempt would be made if nobody answers, after the start.
    package internal(set) var longestTime = Duration.zero
    /// People whom the draft names and who were removed since: they are left out.
    package internal(set) var leftOut = 0
    /// The settings it was reckoned with.
    package let settings: DispatchSettings

    /// People who can be asked.
    package var reachable: Int { people - cannotBeAsked.values.reduce(0, +) }
}

/// Reckons what a draft would do.
package struct CheckBroadcast: Sendable {
    private let database: Database
    private let policy: DispatchPolicy
    private let rates: ChannelRates

    /// The use case on one installation.
    package init(database: Database, policy: DispatchPolicy, rates: ChannelRates) {
        self.database = database
        self.policy = policy
        self.rates = rates
    }

    /// The pre-flight of a draft.
    ///
    /// - Parameter naming: How many of those who cannot be asked are named.
    /// - Throws: `InvalidInput` of a draft that `SendBroadcast` would refuse, too, with the same rule; `NotAllowed`,
    ///   `NotFound`, `DatabaseError`.
    package func callAsFunction(
        _ broadcast: BroadcastID, naming: Int = 200, _ scope: TenantScope
    ) async throws -> PreFlight {
        try scope.require(.broadcast)
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            let standing = try transaction.first(
                """
                SELECT status, \(ReadBroadcasts.isUnfinished) FROM broadcast
                WHERE tenant_id = \(tenant) AND id = \(broadcast)
                """
            ) { (status: try $0.next(BroadcastStatus.self), isUnfinished: try $0.next(Bool.self)) }
            guard let standing else { throw NotFound("broadcast") }
            let targets = try TargetStore.load(of: broadcast, round: 1, in: tenant, transaction)
            guard standing.status == .draft else { return try reckon(targets, naming, tenant, transaction) }
            let gone = try SendBroadcast.requireWhole(
                isUnfinished: standing.isUnfinished, targets: targets, in: tenant, transaction)
            var flight = try reckon(targets, naming, tenant, transaction)
            flight.leftOut = gone.people
            return flight
        }
    }

    /// The pre-flight of targets that are not saved yet; what the compose page shows while it is filled in.
    ///
    /// - Parameter refusing: Whether what the organization does not have is refused; otherwise it counts nobody.
    /// - Throws: `InvalidInput` of `targets[n].value`; `NotAllowed`, `DatabaseError`.
    package func of(
        _ targets: [Target], refusingUnknown refusing: Bool = false, _ scope: TenantScope
    ) async throws -> PreFlight {
        try scope.require(.broadcast)
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            if refusing { try UnknownTargets.refuse(in: targets, of: tenant, transaction) }
            return try reckon(targets, 200, tenant, transaction)
        }
    }

    /// What sending once more to everybody without an answer would do, along their contacts of today.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `DatabaseError`.
    package func again(_ broadcast: BroadcastID, _ scope: TenantScope) async throws -> PreFlight {
        try scope.require(.broadcast)
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            guard let context = try BroadcastContext.load(broadcast, of: tenant, transaction) else {
                throw NotFound("broadcast")
            }
            return try reckon(0, tenant, transaction) { cursor in
                var cursor = cursor
                while true {
                    let rows = try transaction.all(
                        RecipientRow.self,
                        """
                        SELECT \(RecipientRow.columns) FROM recipient
                        WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id > \(cursor)
                          AND answered_at IS NULL
                        ORDER BY person_id LIMIT \(Self.chunk)
                        """)
                    guard let last = rows.last else { return [] }
                    let asked = rows.filter { !context.hasTakenBack($0) }.map(\.person)
                    if !asked.isEmpty { return asked }
                    cursor = last.person
                }
            }
        }
    }

    private static let chunk = 500

    private func reckon(
        _ targets: [Target], _ naming: Int, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> PreFlight {
        let resolve = ResolveTargets(tenant: tenant, targets: targets)
        return try reckon(naming, tenant, transaction) { cursor in
            try resolve.people(after: cursor, limit: Self.chunk, transaction).map(\.id)
        }
    }

    /// Plans for the people whom `next` finds after a cursor, piece by piece.
    private func reckon(
        _ naming: Int, _ tenant: TenantID, _ transaction: Transaction, next: (PersonID) throws -> [PersonID]
    ) throws -> PreFlight {
        let settings = try policy.settings(tenant, transaction)
        var result = PreFlight(settings: settings)
        var plans: [ContactPath: [PlannedAttempt]] = [:]
        var cursor = PersonID(rawValue: 0)
        while true {
            let people = try next(cursor)
            guard let last = people.last else { break }
            let contacts = try SendingContacts.load(of: people.padded, in: tenant, transaction)
            var unreachable: [(PersonID, CannotBeAsked)] = []
            for person in people {
                result.people += 1
                let own = contacts[person] ?? SendingContacts()
                if let reason = CannotBeAsked(own, settings) {
                    result.cannotBeAsked[reason, default: 0] += 1
                    if result.unreachable.count + unreachable.count < naming { unreachable.append((person, reason)) }
                    continue
                }
                let path = ContactPath(of: own, settings)
                let steps = plans[path] ?? plan(along: path, settings: settings)
                plans[path] = steps
                result.add(steps)
            }
            result.unreachable += try named(unreachable, tenant, transaction)
            cursor = last
        }
        result.estimate(rates)
        return result
    }

    private func named(
        _ people: [(PersonID, CannotBeAsked)], _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [PreFlight.Unreachable] {
        var names: [PersonID: (String, String)] = [:]
        for piece in people.map(\.0).paddedPieces {
            try transaction.forEach(
                "SELECT id, login_id, name FROM person WHERE tenant_id = \(tenant) AND id IN \(list: piece)"
            ) { row in names[try row.next()] = (try row.next(), try row.next()) }
        }
        return people.map { person, reason in
            let (loginID, name) = names[person] ?? ("", "")
            return PreFlight.Unreachable(person: person, loginID: loginID, name: name, reason: reason)
        }
    }
}

extension PreFlight {
    fileprivate init(settings: DispatchSettings) {
        self.settings = settings
    }

    fileprivate mutating func add(_ steps: [PlannedAttempt]) {
        let slot = steps.first?.slot
        for channel in Set(steps.map(\.channel)) { channels[channel, default: Load()].people += 1 }
        for step in steps {
            channels[step.channel, default: Load()].maximum += 1
            if step.slot == slot && step.tryNumber == 1 { channels[step.channel, default: Load()].first += 1 }
        }
        longestTime = max(longestTime, steps.last?.offset ?? .zero)
    }

    /// The slowest channel decides; waiting and carrying overlap, so the longer of the two counts.
    fileprivate mutating func estimate(_ rates: ChannelRates) {
        firstRoundTime = channels.map { rates.time($0.value.first, on: $0.key) }.max() ?? .zero
        let carrying = channels.map { rates.time($0.value.maximum, on: $0.key) }.max() ?? .zero
        longestTime = max(longestTime + firstRoundTime, carrying)
    }
}
