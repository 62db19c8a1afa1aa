package import Domain

/// Hands short messages to an HTTP gateway.
///
/// What it says is what the gateway said: an accepted message is on its way to the carrier, not read.
package struct SMSChannel: Sendable {
    private let gateway: SMSGateway
    private let client: HTTPClient
    private let clock: WallClock

    /// A channel to this gateway.
    package init(gateway: SMSGateway, client: HTTPClient, clock: WallClock) {
        self.gateway = gateway
        self.client = client
        self.clock = clock
    }

    /// Asks the gateway for one message; the reference of an accepted one is the gateway's id for it. Never throws; the
    /// request is sent once.
    package func send(_ message: SMSRequest) async -> HandOffResult {
        var form = FormFields()
        form.add("To", message.to.international)
        form.add("From", gateway.sender.description)
        // The gateway is who carries the code to its reader.
        form.add("Body", message.text.exposed)
        guard let url = gateway.url,
            let type = HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        else { return .temporary(FailureReason(.localTrouble), retryAfter: nil) }
        let outcome = await client.send(
            .post(
                url, headers: [type], body: form.encoded, user: gateway.account.description, password: gateway.token,
                maximumReplyBytes: 65_536, timeout: gateway.timeout))
        switch outcome {
        case .replied(let reply):
            let answer = CallAnswer(reply.body)
            return SMSOutcome.ofSending(
                status: reply.status, errorCode: answer?.code, id: answer?.id,
                retryAfter: reply.retryAfter(now: clock.now()))
        case .notSent(let reason): return .temporary(reason, retryAfter: nil)
        case .noReply(let reason): return .unclear(reason)
        }
    }
}
