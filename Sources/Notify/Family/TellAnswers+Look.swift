import Domain

extension TellAnswers {
    /// What was known of a safety check when it was looked at.
    struct Look: Sendable {
        /// When the numbers were read.
        let readAt: Instant
        /// When they were last seen to change.
        private let changedAt: Instant
        /// When everybody was last looked at.
        private let seenAt: Instant
        private let answers: [String: Int]
        /// Whether everybody is to be looked at now.
        private(set) var isDue: Bool

        /// What is known with the numbers of now. Everybody is looked at when the numbers changed, each minute until the pause
        /// of those is over who were told by then, since each of them has a pause of their own, and now and then anyway: two
        /// people may have changed their minds.
        init(_ answers: [String: Int], after last: Look?, isOver: Bool, _ now: Instant) {
            readAt = now
            self.answers = answers
            guard let last, last.answers == answers else {
                changedAt = now
                seenAt = now
                isDue = true
                return
            }
            let end = last.changedAt + TellAnswers.pause
            let isSomePauseOver = last.seenAt < end && (now >= end || now - last.seenAt >= TellAnswers.again)
            // Long after the last answer there is none that could have changed unseen.
            let isLongAgo = isOver && now - last.changedAt > TellAnswers.oldest
            let isAgain = isSomePauseOver || (now - last.seenAt >= TellAnswers.anyway && !isLongAgo)
            changedAt = last.changedAt
            seenAt = isAgain ? now : last.seenAt
            isDue = isAgain
        }

        /// The same, not to be looked at now.
        var unchanged: Look {
            var look = self
            look.isDue = false
            return look
        }
    }
}
