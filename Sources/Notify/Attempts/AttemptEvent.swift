package import Domain

/// Something that happens to an attempt.
package enum AttemptEvent: Hashable, Sendable {
    /// A worker takes a lease.
    case claim
    /// The lease was given back, or ran out.
    case leaseOver
    /// The hand-off is committed, and the provider will be called right after.
    case startHandOff
    /// It must not be started any more.
    case stop(StopReason)
    /// It must not be started yet.
    case hold(Delay)
    /// What the provider said, or that it said nothing.
    case handOff(HandOffOutcome)
    /// How a call ended.
    case report(CallReport)
    /// What was taken over came back. `isLasting`: the contact cannot work.
    case bounced(reason: String, isLasting: Bool)
    /// The time to wait for a report, or for certainty, is over.
    case waitOver(SecondHandOff)
}

/// Why an attempt is not started any more.
package enum StopReason: String, Hashable, Sendable, CaseIterable {
    /// The person answered.
    case answered
    /// The broadcast was closed.
    case closed
    /// An administrator stopped the sending.
    case stopped
    /// It was called off before it began.
    case calledOff
    /// The same people are asked anew by a later round.
    case askedAnew
    /// What was asked was taken back.
    case takenBack
    /// The give-up time of the sequence is over.
    case expired
    /// The contact was removed from the profile.
    case contactRemoved
    /// The person left the organization.
    case personLeft
    /// An earlier try found that this contact cannot work.
    case contactFailed

    /// The reason in words, for the timeline.
    package var words: LocalizedText {
        switch self {
        case .answered: LocalizedText(ja: "回答があったため", en: "An answer arrived")
        case .closed: LocalizedText(ja: "終了したため", en: "The broadcast was closed")
        case .stopped: LocalizedText(ja: "送信を止めたため", en: "Sending was stopped")
        case .calledOff: LocalizedText(ja: "送信を取り消したため", en: "It was called off before sending")
        case .takenBack: LocalizedText(ja: "地震の情報が取り消されたため", en: "The report of the earthquake was taken back")
        case .askedAnew: LocalizedText(ja: "送り直したため", en: "A later round asks anew")
        case .expired: LocalizedText(ja: "打ち切り時間を過ぎたため", en: "The give-up time was over")
        case .contactRemoved: LocalizedText(ja: "連絡先が削除されたため", en: "The contact was removed")
        case .personLeft: LocalizedText(ja: "在籍していないため", en: "The person left")
        case .contactFailed:
            LocalizedText(ja: "届かない連絡先のため", en: "The contact had turned out not to work")
        }
    }
}

/// What came of calling a provider.
package enum HandOffOutcome: Hashable, Sendable {
    /// The next hop took it. `awaitsReport`: a call, whose end is reported later.
    case accepted(reference: String, awaitsReport: Bool)
    /// Not now; the same try goes on later (R-188 speaks of permanent failures only). `isShut`: nothing gets through there
    /// at present, so that the sequence goes on at once.
    case temporary(reason: String, retryAfter: Duration?, isShut: Bool = false)
    /// Never at this contact.
    case permanent(reason: String)
    /// The connection broke after the message may have been taken. `isShut` as above.
    case unclear(reason: String, isShut: Bool = false)
}

/// How a call ended, as the gateway reports it.
package enum CallReport: Hashable, Sendable {
    /// The line was answered and the prompt was played.
    case completed
    /// Nobody answered.
    case noAnswer
    /// The line was busy.
    case busy
    /// The network could not place the call now; counts as a try without an answer.
    case unreachable(reason: String)
    /// The number cannot work.
    case invalidNumber(reason: String)
}

/// What may be done with an attempt whose first hand-off is in doubt.
package enum SecondHandOff: Hashable, Sendable, CaseIterable {
    /// Emergency and codes: at least once. It goes out again with the same Message-ID.
    case allowed
    /// Drill and bulletin: at most once. It stays unknown.
    case forbidden
}
