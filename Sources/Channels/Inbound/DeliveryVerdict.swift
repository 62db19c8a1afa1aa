/// What a mail that came back says about the mail it came back for.
package enum DeliveryVerdict: Sendable, Hashable {
    /// It did not arrive and will not. `isLasting`: nor will another one to the same address.
    case failed(FailureReason, isLasting: Bool)
    /// It is on its way still.
    case delayed
    /// It arrived.
    case delivered
}

extension InboundMail {
    /// What it says about the mail it came back for, or nil if it is no bounce: reports of mail servers, and the plain texts
    /// of those that write none.
    package var verdict: DeliveryVerdict? {
        let verdicts = reports.compactMap(Self.verdict)
        if let failed = verdicts.first(where: { if case .failed = $0 { true } else { false } }) { return failed }
        if let other = verdicts.first { return other }
        return PlainBounce(self)?.verdict
    }

    private static func verdict(_ report: DeliveryReport) -> DeliveryVerdict? {
        switch report.action {
        case "failed":
            let said = report.diagnostic.split(separator: ";", maxSplits: 1).last.map(String.init) ?? ""
            return BounceReason(words: said, status: report.status).verdict
        case "delayed": return .delayed
        case "delivered", "relayed", "expanded": return .delivered
        default: return nil
        }
    }
}

/// Why a mail came back, from the words of the server that refused it.
struct BounceReason {
    let reason: FailureReason
    let isLasting: Bool

    var verdict: DeliveryVerdict { .failed(reason, isLasting: isLasting) }

    /// - Parameters:
    ///   - words: What the server said; its reply code is looked for there.
    ///   - status: The enhanced status; empty if there is none.
    init(words: String, status: String) {
        let reply = words.firstMatch(of: /(?:^|[^0-9.])([45]\d\d)[ \-]+#?([45]\.\d{1,3}\.\d{1,3})?/)
            .flatMap { match in Int(match.1).map { (code: $0, detail: match.2.map(String.init)) } }
        let detail = reply?.detail ?? (status.isEmpty ? nil : status)
        let isFinal = (reply?.code).map { $0 >= 500 } ?? !status.hasPrefix("4")
        if reply == nil, detail == nil || detail?.hasSuffix(".0.0") == true {
            reason = FailureReason(PlainBounce.code(in: words.lowercased()) ?? .messageRefused, detail: detail)
            isLasting = reason.code.isLastingBounce
            return
        }
        let code = Self.code(reply?.code ?? (isFinal ? 550 : 450), detail, words)
        reason = FailureReason(code, status: reply?.code, detail: detail)
        isLasting = isFinal && code.isLastingBounce
    }

    private static func code(_ code: Int, _ detail: String?, _ words: String) -> FailureCode {
        switch detail {
        // The server gave up after trying for as long as it tries.
        case "4.4.1"?, "4.4.2"?: return .connectionLost
        case "4.4.7"?, "5.4.7"?: return .timedOut
        case .some(let text) where text.hasPrefix("5.7."): return .messageRefused
        default: break
        }
        let text = [detail, words].compactMap(\.self).joined(separator: " ")
        let reply = SMTPReply(code: code, text: text)
        return SMTPOutcome.result(phase: .recipient, reply: reply, end: .finished).reason?.code ?? .messageRefused
    }
}
