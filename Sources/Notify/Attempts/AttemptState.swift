import Database

/// Where one try at one contact of one person stands.
package enum AttemptState: String, Sendable, CaseIterable, DatabaseConvertible {
    /// Due now or later; a provider's "try again later" comes back here as the same try.
    /// Can become: claimed, cancelled, expired.
    case planned
    /// Leased by a worker; nothing has left the house.
    /// Can become: handingOff, planned (lease given back or over), cancelled, expired.
    case claimed
    /// Committed before the provider is called; it may have left the house.
    /// Can become: accepted, ringing, planned (temporary failure), failed, inDoubt (lease over) and what calls report.
    case handingOff
    /// Nobody knows whether the provider took it. Can become: planned (sent again), unknown, and what calls report.
    case inDoubt
    /// The gateway took the call; how it ended is still to be reported.
    /// Can become: completed, noAnswer, failed, unknown (no report in time).
    case ringing

    /// Final: the next hop (a mail relay) took responsibility. Whether it was read is not known.
    /// Can become: failed (the mail came back).
    case accepted
    /// Final: somebody, or an answering machine, took the call. Never called a success before the person answers.
    case completed
    /// Final: it rang without an answer, or the line was busy.
    case noAnswer
    /// Final: this contact cannot work, such as an unknown address or number.
    case failed
    /// Final: it may or may not have arrived, and it must not be sent twice. Can become: failed (the mail came back).
    case unknown
    /// Final: stopped before it left the house; the reason stands beside it.
    case cancelled
    /// Final: the give-up time was over before it could leave the house, or while its provider asked to wait.
    case expired

    /// Final states never change again but by a mail that comes back; the row is evidence.
    package var isFinal: Bool {
        switch self {
        case .planned, .claimed, .handingOff, .inDoubt, .ringing: false
        case .accepted, .completed, .noAnswer, .failed, .unknown, .cancelled, .expired: true
        }
    }

    /// Whether the message is known to have been taken over by the other side.
    package var wasHandedOn: Bool { self == .accepted || self == .completed }
}
