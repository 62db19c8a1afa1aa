/// What a channel says about one hand-off. A value, never a thrown error: each of the four has a next step of its own.
package enum HandOffResult: Hashable, Sendable {
    /// The next hop took it; never hand this one off again. The reference is the hop's own id or reply, if it gave one.
    case accepted(reference: String?)
    /// Nothing was delivered and a later hand-off may succeed; not before `retryAfter`, if the other side named a time.
    case temporary(FailureReason, retryAfter: Duration?)
    /// This message will not reach this address, however often it is tried.
    case permanent(FailureReason)
    /// It may or may not have been taken: everything was sent and no verdict came back.
    case unclear(FailureReason)

    /// Why it was not accepted, or nil if it was.
    package var reason: FailureReason? {
        switch self {
        case .accepted: nil
        case .temporary(let reason, _), .permanent(let reason), .unclear(let reason): reason
        }
    }
}
