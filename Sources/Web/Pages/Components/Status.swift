import Domain

/// A status by its shape; the word always stands beside it, the colour comes last.
enum StatusShape: String, Sendable {
    /// Filled circle: safe, answered.
    case ok
    /// Triangle: slightly hurt, not answered.
    case warn
    /// Diamond: badly hurt, help needed.
    case bad
    /// Ring: waiting, handed on.
    case wait
    /// Half-filled circle: opened.
    case half
    /// Cross: not delivered, no way to reach.
    case void
    /// Bar: called off, not concerned.
    case off
}

/// A status: shape, then word.
func status(_ shape: StatusShape, _ words: String) -> HTML {
    #"<span class="st \#(shape.rawValue)">\#(words)</span>"#
}

/// How grave an answer is; organizations order their answers from best to worst.
enum Severity: String, CaseIterable, Sendable {
    /// Nothing is needed.
    case safe = "good"
    /// Somebody should look after it.
    case hurt = "attention"
    /// Help is needed now.
    case grave = "urgent"

    /// The shape and colour of the answer.
    var shape: StatusShape {
        switch self {
        case .safe: .ok
        case .hurt: .warn
        case .grave: .bad
        }
    }
}

/// An answer as a status: the organization's own word with the shape of its severity.
struct AnswerBadge: Hashable, Sendable {
    /// The organization's word for the answer.
    let words: LocalizedText
    /// How grave it is.
    let severity: Severity

    /// Shape and word.
    func html(_ reader: Reader) -> HTML {
        status(severity.shape, reader(words))
    }
}
