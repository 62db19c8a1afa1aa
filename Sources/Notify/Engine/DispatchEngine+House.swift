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
            let now = outside.clock.now()
            let wait = next.map { max(.milliseconds(1), $0 - now) } ?? settings.patience
            await houseSignal.wait(atMost: min(wait, settings.patience))
        }
    }

    /// Renews the leases of what is under way, so that a slow provider is not taken for a dead worker; but not for ever.
    func keepLeases() async {
        while !flow.isStopping && !Task.isCancelled {
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
                tokens, of: instance, until: outside.clock.now() + settings.leaseTime)
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
                database: outside.database,
                expand: ExpandRound(
                    database: outside.database, identifiers: outside.identifiers, tokens: outside.tokens,
                    chunk: settings.chunk))
            for (tenant, broadcast) in try await across.broadcastsWithWork() {
                let step = try await advance(broadcast, of: tenant, now: now)
                progressed = progressed || step.progressed
                next = [next, step.next].compactMap(\.self).min()
                if step.progressed { flow.signal.raise() }
            }
            for (tenant, token) in try await across.leasesOver(at: now) {
                try await shell.rescue(token, of: tenant)
                progressed = true
            }
            let overdue = try await across.overdue(at: now)
            if !overdue.isEmpty {
                try await shell.settle(overdue)
                progressed = true
            }
            next = [next, try await across.nextDeadline()].compactMap(\.self).min()
        } catch {
            outside.log.error("the dispatch engine cannot look after its work", ("reason", "\(error)"))
            await pauseAfterFailure()
        }
        return (progressed, next)
    }
}
