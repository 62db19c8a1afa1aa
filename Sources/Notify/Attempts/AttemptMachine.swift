/// What the caller has to do after a transition.
package enum AttemptAction: Hashable, Sendable {
    /// Nothing beyond storing the state.
    case nothing
    /// Call the provider, after the commit.
    case callProvider
    /// Plan the next step of the sequence (`followUp`).
    case goOn
    /// Plan another hand-off of the same try and let the sequence go on beside it.
    case deferHandOff
    /// Send again with the same Message-ID.
    case handOffAgain
    /// Wait for the report of a call, or for certainty, until a deadline.
    case wait
    /// Keep the event as evidence; it came too late to change anything.
    case keepAsEvidence
}

/// The pair of state and event has no meaning: a programmer's mistake, refused without a change.
package struct IllegalTransition: Error, Hashable, Sendable {
    /// The state that was met.
    package let state: AttemptState
    /// The event that cannot happen in it.
    package let event: AttemptEvent
}

/// What becomes of an attempt (engines.md A4.3). Pure and total: every pair is either listed here or refused.
///
/// - Throws: `IllegalTransition`.
package func next(
    _ state: AttemptState, _ event: AttemptEvent
) throws(IllegalTransition) -> (state: AttemptState, action: AttemptAction) {
    switch (state, event) {
    case (.planned, .claim): return (.claimed, .nothing)
    case (.planned, .stop(let reason)), (.claimed, .stop(let reason)): return stopped(reason)
    case (.claimed, .leaseOver): return (.planned, .nothing)
    case (.claimed, .startHandOff): return (.handingOff, .callProvider)
    case (.claimed, .hold): return (.planned, .deferHandOff)
    case (.handingOff, .leaseOver): return (.inDoubt, .wait)
    case (.handingOff, .handOff(let outcome)): return handedOff(outcome)
    case (.handingOff, .report(let report)), (.ringing, .report(let report)), (.inDoubt, .report(let report)):
        return reported(report)
    // A bounce proves that the mail was taken, and that it did not arrive: whatever was thought of it until now.
    case (.planned, .bounced), (.claimed, .bounced), (.handingOff, .bounced), (.inDoubt, .bounced),
        (.accepted, .bounced),
        (.unknown, .bounced):
        return (.failed, .goOn)
    case (.ringing, .bounced): return (state, .keepAsEvidence)
    case (.inDoubt, .waitOver(.allowed)): return (.planned, .handOffAgain)
    case (.inDoubt, .waitOver(.forbidden)): return (.unknown, .goOn)
    case (.ringing, .waitOver): return (.unknown, .goOn)
    // A worker that lost its lease still brings what the provider said: while it is in doubt, or waits to be sent
    // again, that settles it.
    case (.inDoubt, .handOff(let outcome)): return handedOff(outcome)
    case (.planned, .handOff(.accepted(_, let awaitsReport))):
        return awaitsReport ? (.ringing, .wait) : (.accepted, .goOn)
    case (.planned, .report(let report)), (.claimed, .report(let report)): return reported(report)
    case (.planned, .handOff), (.claimed, .handOff), (.ringing, .handOff): return (state, .keepAsEvidence)
    // What has left the house cannot be stopped; its sequence simply does not go on.
    case (.handingOff, .stop), (.inDoubt, .stop), (.ringing, .stop): return (state, .nothing)
    case (.planned, .leaseOver), (.ringing, .leaseOver), (.inDoubt, .leaseOver): return (state, .nothing)
    case (.handingOff, .waitOver), (.planned, .waitOver), (.claimed, .waitOver): return (state, .nothing)
    case (_, .claim), (_, .startHandOff), (_, .hold): throw IllegalTransition(state: state, event: event)
    case (.accepted, _), (.completed, _), (.noAnswer, _), (.failed, _), (.unknown, _), (.cancelled, _), (.expired, _):
        return (state, .keepAsEvidence)
    }
}

private func stopped(_ reason: StopReason) -> (state: AttemptState, action: AttemptAction) {
    switch reason {
    case .expired: (.expired, .nothing)
    case .contactRemoved, .contactFailed: (.cancelled, .goOn)
    case .answered, .closed, .stopped, .calledOff, .askedAnew, .takenBack, .personLeft: (.cancelled, .nothing)
    }
}

private func handedOff(_ outcome: HandOffOutcome) -> (state: AttemptState, action: AttemptAction) {
    switch outcome {
    case .accepted(_, awaitsReport: true): (.ringing, .wait)
    case .accepted(_, awaitsReport: false): (.accepted, .goOn)
    case .temporary: (.planned, .deferHandOff)
    case .permanent: (.failed, .goOn)
    case .unclear: (.inDoubt, .wait)
    }
}

private func reported(_ report: CallReport) -> (state: AttemptState, action: AttemptAction) {
    switch report {
    case .completed: (.completed, .goOn)
    case .noAnswer, .busy, .unreachable: (.noAnswer, .goOn)
    case .invalidNumber: (.failed, .goOn)
    }
}
