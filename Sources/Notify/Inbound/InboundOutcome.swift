import Database

/// What became of a mail that came in; the raw values are stored.
package enum InboundOutcome: String, Sendable, CaseIterable, DatabaseConvertible {
    /// It answers a broadcast.
    case answered
    /// It is a reply that could mean anything: kept, and asked back once.
    case unclear
    /// It came too late, or the broadcast is gone.
    case refused
    /// It says that a mail of ours did not arrive.
    case bounced
    /// It says something else about a mail of ours.
    case noticed
    /// A blank mail whose sender was offered to register the address.
    case offered
    /// A blank mail, the second within ten minutes.
    case tooSoon
    /// A blank mail whose sender is not proved, or is no address that a mail can go to.
    case unproved
    /// A program wrote it.
    case automatic
    /// It came to no address that we gave to anybody.
    case strange
    /// It is too large to be read.
    case tooLarge
    /// Reading it has ended the program again and again.
    case poison
}
