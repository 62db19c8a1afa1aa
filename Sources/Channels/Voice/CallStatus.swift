/// How far a call came, in the gateways' own words.
package enum CallStatus: String, Sendable, CaseIterable, Codable {
    /// Waiting at the gateway.
    case queued
    /// Dialling.
    case initiated
    /// It rings.
    case ringing
    /// Somebody or something answered.
    case inProgress = "in-progress"
    /// It was answered and is over.
    case completed
    /// The line was engaged.
    case busy
    /// Nobody answered.
    case noAnswer = "no-answer"
    /// It could not be completed.
    case failed
    /// It was called off before an answer.
    case canceled

    /// Whether nothing follows.
    package var isFinal: Bool {
        switch self {
        case .queued, .initiated, .ringing, .inProgress: false
        case .completed, .busy, .noAnswer, .failed, .canceled: true
        }
    }
}

/// A call as the gateway knows it.
package struct CallRecord: Sendable, Hashable {
    /// The gateway's name for it.
    package let id: CallID
    /// Our name for it, if the gateway repeats it.
    package let reference: CallReference?
    /// How far it came.
    package let status: CallStatus
    /// What answered, if the gateway listens for machines.
    package let answeredBy: AnsweredBy?
    /// The gateway's error number, if there is one.
    package let errorCode: Int?

    /// What became of the call, or nil while it goes on.
    package var result: HandOffResult? {
        VoiceOutcome.ofCall(status: status, answeredBy: answeredBy, errorCode: errorCode, id: id)
    }
}

/// What picked up the phone.
package enum AnsweredBy: String, Sendable, CaseIterable, Codable {
    /// A person.
    case human
    /// A machine: voicemail or a menu.
    case machine

    /// From the gateways' words: `human`, and everything that begins with `machine`, and `fax`; nil if it isn't known.
    init?(word: String) {
        if word == "human" {
            self = .human
        } else if word.hasPrefix("machine") || word == "fax" {
            self = .machine
        } else {
            return nil
        }
    }
}
