package import Database
package import Domain

/// Carries every planned attempt out of the house: claims what is due, commits *handing off*, calls the channel, records the
/// result, plans what follows. One database may have several engines; each has an identity of its own at every start.
package actor DispatchEngine {
    /// What an engine needs from outside.
    package struct Capabilities: Sendable {
        /// The store.
        package let database: Database
        /// What time it is.
        package let clock: WallClock
        /// Chance: leases, identities, the spread of deferred hand-offs.
        package let randomness: Randomness
        /// New identifiers for evidence.
        package let identifiers: IdentifierSource
        /// The log of the installation.
        package let log: Log
        /// Writes mails and prompts.
        package let composer: MessageComposer
        /// Makes the tokens of answer links.
        package let tokens: AnswerTokens
        /// Opens the texts of the service's own messages.
        package let seal: MessageSeal
        /// Where a test lets the program die.
        package let failpoints: Failpoints
        /// How long a call may take to be reported, and certainty may take to come.
        package let reportTime: Duration

        /// What an engine needs from outside.
        package init(
            database: Database, clock: WallClock, randomness: Randomness, identifiers: IdentifierSource, log: Log,
            composer: MessageComposer, tokens: AnswerTokens, seal: MessageSeal, failpoints: Failpoints = .none,
            reportTime: Duration = .seconds(300)
        ) {
            self.database = database
            self.clock = clock
            self.randomness = randomness
            self.identifiers = identifiers
            self.log = log
            self.composer = composer
            self.tokens = tokens
            self.seal = seal
            self.failpoints = failpoints
            self.reportTime = reportTime
        }
    }

    /// This engine's own number, fresh at every start: work of an earlier run is never taken for its own.
    package nonisolated let instance: Int64

    let outside: Capabilities
    let settings: EngineSettings
    let gates: [ChannelGate]
    let flow: DispatchFlow
    let houseSignal = Signal()
    let stopSignal = Signal()
    let doubtSignal = Signal()
    let setAside: SetAside
    /// Whether the last hand-off of a stopping engine has come back.
    private(set) var isDrained = false
    let shell: LedgerShell
    let recorder: ResultRecorder
    let across: AcrossTenants
    private var lastServed: [Channel: [TenantID: Int]] = [:]
    private var served = 0
    /// Channels without a provider of which the log has spoken.
    private var complained: Set<Channel> = []

    /// An engine for these channels; it does nothing before `run` or `drain`.
    package init(_ outside: Capabilities, gates: [ChannelGate], settings: EngineSettings = EngineSettings()) {
        self.outside = outside
        self.settings = settings
        self.gates = gates
        instance = Int64(outside.randomness.number() >> 1)
        flow = DispatchFlow(longestLine: settings.longestLine)
        shell = LedgerShell(
            database: outside.database, clock: outside.clock, identifiers: outside.identifiers,
            randomness: outside.randomness, reportTime: outside.reportTime, log: outside.log,
            failpoints: outside.failpoints)
        recorder = ResultRecorder(ledger: shell, flow: flow, gatherTime: settings.gatherTime)
        setAside = SetAside(clock: outside.clock, log: outside.log)
        across = AcrossTenants(database: outside.database)
    }

    /// Looks for new work now; call it after each commit that made some.
    package nonisolated func wake() {
        flow.news()
        houseSignal.raise()
        doubtSignal.raise()
    }

    /// What the engine did and is doing.
    package nonisolated var metrics: DispatchMetrics {
        var metrics = flow.metrics
        for gate in gates { metrics.shutWays[gate.channel] = gate.turnstile.shutWays }
        metrics.setAside += setAside.count
        return metrics
    }

    /// Claims nothing more, lets running hand-offs end and gives the rest back; then `run` returns.
    package nonisolated func shutDown() {
        flow.stop()
        houseSignal.raise()
        doubtSignal.raise()
    }

    /// Works until `shutDown`. Cancelling means the same: what providers say about running calls must be recorded, so the
    /// work itself is never cancelled.
    package func run() async {
        let work = Task { await self.work() }
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            shutDown()
        }
    }

    private func work() async {
        recorder.open()
        await withTaskGroup(of: Void.self) { helpers in
            helpers.addTask { await self.recorder.run() }
            helpers.addTask { await self.keepHouse() }
            helpers.addTask { await self.keepCertainty() }
            helpers.addTask { await self.keepLeases() }
            await withDiscardingTaskGroup { batches in
                while !flow.isStopping {
                    let next = await claim(into: &batches)
                    await flow.signal.wait(atMost: patience(until: next))
                }
                outside.failpoints.reach(.drainBegins)
                // Whatever is queued before a slow provider, the stop takes no longer than its grace.
                let grace = settings.stopGrace
                for gate in gates { batches.addTask { await gate.close?(grace) } }
            }
            isDrained = true
            outside.failpoints.reach(.drainReturned)
            recorder.finish()
            houseSignal.raise()
            doubtSignal.raise()
            stopSignal.raise()
            await helpers.waitForAll()
        }
    }

    /// Works until nothing is due any more, then returns. It can be called again when it has returned, and not while `run`
    /// works.
    package func drain() async {
        recorder.open()
        await withTaskGroup(of: Void.self) { helpers in
            helpers.addTask { await self.recorder.run() }
            await withDiscardingTaskGroup { batches in
                while !flow.isStopping && !Task.isCancelled {
                    let before = flow.metrics.claimed
                    _ = await claim(into: &batches)
                    while !flow.isQuiet && !Task.isCancelled {
                        await flow.signal.wait(atMost: nil)
                        _ = await claim(into: &batches)
                    }
                    var progressed = await housekeeping().progressed
                    progressed = await settleOverdue().progressed || progressed
                    if flow.metrics.claimed == before && !progressed { break }
                }
            }
            recorder.finish()
            await helpers.waitForAll()
        }
    }

    /// Starts claims for everything that is due and has room. Returns when the next attempt falls due.
    private func claim(into batches: inout DiscardingTaskGroup) async -> Instant? {
        var next: Instant?
        let hasNews = flow.takeNews()
        for gate in gates {
            let (free, capacity, isForCodes) = flow.room(
                gate.channel, of: gate.capacity, at: outside.clock.now(), hasNews: hasNews)
            guard free > 0 else {
                flow.sees(due: [], on: gate.channel)
                continue
            }
            var heads: [QueueHead]
            do {
                let queues = try await across.queueHeads(of: gate.channel)
                heads = queues.heads
                for lane in queues.unknownLanes { setAside.put("lane \(lane)", "there is no such lane") }
                if gate.isMissing && !heads.isEmpty && complained.insert(gate.channel).inserted {
                    outside.log.error(
                        "messages wait for a channel that the settings do not name",
                        ("channel", gate.channel.rawValue))
                }
            } catch {
                outside.log.error("due attempts cannot be read", ("reason", "\(error)"))
                continue
            }
            let now = outside.clock.now()
            if isForCodes { heads.removeAll { $0.lane != .codes } }
            flow.sees(
                codes: heads.contains { $0.lane == .codes && $0.firstDue <= now && !flow.holds($0.tenant) },
                on: gate.channel)
            next = [next, heads.map(\.firstDue).filter { $0 > now }.min()].compactMap(\.self).min()
            flow.sees(due: isForCodes ? [] : Set(heads.filter { $0.firstDue <= now }.map(\.tenant)), on: gate.channel)
            let orders = shareClaims(
                heads, now: now, free: free, capacity: capacity, quantum: settings.quantum,
                lastServed: lastServed[gate.channel] ?? [:])
            for var order in orders where !flow.holds(order.queue.tenant) {
                if setAside.holds(Self.batches(order.queue.tenant)) { order = ClaimOrder(queue: order.queue, limit: 1) }
                let claim = DispatchFlow.Claim(channel: gate.channel, queue: order.queue)
                guard flow.begin(claim, order.limit) else { continue }
                served += 1
                lastServed[gate.channel, default: [:]][order.queue.tenant] = served
                batches.addTask { await self.carry(order, claim, gate) }
            }
        }
        return next
    }

    private func patience(until next: Instant?) -> Duration {
        guard let next else { return settings.patience }
        return min(settings.patience, max(.milliseconds(1), next - outside.clock.now()))
    }

    /// One batch, from the claim to the last answer of a provider.
    private nonisolated func carry(_ order: ClaimOrder, _ claim: DispatchFlow.Claim, _ gate: ChannelGate) async {
        let take = ClaimAttempts(
            database: outside.database, instance: instance, leaseTime: settings.leaseTime,
            failpoints: outside.failpoints)
        let token = Int64(outside.randomness.number() >> 1)
        let batch: ClaimedBatch
        do {
            batch = try await take(order, of: gate.channel, token: token, now: outside.clock.now())
        } catch {
            await refused("due attempts cannot be claimed; nothing is handed off", error)
            flow.end(claim, unused: order.limit, claimed: 0)
            return
        }
        flow.end(claim, unused: order.limit - batch.attempts.count, claimed: batch.attempts.count)
        if !batch.attempts.isEmpty { await handOff(batch, gate) }
    }

    private nonisolated func handOff(_ batch: ClaimedBatch, _ gate: ChannelGate) async {
        let begin = BeginHandOff(
            database: outside.database, identifiers: outside.identifiers, randomness: outside.randomness,
            reportTime: outside.reportTime, tokens: outside.tokens, seal: outside.seal, turnstile: gate.turnstile,
            failpoints: outside.failpoints)
        let drafts: [HandOffDraft]
        do {
            if flow.isStopping {
                try await shell.giveBack(batch)
                drafts = []
            } else {
                drafts = try await begin(batch, now: outside.clock.now())
            }
        } catch {
            // Nothing left the house; the lease runs out and gives back what is not given back here.
            if !error.isOfWholeDatabase { await takeApart(batch, "\(error)") }
            await refused("hand-offs cannot be recorded; nothing is handed off", error)
            flow.release(gate.channel, batch.attempts.count)
            return
        }
        if flow.claimed(true) { outside.log.info("the database can be written again; hand-off goes on") }
        recorder.expect(drafts.count, of: batch.token, at: outside.clock.now())
        flow.release(gate.channel, batch.attempts.count - drafts.count)
        await withDiscardingTaskGroup { calls in
            for draft in drafts {
                calls.addTask(executorPreference: gate.executor(of: batch.lane)) {
                    await self.call(draft, batch.token, gate)
                }
            }
        }
    }

    /// Lets the attempts of a batch that cannot be begun go one by one for a while, so that a bad one stops no other.
    private nonisolated func takeApart(_ batch: ClaimedBatch, _ reason: String) async {
        guard batch.attempts.count > 1 else {
            let row = batch.attempts[0].row
            return setAside.put("attempt of \(batch.tenant)/\(row.person)/\(row.round)/\(row.step)", reason)
        }
        setAside.put(Self.batches(batch.tenant), reason)
        do {
            try await shell.giveBack(batch)
        } catch {
            outside.log.warning("attempts stay claimed until their lease is over", ("reason", "\(error)"))
        }
    }

    private static func batches(_ tenant: TenantID) -> String { "batches of \(tenant)" }

    private nonisolated func call(_ draft: HandOffDraft, _ token: Int64, _ gate: ChannelGate) async {
        let startedAt = outside.clock.now()
        let outgoing = draft.composed(by: outside.composer, at: startedAt)
        outside.failpoints.reach(.callBegins)
        var outcome = await gate.handOff(outgoing)
        outside.failpoints.reach(.callReturned)
        let now = outside.clock.now()
        let isShut = gate.turnstile.note(outcome, of: draft.address, at: now, outside.log)
        if isShut { outcome = outcome.atShutWay }
        flow.handedOff(gate.channel, of: gate.capacity, outcome, at: now)
        recorder.add(
            HandOffResultRow(
                key: draft.key, token: token, outcome: outcome, startedAt: startedAt, isMarked: draft.isMarked))
    }

    /// Says once that the database refuses everything: a full disk must not be filled with the news of it.
    private nonisolated func refused(_ event: StaticString, _ error: any Error) async {
        if !error.isOfWholeDatabase || flow.claimed(false) { outside.log.error(event, ("reason", "\(error)")) }
        await pauseAfterFailure()
    }

    /// A database that refuses is not asked in a tight circle.
    nonisolated func pauseAfterFailure() async {
        try? await Task.sleep(for: .milliseconds(200))
    }
}

extension HandOffOutcome {
    /// The same, where nothing gets through at present: the person's next contact need not wait.
    fileprivate var atShutWay: HandOffOutcome {
        switch self {
        case .temporary(let reason, let wait, _): .temporary(reason: reason, retryAfter: wait, isShut: true)
        case .unclear(let reason, _): .unclear(reason: reason, isShut: true)
        case .accepted, .permanent: self
        }
    }
}
