import CCurl
import Domain

/// Hands mails to an SMTP relay, one connection per thread of its pool, and says honestly what became of each.
///
/// Any number of hand-offs may be under way; those beyond the pool's connections wait in line.
package struct MailChannel: Sendable {
    private let relay: SMTPRelay
    private let pool: TransferPool
    private let writer = MailWriter()

    /// A channel to this relay. The pool should serve this relay only, so that its connections are reused.
    package init(relay: SMTPRelay, pool: TransferPool) {
        self.relay = relay
        self.pool = pool
    }

    /// Hands one mail to the relay. Never throws; bounded by the relay's time-outs. When the task is cancelled the mail
    /// is withdrawn if it can be, and the result says whether it could.
    package func handOff(_ message: MailMessage) async -> HandOffResult {
        var transfer = transfer(message)
        var report = await pool.run(transfer)
        if hungUpBetweenMails(report) {
            transfer.options.append(.number(CURLOPT_FRESH_CONNECT, 1))
            report = await pool.run(transfer)
        }
        let dialogue = report.dialogue
        return SMTPOutcome.result(
            phase: dialogue.phase(bytesSent: report.bytesSent, of: transfer.upload?.count ?? 0),
            reply: dialogue.reply, end: report.end, recipient: message.to.local + "@" + message.to.domain)
    }

    /// Says hello to the relay, with its protection and our password, and sends nothing.
    ///
    /// - Returns: Nil if the relay would take mails now, else what stands in the way.
    package func greet() async -> FailureCode? {
        let options = connection + [.text(CURLOPT_CUSTOMREQUEST, "NOOP"), .number(CURLOPT_NOBODY, 1)]
        let report = await pool.run(Transfer(kind: .mail, options: options))
        return report.end == .finished ? nil : report.end.failureCode
    }

    /// Whether the relay had closed an idle connection just when it was used again: nothing of this mail was heard, so
    /// a new connection deserves one try at once.
    private func hungUpBetweenMails(_ report: TransferReport) -> Bool {
        guard report.reusedConnection, report.end != .cancelled, report.end != .timedOut else { return false }
        switch report.dialogue.phase {
        case .connecting, .sender: return report.dialogue.reply.map { $0.code == 421 } ?? true
        default: return false
        }
    }

    private func transfer(_ message: MailMessage) -> Transfer {
        let options: [Transfer.Option] = [
            .number(CURLOPT_UPLOAD, 1),
            .text(CURLOPT_MAIL_FROM, "<\(message.envelopeSender)>"),
            .list(CURLOPT_MAIL_RCPT, ["<\(message.to.wireForm)>"]),
        ]
        return Transfer(kind: .mail, options: connection + options, upload: writer.bytes(of: message))
    }

    /// How the relay is reached.
    private var connection: [Transfer.Option] {
        let scheme = relay.security == .implicit ? "smtps" : "smtp"
        var options: [Transfer.Option] = [
            // The path is the name that curl says in EHLO.
            .text(CURLOPT_URL, "\(scheme)://\(HostName.inURL(relay.host)):\(relay.port)/\(relay.greetingName)"),
            .text(CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            .number(CURLOPT_CONNECTTIMEOUT_MS, Int(relay.connectTimeout.inMilliseconds)),
            .number(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(relay.replyTimeout.inMilliseconds / 1_000))),
            .number(CURLOPT_TIMEOUT_MS, Int(relay.totalTimeout.inMilliseconds)),
            .number(CURLOPT_MAXCONNECTS, 1),
        ]
        switch relay.security {
        case .required, .implicit: options.append(.number(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)))
        case .opportunistic: options.append(.number(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue)))
        case .none: break
        }
        if let caFile = relay.caFile { options.append(.text(CURLOPT_CAINFO, caFile)) }
        if let credentials = relay.credentials {
            options += [
                .text(CURLOPT_USERNAME, credentials.user), .text(CURLOPT_PASSWORD, credentials.password.exposed),
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
