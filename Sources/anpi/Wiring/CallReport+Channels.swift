import Channels
import Notify

extension CallReport {
    /// How a call ended, from what the gateway says of it; nil while it goes on.
    init?(_ status: CallStatus, _ result: HandOffResult?) {
        switch (status, result) {
        case (_, nil): return nil
        case (.busy, _): self = .busy
        case (.noAnswer, _): self = .noAnswer
        // An answering machine is nobody: only the channel's own "accepted" counts as heard.
        case (_, .accepted): self = .completed
        case (_, .permanent(let reason)): self = .invalidNumber(reason: reason.description)
        case (_, .temporary(let reason, _)), (_, .unclear(let reason)):
            self = .unreachable(reason: reason.description)
        }
    }
}
