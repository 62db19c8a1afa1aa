package import Domain

/// Sends the replies to blank mails, a few each second: they must not stand in the way of anything.
package struct SendRegistrationReplies: Sendable {
    /// At most so many each second.
    private static let most = 5
    private static let rhythm = Duration.seconds(1)

    private let registrations: MailRegistrations
    private let clock: WallClock
    private let log: Log
    private let send: @Sendable (MailRegistrations.Reply) async -> Bool

    /// - Parameter send: Hands a reply to the relay; false if it is to be tried again.
    package init(
        _ registrations: MailRegistrations, clock: WallClock, log: Log,
        send: @escaping @Sendable (MailRegistrations.Reply) async -> Bool
    ) {
        self.registrations = registrations
        self.clock = clock
        self.log = log
        self.send = send
    }

    /// Sends what is due, until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            do {
                try await once()
            } catch {
                log.warning("replies to blank mails wait", ("reason", "\(error)"))
            }
            try? await Task.sleep(for: Self.rhythm)
        }
    }

    /// Sends a few that are due.
    ///
    /// - Throws: `DatabaseError`.
    package func once() async throws {
        for reply in try await registrations.claimReplies(Self.most, at: clock.now()) {
            registrations.failpoints.reach(.inviteBegins)
            let isOver = await send(reply)
            registrations.failpoints.reach(.inviteReturned)
            if isOver { try await registrations.end(reply) }
        }
    }
}
