package import Domain

/// What an audit of one broadcast found. Without differences, every person was handed on, is on the way, or has a named reason.
package struct DispatchAudit: Hashable, Sendable {
    /// One thing that does not add up.
    package struct Difference: Hashable, Sendable {
        /// What kind of thing.
        package enum Kind: String, Sendable, CaseIterable {
            /// An open recipient without a next attempt: somebody would have been lost.
            case noNextAttempt
            /// A step that should have been made is not in the ledger, and nothing there says why.
            case lostStep
            /// Two rounds ask the same person at the same time.
            case twoRounds
            /// There are other recipients than the rounds made.
            case people
            /// An attempt that the plan of its round does not have, or has otherwise.
            case notInPlan
            /// The recipient counts other open attempts than there are.
            case openCount
            /// The recipient stands on another level than its record amounts to.
            case level
            /// An attempt is held by nobody: its lease is gone.
            case heldByNobody
            /// An attempt ended by a hand-off that left no evidence.
            case noEvidence
            /// The journal holds another number of answers than the recipient counts.
            case answers
            /// The results as numbers say something else than the recipients and attempts that they count.
            case tally
        }

        /// What kind of thing.
        package let kind: Kind
        /// Whose record it is; nil if it is the broadcast's own.
        package let person: PersonID?
        /// Where, such as `round 1 step 3`; never a contact.
        package let detail: String
    }

    /// The broadcast.
    package let broadcast: BroadcastID
    /// People who are targets.
    package internal(set) var recipients = 0
    /// Steps that the plans of all people and rounds have together; `final + open` unless a step is lost.
    package internal(set) var planned = 0
    /// Steps that ended, or that will not be made for a reason that the ledger names.
    package internal(set) var final = 0
    /// Steps that are under way or still to come.
    package internal(set) var open = 0
    /// People by level; they add up to the recipients.
    package internal(set) var levels: [RecipientLevel: Int] = [:]
    /// The first thousand differences.
    package internal(set) var differences: [Difference] = []
    /// All differences.
    package internal(set) var differenceCount = 0

    /// Whether everything adds up.
    package var isClean: Bool { differenceCount == 0 && planned == final + open }

    init(broadcast: BroadcastID) {
        self.broadcast = broadcast
    }

    mutating func add(_ kind: Difference.Kind, _ person: PersonID?, _ detail: String = "") {
        differenceCount += 1
        if differences.count < 1_000 {
            differences.append(Difference(kind: kind, person: person, detail: detail))
        }
    }
}
