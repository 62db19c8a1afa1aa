import CCurl
import Domain

/// Hands mails to an SMTP relay, one connection per thread of its pool, and says honestly what became of each.
///
/// Any number of hand-offs may be under way; those beyond the pool's connections wait in line.
package struct MailChannel: Sendable {
    private let relay: SMTPRelay
    private let pool: TransferPool
    private let writer = MailWriter()
    /// How the relay is reached.
    private let connection: [Transfer.Option]

    /// A channel to this relay. The pool should serve this relay only, so that its connections are reused.
    package init(relay: SMTPRelay, pool: TransferPool) {
        self.relay = relay
        self.pool = pool
        connection = relay.options
    }

    /// Hands one mail to the relay. Never throws; bounded by the relay's time-outs. When the task is cancelled the mail
    /// is withdrawn if it can be, and the result says whether it could.
    package func handOff(_ message: MailMessage) async -> HandOffResult {
        let letter = SMTPLetter(
            from: message.envelopeSender, to: message.to.wireForm, message: writer.bytes(of: message), for: relay)
        guard let letter else { return .temporary(FailureReason(.localTrouble), retryAfter: nil) }
        let report = await pool.run(Transfer(kind: .mail, options: connection, letter: letter))
        return SMTPOutcome.result(
            phase: report.dialogue.phase, reply: report.dialogue.reply, end: report.end,
            recipient: message.to.local + "@" + message.to.domain)
    }

    /// Says hello to the relay, with its protection and our password, and sends nothing.
    ///
    /// - Returns: Nil if the relay would take mails now, else what stands in the way.
    package func greet() async -> FailureCode? {
        let options = connection + [.text(CURLOPT_CUSTOMREQUEST, "NOOP"), .number(CURLOPT_NOBODY, 1)]
        let report = await pool.run(Transfer(kind: .mail, options: options))
        return report.end == .finished ? nil : report.end.failureCode
    }
}

extension SMTPRelay {
    /// How the relay is reached.
    fileprivate var options: [Transfer.Option] {
        let scheme = security == .implicit ? "smtps" : "smtp"
        var options: [Transfer.Option] = [
            // The path is the name that curl says in EHLO.
            .text(CURLOPT_URL, "\(scheme)://\(HostName.inURL(host)):\(port)/\(greetingName)"),
            .text(CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            .number(CURLOPT_CONNECTTIMEOUT_MS, Int(connectTimeout.inMilliseconds)),
            .number(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(replyTimeout.inMilliseconds / 1_000))),
            .number(CURLOPT_TIMEOUT_MS, Int(totalTimeout.inMilliseconds)),
            .number(CURLOPT_MAXCONNECTS, 1),
        ]
        switch security {
        case .required, .implicit: options.append(.number(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)))
        case .opportunistic: options.append(.number(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue)))
        case .none: break
        }
        if let caFile { options.append(.text(CURLOPT_CAINFO, caFile)) }
        if let credentials {
            options += [
                .text(CURLOPT_USERNAME, credentials.user), .secret(CURLOPT_PASSWORD, credentials.password),
            ]
        }
        return options
    }
}

extension MailMessage {
    /// What stands in MAIL FROM.
    fileprivate var envelopeSender: String {
        switch returnPath {
        case .sender: from.wireForm
        case .address(let address): address.wireForm
        case .nowhere: ""
        }
    }
}
