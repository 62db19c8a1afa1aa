import Domain

extension DispatchEngine {
    /// The longest time between two looks for calls that an answer made needless: shorter than a telephone rings.
    private static let doubtPatience = Duration.seconds(2)

    /// Looks after attempts of which a word should have come, until the engine stops. Asking a provider may take long, so
    /// nothing else waits here.
    func keepCertainty() async {
        while !flow.isStopping && !Task.isCancelled {
            let (progressed, next) = await settleOverdue()
            if progressed {
                flow.signal.raise()
                continue
            }
            await doubtSignal.wait(atMost: min(pause(until: next), Self.doubtPatience))
        }
    }

    /// One round of it: providers are asked where they can be, then the ledger goes on. Returns whether something was done,
    /// and when something will be.
    func settleOverdue() async -> (progressed: Bool, next: Instant?) {
        var progressed = false
        do {
            let (overdue, unreadable) = try await across.overdue(at: outside.clock.now())
            if unreadable > 0 { setAside.put("attempts in doubt", "\(unreadable) cannot be read") }
            for gate in gates where gate.lookUp != nil || gate.hangUp != nil {
                let own = overdue.filter { $0.channel == gate.channel }.prefix(gate.capacity)
                progressed = try await settle(try await ask(gate, Array(own))) || progressed
            }
            let asked = Set(gates.filter { $0.lookUp != nil || $0.hangUp != nil }.map(\.channel))
            progressed =
                try await settle(overdue.filter { !asked.contains($0.channel) }.map { ($0, $0.waitOver) })
                || progressed
            return (progressed, try await across.nextOverdue())
        } catch {
            outside.log.error("attempts in doubt cannot be settled", ("reason", "\(error)"))
            await pauseAfterFailure()
            return (progressed, nil)
        }
    }

    /// What a provider knows of some attempts, all asked at the same time. A call whose time to report is not over is in
    /// the list because its person has answered: it is ended, and reports itself.
    private func ask(
        _ gate: ChannelGate, _ overdue: [OverdueAttempt]
    ) async throws -> [(attempt: OverdueAttempt, event: AttemptEvent)] {
        let now = outside.clock.now()
        let reportTime = outside.reportTime
        let (shell, flow, failpoints) = (shell, flow, outside.failpoints)
        return try await withThrowingTaskGroup(of: (OverdueAttempt, AttemptEvent)?.self) { group in
            for attempt in overdue {
                group.addTask {
                    if attempt.state == .ringing && attempt.changedAt + reportTime > now {
                        failpoints.reach(.hangUpBegins)
                        await gate.hangUp?(attempt.key)
                        failpoints.reach(.hangUpReturned)
                        try await shell.waitForReport(of: attempt.key, since: attempt.changedAt)
                        return nil
                    }
                    failpoints.reach(.lookUpBegins)
                    let answer = await gate.lookUp?(attempt.key) ?? .failed
                    failpoints.reach(.lookUpReturned)
                    // A stopping engine lets go of its providers: the question is asked again after the next start.
                    if answer == .failed && flow.isStopping { return nil }
                    return (attempt, attempt.event(answer))
                }
            }
            return try await group.reduce(into: []) { list, one in
                if let one { list.append((attempt: one.0, event: one.1)) }
            }
        }
    }

    /// Writes what became of them, one by one where they cannot be written together. Returns whether any was written.
    private func settle(_ overdue: [(attempt: OverdueAttempt, event: AttemptEvent)]) async throws -> Bool {
        var progressed = false
        for (_, own) in Dictionary(grouping: overdue, by: \.attempt.key.tenant) {
            do {
                try await shell.settle(own)
                progressed = true
            } catch let error where !error.isOfWholeDatabase {
                for one in own {
                    let isDone = try await setAside.attempt("attempt \(one.attempt.key)") {
                        try await shell.settle([one])
                    }
                    progressed = progressed || isDone
                }
            }
        }
        return progressed
    }
}
