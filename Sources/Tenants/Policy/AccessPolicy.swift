import Database
package import Domain

/// What an organization's people may do without their second factor (R-055, mapped by R-078).
package struct Exemption: Hashable, Sendable {
    /// What of answering is possible without a code.
    package enum Answering: String, Sendable, CaseIterable, DatabaseConvertible {
        /// Nothing: answering in a session needs the code. Links in messages always work.
        case none
        /// Answering only (打刻のみ許可).
        case answer
        /// Answering, and changing one's own contacts (打刻+届出も許可).
        case answerAndEdit

        /// The words of pages and files; empty for nothing.
        package var label: LocalizedText {
            switch self {
            case .none: LocalizedText(ja: "", en: "")
            case .answer: LocalizedText(ja: "回答のみ", en: "Answer only")
            case .answerAndEdit: LocalizedText(ja: "回答と連絡先変更", en: "Answer and change contacts")
            }
        }
    }

    /// Whether one's own status and profile can be seen without a code (明細).
    package var viewsOwn: Bool
    /// What of answering is possible without a code (就業).
    package var answering: Answering

    /// Functions for which no code is asked.
    package init(viewsOwn: Bool, answering: Answering) {
        self.viewsOwn = viewsOwn
        self.answering = answering
    }

    /// What a policy begins with.
    package static let standard = Exemption(viewsOwn: true, answering: .answer)
    /// No function goes without a code.
    package static let none = Exemption(viewsOwn: false, answering: .none)
}

/// Whether an organization uses second factors, and what goes without.
package struct AccessPolicy: Hashable, Sendable {
    /// Whether people are asked for a second factor.
    package var usesSecondFactor: Bool
    /// What goes without.
    package var exemption: Exemption

    /// A policy.
    package init(usesSecondFactor: Bool, exemption: Exemption = .standard) {
        self.usesSecondFactor = usesSecondFactor
        self.exemption = exemption
    }

    /// Until somebody decides, nothing is asked for.
    package static let unset = AccessPolicy(usesSecondFactor: false)

    /// As the audit chain keeps it.
    var auditText: String {
        "secondFactor=\(usesSecondFactor) viewsOwn=\(exemption.viewsOwn) answering=\(exemption.answering.rawValue)"
    }
}

/// A decision with the time from which it holds.
package struct FromTime<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What was decided.
    package let value: Value
    /// From when on.
    package let effectiveAt: Instant
    /// When it was decided; the beginning of time if nobody knows.
    package let decidedAt: Instant

    /// A decision that holds from a time on.
    package init(
        _ value: Value, from effectiveAt: Instant, decidedAt: Instant = Instant(milliseconds: 0)
    ) {
        self.value = value
        self.effectiveAt = effectiveAt
        self.decidedAt = decidedAt
    }
}

extension [FromTime<AccessPolicy>] {
    /// What holds at a time; nil if nothing was decided until then.
    package func inForce(at now: Instant) -> AccessPolicy? { Self.last(self, at: now) }
    /// What will hold next, if anything was decided ahead.
    package func next(after now: Instant) -> FromTime<AccessPolicy>? {
        filter { $0.effectiveAt > now }.min { $0.effectiveAt < $1.effectiveAt }
    }

    /// What there is after one more decision: what was decided ahead before is taken back, what no longer held is forgotten.
    func after(_ decision: FromTime<AccessPolicy>) -> Self {
        let held = filter { $0.effectiveAt <= decision.decidedAt }.max { $0.effectiveAt < $1.effectiveAt }
        return [held].compactMap(\.self).filter { $0.effectiveAt != decision.effectiveAt } + [decision]
    }

    /// Whether anything else is asked of people by one more decision, at any time from then on.
    func isChanged(by decision: FromTime<AccessPolicy>) -> Bool {
        let next = after(decision)
        let times = (self + next).map(\.effectiveAt).filter { $0 > decision.decidedAt } + [decision.decidedAt]
        return times.contains { inForce(at: $0)?.asked != next.inForce(at: $0)?.asked }
    }
}

extension [FromTime<Bool>] {
    /// What holds at a time; nil if nothing was decided until then.
    package func inForce(at now: Instant) -> Bool? { Self.last(self, at: now) }
    /// What will hold next, if anything was decided ahead.
    package func next(after now: Instant) -> FromTime<Bool>? {
        filter { $0.effectiveAt > now }.min { $0.effectiveAt < $1.effectiveAt }
    }
}

extension Array {
    fileprivate static func last<Value>(_ list: [FromTime<Value>], at now: Instant) -> Value? {
        list.filter { $0.effectiveAt <= now }.max { $0.effectiveAt < $1.effectiveAt }?.value
    }
}
