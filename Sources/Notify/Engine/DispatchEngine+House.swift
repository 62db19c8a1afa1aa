import Domain

extension DispatchEngine {
    /// Broadcasts, leases and deadlines, until the engine stops.
    func keepHouse() async {
        while !flow.isStopping && !Task.isCancelled {
            let (progressed, next) = await housekeeping()
            if progressed {
                flow.signal.raise()
                continue
            }
            await houseSignal.wait(atMost: pause(until: next))
        }
    }

    /// Renews the leases of what is under way, so that a slow provider is not taken for a dead worker; but not for ever. It
    /// goes on while a stopping engine waits for its last hand-offs.
    func keepLeases() async {
        while !isDrained {
            await stopSignal.wait(atMost: settings.leaseTime / 3)
            await renewLeases()
        }
    }

    /// Renews the leases of what is under way now; `run` does so at a third of the lease's time.
    package func renewLeases() async {
        let tokens = recorder.openTokens(since: outside.clock.now() - settings.longestHandOff)
        guard !tokens.isEmpty else { return }
        do {
            try await across.renewLeases(
                tokens, of: instance, until: outside.clock.now() + settings.leaseTime, outside.failpoints)
        } catch {
            outside.log.warning("leases cannot be renewed", ("reason", "\(error)"))
        }
    }

    /// One round of everything that is not a hand-off. Returns whether something was done, and when something will be.
    func housekeeping() async -> (progressed: Bool, next: Instant?) {
        var progressed = false
        var next: Instant?
        do {
            let now = outside.clock.now()
            let advance = AdvanceBroadcast(
                database: outside.database, failpoints: outside.failpoints,
                expand: ExpandRound(
                    database: outside.database, identifiers: outside.identifiers, tokens: outside.tokens,
                    failpoints: outside.failpoints, chunk: settings.chunk, reportTime: outside.reportTime))
            for (tenant, broadcast) in try await across.broadcastsWithWork() {
                _ = try await setAside.attempt("broadcast \(tenant)/\(broadcast)") {
                    let step = try await advance(broadcast, of: tenant, now: now)
                    progressed = progressed || step.progressed
                    next = [next, step.next].compactMap(\.self).min()
                    if step.progressed { flow.signal.raise() }
                }
            }
            for (tenant, token) in try await across.leasesOver(at: now) where !recorder.holds(token) {
                let isDone = try await setAside.attempt("lease \(tenant)/\(token)") {
                    try await shell.rescue(token, of: tenant)
                }
                if isDone { doubtSignal.raise() }
                progressed = progressed || isDone
            }
            next = [next, try await across.nextLeaseEnd()].compactMap(\.self).min()
        } catch {
            outside.log.error("the dispatch engine cannot look after its work", ("reason", "\(error)"))
            await pauseAfterFailure()
        }
        return (progressed, next)
    }

    /// How long nothing is to be done. What is due already was set aside: it is not asked about in a tight circle.
    func pause(until next: Instant?) -> Duration {
        guard let next else { return settings.patience }
        let wait = next - outside.clock.now()
        return wait > .zero ? min(wait, settings.patience) : min(.seconds(1), settings.patience)
    }
}
