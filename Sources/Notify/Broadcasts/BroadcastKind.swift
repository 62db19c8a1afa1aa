import Database
package import Domain

/// What a broadcast asks for.
package enum BroadcastKind: String, Sendable, CaseIterable, Codable, DatabaseConvertible {
    /// 安否確認: are you safe, can you come to work.
    case safetyCheck
    /// 一斉通報: free questions, or none.
    case announcement

    /// The kind's name.
    package var name: LocalizedText {
        switch self {
        case .safetyCheck: LocalizedText(ja: "安否確認", en: "Safety check")
        case .announcement: LocalizedText(ja: "一斉通報", en: "Announcement")
        }
    }
}

/// Where a broadcast stands.
package enum BroadcastStatus: String, Sendable, CaseIterable, DatabaseConvertible {
    /// Being written; nobody is asked.
    case draft
    /// Sent, in the seconds in which it can still be called off.
    case waiting
    /// People are being asked, also while the list of people is still being made.
    case open
    /// An administrator stopped the sending; answers still count as in time.
    case stopped
    /// Over; answers are recorded as late.
    case closed
    /// Called off before anybody was asked.
    case calledOff

    /// Why nothing is started any more, or nil while people may be asked.
    package var stopReason: StopReason? {
        switch self {
        case .draft, .calledOff: .calledOff
        case .waiting, .open: nil
        case .stopped: .stopped
        case .closed: .closed
        }
    }
}

/// How grave it is to lose or to double a message.
package enum DispatchClass: String, Sendable, CaseIterable {
    /// Safety checks and urgent announcements: at least once.
    case emergency
    /// 訓練: at most once when a crash left it in doubt.
    case drill
    /// Announcements that can wait: at most once when a crash left it in doubt.
    case bulletin

    /// The class of a broadcast.
    package init(isDrill: Bool, isUrgent: Bool) {
        self = isDrill ? .drill : isUrgent ? .emergency : .bulletin
    }

    /// Whether an attempt in doubt may go out again.
    package var secondHandOff: SecondHandOff { self == .emergency ? .allowed : .forbidden }
}

/// Why a round of sending was begun.
package enum RoundKind: String, Sendable, CaseIterable, DatabaseConvertible {
    /// The broadcast itself.
    case first
    /// People whom the event reached later.
    case growth
    /// Those who have not answered, once more.
    case resend
    /// A correction to those who were asked, whether they answered or not.
    case correction
    /// What was asked was taken back: those who were asked are told, and nothing of earlier rounds goes out any more.
    case retraction

    /// Whether it asks people whom earlier rounds know, instead of resolving targets.
    package var asksKnownPeople: Bool { self == .resend || isCorrection }
    /// Whether an answer makes its messages needless.
    package var endsWithAnswer: Bool { !isCorrection }
    /// Whether it tells those who were asked that something has changed.
    package var isCorrection: Bool { self == .correction || self == .retraction }
}
