package import Domain
package import HTTPServer
package import Notify

/// What the voice gateway says about one call.
package struct VoiceEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: Hashable, Sendable {
        /// The call goes on: nothing to record.
        case underWay
        /// The call is over.
        case ended(CallReport)
        /// The person pressed a key: `0`–`9`, `*` or `#`.
        case pressed(Character)
    }

    /// The report's own name, the same when it is repeated.
    package let id: String
    /// The text of the attempt's `AttemptKey`, as it went out with the call.
    package let attempt: String
    /// What happened.
    package let kind: Kind

    /// A report that was checked before.
    package init(id: String, attempt: String, kind: Kind) {
        self.id = id
        self.attempt = attempt
        self.kind = kind
    }
}

/// What is said after a key press.
package struct VoiceReply: Hashable, Sendable {
    /// The person's language.
    package let language: Language
    /// What is said.
    package let text: String
    /// Whether another key press is waited for; otherwise the call ends.
    package let asksAgain: Bool
}

/// How the voice gateway's reports are checked and answered; the wiring fills it with the room Channels.
package struct VoiceHook: Sendable {
    /// The event in a report with these header fields and this body, or nil if it is not signed by the gateway, too old,
    /// or not understood.
    package let event: @Sendable (_ headers: HTTPHeaders, _ body: [UInt8], _ now: Instant) -> VoiceEvent?
    /// The document that makes the gateway say something.
    package let script: @Sendable (VoiceReply) -> String

    /// A hook from two functions.
    package init(
        event: @escaping @Sendable (_ headers: HTTPHeaders, _ body: [UInt8], _ now: Instant) -> VoiceEvent?,
        script: @escaping @Sendable (VoiceReply) -> String
    ) {
        self.event = event
        self.script = script
    }
}
