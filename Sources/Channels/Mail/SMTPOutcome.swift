/// The one table from what a relay said, and when, to what follows for the message.
///
/// Two rules carry it. Whatever concerns our connection, account or sender address is temporary and the provider's:
/// it must not use up anybody's address. And once the whole message may have left, only a reply can say "not taken";
/// silence is unclear, never temporary.
enum SMTPOutcome {
    typealias Phase = SMTPDialogue.Phase

    /// What follows. `recipient` is removed from the relay's words before they become the reference.
    static func result(phase: Phase, reply: SMTPReply?, end: TransferEnd, recipient: String = "") -> HandOffResult {
        if let reply {
            if let refusal = refusal(reply, phase: phase) { return refusal }
            if phase == .message || phase == .end {
                // Once accepted, never again, whatever became of the connection afterwards; but nobody can have taken
                // a message of which a part is still here.
                return phase == .end && (200..<300).contains(reply.code)
                    ? .accepted(reference: reference(reply, without: recipient))
                    : .unclear(FailureReason(.providerFault, status: reply.code))
            }
        }
        if phase == .end { return .unclear(FailureReason(.noReply)) }
        // A reply that SMTP does not know is the relay's fault, whatever curl calls it.
        let isNonsense = reply.map { !(200..<400).contains($0.code) } ?? false
        return .temporary(
            FailureReason(isNonsense ? .providerFault : end.failureCode, status: reply?.code), retryAfter: nil)
    }

    /// What a refusing reply (400–599) means, or nil for every other code.
    private static func refusal(_ reply: SMTPReply, phase: Phase) -> HandOffResult? {
        switch reply.code {
        case 400..<500:
            .temporary(reason(temporaryCode(reply, phase), reply), retryAfter: reply.requestedWait)
        case 500..<600:
            // What the relay refuses to do for us is no reason to strike an address off.
            permanentCode(reply, phase).flatMap { $0.fault == .provider ? nil : .permanent(reason($0, reply)) }
                ?? .temporary(
                    reason(permanentCode(reply, phase) ?? providerCode(reply, phase), reply), retryAfter: nil)
        default: nil
        }
    }

    private static func reason(_ code: FailureCode, _ reply: SMTPReply) -> FailureReason {
        FailureReason(code, status: reply.code, detail: reply.enhanced)
    }

    private static func temporaryCode(_ reply: SMTPReply, _ phase: Phase) -> FailureCode {
        let detail = reply.enhanced.map { String($0.dropFirst(2)) }
        switch phase {
        case .login where reply.code != 421: return reply.code == 454 ? .providerBusy : .authenticationFailed
        case .security: return .tlsFailed
        case .recipient, .data, .message, .end:
            switch (reply.code, detail) {
            case (421, _): return .providerBusy
            case (_, "2.2"): return .mailboxFull
            case (_, "3.1"): return .storageFull
            case (_, "7.1") where phase == .recipient: return .greylisted
            case (_, "1.1"), (_, "2.0"), (_, "2.1"): return .mailboxUnavailable
            case (_, "1.2"), (_, "1.8"), (_, "4.3"), (_, "4.4"): return .domainUnknown
            case (450...451, _) where reply.text.lowercased().contains("greylist"): return .greylisted
            case (450, nil) where phase == .recipient: return .mailboxUnavailable
            case (452, nil): return .storageFull
            default: return .providerBusy
            }
        case .sender where reply.code == 452: return .storageFull
        default: return .providerBusy
        }
    }

    /// The code of a refusal that no later hand-off can change; nil if it isn't about this recipient or message.
    private static func permanentCode(_ reply: SMTPReply, _ phase: Phase) -> FailureCode? {
        let detail = reply.enhanced.map { String($0.dropFirst(2)) }
        let isTooLarge = reply.code == 552 && detail != "2.2" && (phase != .recipient) || detail == "3.4"
        switch phase {
        case .connecting, .greeting, .hello, .security, .login: return nil
        case .sender: return isTooLarge ? .tooLarge : nil
        case .recipient, .data, .message, .end:
            if isTooLarge { return .tooLarge }
            if concernsProtocol(reply, detail) { return nil }
        }
        switch detail {
        case "1.1", "1.0", "1.6": return .mailboxUnknown
        case "1.2", "1.10", "4.4": return .domainUnknown
        case "1.3": return .addressRefused
        case "2.1", "2.0": return .mailboxUnavailable
        case "2.2": return .mailboxFull
        case "7.1" where phase != .recipient: return .messageRefused
        case .some(let text) where text.hasPrefix("7."): return phase == .recipient ? .relayRefused : .messageRefused
        case .some(let text) where text.hasPrefix("6."): return .messageRefused
        default: break
        }
        guard phase == .recipient else { return .messageRefused }
        // "Relaying denied", "relay not permitted": in words only, where a relay gives no finer code.
        if detail == nil, reply.text.lowercased().contains("relay") { return .relayRefused }
        switch reply.code {
        case 501, 553: return .addressRefused
        case 521, 556: return .domainUnknown
        case 550, 551: return .mailboxUnknown
        case 552: return .mailboxFull
        default: return .relayRefused
        }
    }

    /// Whether a 5xx is about commands or sign-in, so that the next message would meet it too.
    private static func concernsProtocol(_ reply: SMTPReply, _ detail: String?) -> Bool {
        switch reply.code {
        case 500, 502...504, 530, 534, 535, 538: true
        default: detail == "5.1" || detail == "5.2" || detail == "7.0" && reply.code == 530
        }
    }

    /// The code of a 5xx that concerns the relay and us, whoever the recipient is.
    private static func providerCode(_ reply: SMTPReply, _ phase: Phase) -> FailureCode {
        switch (reply.code, phase) {
        case (530, _), (534...535, _), (538, _), (_, .login): .authenticationFailed
        case (_, .security): .tlsFailed
        case (500, _), (502...504, _): .providerFault
        case (_, .sender): .senderRefused
        case (_, .connecting), (_, .greeting), (_, .hello): .relayRefused
        default: .providerFault
        }
    }

    /// What the relay said when it took the message, usually its queue id; without the recipient's address.
    private static func reference(_ reply: SMTPReply, without recipient: String) -> String? {
        let words = reply.text.prefix(200).split(separator: " ")
        let mayName = !recipient.isEmpty && reply.text.utf8.contains(UInt8(ascii: "@"))
        let kept = words.filter { !mayName || !$0.lowercased().contains(recipient.lowercased()) }
        return kept.isEmpty ? nil : kept.joined(separator: " ")
    }
}
