package import Domain

/// Everything of the triggers that runs by itself: the drop folder, the feed, and once a second what is held or was
/// interrupted. None of them waits for another.
package struct RunTriggers: Sendable {
    /// Bulletins that came a shorter time ago are left to whoever is deciding about them.
    private static let settling = Duration.seconds(10)

    private let resume: ResumeTriggers
    private let folder: DropFolder?
    private let feed: (poll: FeedPoll, interval: Duration)?
    private let clock: WallClock
    private let log: Log
    /// How the folder and the feed are.
    package let signs = TriggerSigns()

    /// - Parameters:
    ///   - folder: The drop folder, if the installation has one.
    ///   - feed: The feed and how often it is asked, if the installation polls one.
    package init(
        resume: ResumeTriggers, folder: DropFolder?, feed: (poll: FeedPoll, interval: Duration)?, clock: WallClock,
        log: Log
    ) {
        self.resume = resume
        self.folder = folder
        self.feed = feed
        self.clock = clock
        self.log = log
    }

    /// Runs until the task is cancelled. What the last run of the program left is taken up first.
    package func callAsFunction() async {
        await tick(settling: .zero)
        await withDiscardingTaskGroup { group in
            group.addTask { await ticks() }
            if let folder { group.addTask { await folder.run(clock, signs) } }
            if let feed { group.addTask { await feed.poll.run(every: feed.interval, clock, signs) } }
        }
    }

    /// What keeps failing is tried with growing waits; what is new does not wait for it.
    private func ticks() async {
        var failures = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1 << min(failures, 5)))
            failures = await tick(settling: Self.settling) ? 0 : failures + 1
        }
    }

    /// False if something is left that could not be done.
    @discardableResult
    private func tick(settling: Duration) async -> Bool {
        do {
            let now = clock.now()
            let held = try await resume.releaseHeld(now: now)
            return try await resume.undecided(now: now, settling: settling) == 0 && held == 0
        } catch {
            log.error("triggers.unusable", ("reason", error.logged))
            return false
        }
    }
}
