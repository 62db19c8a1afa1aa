/// A boundary between a bulletin and the last answer: just before a commit, just after it, or on either side of a call to a provider. What may
/// be left behind at each stands in docs/when-the-power-goes.md, and the crash matrix dies at every one of them.
package enum Failpoint: String, Sendable, CaseIterable {
    /// A step in the life of a broadcast, other than making its people.
    case stepUncommitted, stepCommitted
    /// A chunk of recipients and their first attempts.
    case expandUncommitted, expandCommitted
    /// A lease on due attempts.
    case claimUncommitted, claimCommitted
    /// Attempts that are handed off from this commit on.
    case handOffUncommitted, handOffCommitted
    /// One call to a provider.
    case callBegins, callReturned
    /// What providers said.
    case resultUncommitted, resultCommitted
    /// What a gateway reports of a call.
    case reportUncommitted, reportCommitted
    /// Attempts of a worker that is silent.
    case rescueUncommitted, rescueCommitted
    /// The question to a provider, what became of an attempt.
    case lookUpBegins, lookUpReturned
    /// Attempts of which a word should have come.
    case settleUncommitted, settleCommitted
    /// A bulletin that is kept.
    case bulletinUncommitted, bulletinCommitted
    /// A bulletin that one organization hands in, with its row of the audit chain.
    case ownBulletinUncommitted, ownBulletinCommitted
    /// The mark that everybody has decided about a bulletin.
    case decidedUncommitted, decidedCommitted
    /// What an organization decided about it, with the broadcast that follows from it.
    case decisionUncommitted, decisionCommitted
    /// A broadcast that somebody sends by hand.
    case sendUncommitted, sendCommitted
    /// An incident whose hold time is over, with the broadcast that follows from it.
    case releaseUncommitted, releaseCommitted
    /// A reply by mail, with the note that it was taken.
    case replyUncommitted, replyCommitted
    /// A blank mail, with the note that it was taken and the link that is to be replied.
    case offerUncommitted, offerCommitted
    /// Replies to blank mails that somebody is about to send.
    case replierUncommitted, replierCommitted
    /// The call to the relay with such a reply.
    case inviteBegins, inviteReturned
    /// The note that it was handed on.
    case invitedUncommitted, invitedCommitted
    /// The note that a number works at which a key was pressed; the answer itself is committed.
    case pressUncommitted, pressCommitted
    /// Where a call that comes in stands, after what was typed there has been worked on.
    case callInUncommitted, callInCommitted
    /// Leases of what is under way.
    case renewUncommitted, renewCommitted
    /// The end of a call whose person has answered meanwhile.
    case hangUpBegins, hangUpReturned
    /// A person's answer, which ends the person's attempts.
    case answerUncommitted, answerCommitted
    /// A stop that waits for the last hand-offs; they have come back, and not all of them are written.
    case drainBegins, drainReturned
}

/// Lets a test end the program at a boundary, as a power cut would.
package struct Failpoints: Sendable {
    /// Told of every boundary that is reached; it need not return.
    package let reach: @Sendable (Failpoint) -> Void

    /// Told of every boundary that is reached.
    package init(reach: @escaping @Sendable (Failpoint) -> Void) {
        self.reach = reach
    }

    /// The program does not end before its time.
    package static let none = Failpoints { _ in }
}
