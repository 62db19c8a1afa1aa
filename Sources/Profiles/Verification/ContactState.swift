package import Domain

/// Whether one address or number of a person is known to work.
package enum ContactState: Hashable, Sendable {
    /// Nobody has confirmed it, and nothing came back.
    case never
    /// Its owner confirmed it, last at this time.
    case verified(at: Instant)
    /// Its owner confirmed it last at this time, was asked again long after, and did not answer.
    case lapsed(since: Instant)
    /// What was sent came back since then, with a provider's word such as `mailboxUnknown 550 5.1.1`.
    case failing(since: Instant, reason: String)

    /// What the columns of the table `contact` say: a failure counts until something gets through or is confirmed.
    init(
        verifiedAt: Instant?, failedAt: Instant?, failingSince: Instant?, failure: String?, lapsedSince: Instant? = nil
    ) {
        if let failedAt {
            self = .failing(since: failingSince ?? failedAt, reason: failure ?? "")
        } else if let verifiedAt {
            self = .verified(at: verifiedAt)
        } else if let lapsedSince {
            self = .lapsed(since: lapsedSince)
        } else {
            self = .never
        }
    }
}
