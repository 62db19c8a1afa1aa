import Domain

/// What becomes of one answer, decided from what is known of the person.
enum AnswerDecision: Sendable {
    /// The same side said the same before: nothing is added.
    case repeated(AnswerReceipt)
    /// The answer is added.
    case added(Addition)

    /// What is written of an answer.
    struct Addition: Sendable {
        let press: AnswerJournal.Press
        let addressee: AnswerJournal.Addressee
        /// The answer on top of what the same side said before.
        let answer: Answer
        /// What counts for the person from now on.
        let counted: Answer
        /// Its number in the journal.
        let number: Int
        /// How many answers are kept from now on.
        let kept: Int
        /// The number of an answer that is given up for it.
        let surplus: Int?
        let isLate: Bool
        /// Whether this answer is what counts.
        let isCounted: Bool
        /// Whether attempts are to be stopped.
        let stops: Bool
    }

    /// What the person and others said before.
    struct History: Sendable {
        /// Answers whose side the rule looks at: the one that counts at least, or all of them.
        var entries: [AnswerEntry] = []
        /// The number of the latest answer, 0 for none.
        var lastNumber = 0
    }

    /// Decides.
    ///
    /// - Throws: `InvalidInput`.
    init(
        _ press: AnswerJournal.Press, of addressee: AnswerJournal.Addressee, after history: History,
        _ frame: AnswerJournal.Frame, now: Instant
    ) throws(InvalidInput) {
        let checked = try press.answer.checked(frame.form)
        let counted = history.entries.counted
        // Details come on top of what the same side said: nobody's word becomes somebody else's.
        let alike = history.entries.filter { ($0.path == .proxy) == (press.path == .proxy) }
        let merged = checked.over(alike.last?.answer)
        // Details alone don't say how somebody is.
        if merged.status == nil && !frame.form.choices.isEmpty { throw Answer.withoutStatus }
        if let last = alike.last, last.answer == merged, last.learned == press.learned {
            self = .repeated(
                AnswerReceipt(
                    answer: counted?.answer ?? merged, at: last.at, isLate: last.isLate, isRepeated: true, stopped: 0))
            return
        }
        let surplus = alike.count >= AnswerJournal.longestHistory ? alike[1].number : nil
        // What the person said counts, and nobody else's word replaces it.
        let isCounted = press.path != .proxy || counted == nil || counted?.path == .proxy
        self = .added(
            Addition(
                press: press, addressee: addressee, answer: merged,
                counted: isCounted ? merged : counted?.answer ?? merged, number: history.lastNumber + 1,
                kept: addressee.answers + (surplus == nil ? 1 : 0), surplus: surplus,
                isLate: frame.window.isOver(at: now), isCounted: isCounted,
                stops: frame.stopsAfterAnswer && addressee.openAttempts > 0))
    }
}
