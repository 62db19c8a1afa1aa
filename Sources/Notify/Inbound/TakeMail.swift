package import Channels
import Database
import Domain

/// Acts on one mail that came in: a reply answers, a report of a mail server takes back what was thought to be handed on.
/// What it does and that it was done are one transaction, so that a mail is taken once.
package struct TakeMail: Sendable {
    /// More machines than any way has; what went round in a circle has them.
    private static let mostHops = 20

    private let outside: DispatchEngine.Capabilities
    private let shell: LedgerShell
    private let addresses: InboundAddresses
    private let registration: (offers: MailRegistrations, proof: SenderProof)?
    private let wake: @Sendable () -> Void

    /// The use case beside an engine of the same installation.
    ///
    /// - Parameter registration: How addresses are registered by blank mails, and what proves their senders; nil if they
    ///   are not.
    package init(
        _ outside: DispatchEngine.Capabilities, addresses: InboundAddresses,
        registration: (offers: MailRegistrations, proof: SenderProof)? = nil, wake: @escaping @Sendable () -> Void
    ) {
        self.registration = registration
        self.outside = outside
        shell = LedgerShell(
            database: outside.database, clock: outside.clock, identifiers: outside.identifiers,
            randomness: outside.randomness, reportTime: outside.reportTime, log: outside.log,
            failpoints: outside.failpoints)
        self.addresses = addresses
        self.wake = wake
    }

    /// Which mails were taken.
    var journal: InboundJournal { InboundJournal(database: outside.database) }

    /// Takes a mail, unless it was taken before.
    ///
    /// - Parameter file: The name of its file, by which it is known.
    /// - Throws: `DatabaseError`; then nothing was done.
    package func callAsFunction(_ mail: InboundMail, from file: String) async throws -> InboundOutcome {
        switch mail.recipients.lazy.compactMap({ addresses.target(of: $0) }).first {
        case .bounce(let key)?: return try await takeBounce(mail, of: key, file)
        case .reply(let key)?:
            if isOfProgram(mail) { return try await end(file, .automatic) }
            let now = outside.clock.now()
            let take = TakeReply(key: key, now: now, outside: outside)
            let understood = try await take.understand(mail.text)
            let failpoints = outside.failpoints
            let outcome = try await outside.database.write(.tenant(key.tenant), urgent: true) { transaction in
                let outcome = try take(understood, file, transaction)
                failpoints.reach(.replyUncommitted)
                return outcome
            }
            failpoints.reach(.replyCommitted)
            if outcome == .unclear { wake() }
            return outcome
        case .mailbox?:
            if isOfProgram(mail) { return try await end(file, .automatic) }
            guard let registration else { return try await end(file, .strange) }
            // What no mail can go to cannot be offered anything.
            guard registration.proof.holds(for: mail), let sender = mail.senders.first,
                (try? MailAddress(sender)) != nil
            else { return try await end(file, .unproved) }
            return try await registration.offers.offer(
                to: sender, inReplyTo: mail.messageID, from: file, at: outside.clock.now())
        case nil: return try await end(file, .strange)
        }
    }

    /// Forgets what was taken before an instant, and registrations that are over.
    func forget(before end: Instant, at now: Instant) async throws {
        try await journal.forget(before: end)
        try await registration?.offers.forget(at: now)
    }

    private func end(_ file: String, _ outcome: InboundOutcome) async throws -> InboundOutcome {
        try await journal.end(file, outcome, at: outside.clock.now())
        return outcome
    }

    /// Whether nobody is behind it: answering such mails, or believing them, makes loops. A sender whom nobody can read is
    /// no program: the address that a reply came to is the proof of who wrote it.
    private func isOfProgram(_ mail: InboundMail) -> Bool {
        mail.isAutomatic || mail.isFromNobody || mail.hops > Self.mostHops || mail.senders.count > 1
            || mail.senders.contains(where: addresses.isOurs)
    }

    private func takeBounce(_ mail: InboundMail, of key: AttemptKey, _ file: String) async throws -> InboundOutcome {
        switch mail.verdict {
        case .failed(let reason, let isLasting)?:
            let now = outside.clock.now()
            try await outside.database.write(.tenant(key.tenant)) { transaction in
                guard try InboundJournal.take(file, .bounced, at: now, transaction) else { return }
                let change = AttemptChange(
                    key.person, round: key.round, step: key.step,
                    .bounced(reason: reason.description, isLasting: isLasting))
                try shell.ledger(key.tenant, at: now).apply([change], of: key.broadcast, transaction)
            }
            wake()
            return .bounced
        case .delayed?, .delivered?: return try await end(file, .noticed)
        case nil: return try await end(file, .automatic)
        }
    }
}
