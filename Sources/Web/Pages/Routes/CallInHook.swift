package import Domain
package import HTTPServer
package import Notify

/// How the voice gateway's reports of calls that come in are checked and answered; the wiring fills it with the room
/// Channels.
package struct CallInHook: Sendable {
    /// The report with these header fields and this body, or nil if it is not signed by the gateway, too old, or not
    /// understood.
    package let report: @Sendable (_ headers: HTTPHeaders, _ body: [UInt8], _ now: Instant) -> CallInReport?
    /// The document that makes the gateway say something.
    package let script: @Sendable (CallInReply) -> String

    /// A hook from two functions.
    package init(
        report: @escaping @Sendable (_ headers: HTTPHeaders, _ body: [UInt8], _ now: Instant) -> CallInReport?,
        script: @escaping @Sendable (CallInReply) -> String
    ) {
        self.report = report
        self.script = script
    }
}

/// What an installation has whose people can call in to report.
package struct CallInServices: Sendable {
    /// The number to call, as it is shown.
    package let number: String
    /// How reports are read and answered.
    package let hook: CallInHook
    /// Talks with callers.
    package let take: TakeCallIn

    /// A number, and what answers there.
    package init(number: String, hook: CallInHook, take: TakeCallIn) {
        self.number = number
        self.hook = hook
        self.take = take
    }
}
