import Auth
import Channels
import Domain

extension Rooms {
    /// The longest answer of a provider, and how long it may take.
    private static let largestAnswer = 262_144
    private static let patience = Duration.seconds(5)

    /// Backup codes and other providers' logins.
    func makeCare(_ parts: inout AuthParts) {
        parts.makesBackupCodes = true
        parts.providers = ProviderDirectory(fetch: webFetch)
    }

    /// How providers are asked: over https, at public addresses; where the settings say so, a provider on this machine in
    /// plain text too.
    var webFetch: WebFetch {
        let policy = HTTPClient.Policy(
            hosts: nil, allowsPlainLoopback: settings.localOpenID, isPublicOnly: true)
        let client = HTTPClient(pool: TransferPool(connections: 4), policy: policy)
        return WebFetch(
            send: { request in
                guard let url = HTTPURL(request.address) else { return nil }
                let secret = request.authorization.flatMap { HTTPField("Authorization", $0.exposed) }.map { [$0] } ?? []
                let outcome: HTTPOutcome
                if let form = request.form {
                    let kinds = [
                        HTTPField("Content-Type", "application/x-www-form-urlencoded"),
                        HTTPField("Accept", "application/json"),
                    ].compactMap { $0 }
                    outcome = await client.send(
                        .post(
                            url, headers: kinds + secret,
                            body: Array(form.exposed.utf8), maximumReplyBytes: Self.largestAnswer,
                            timeout: Self.patience))
                } else {
                    outcome = await client.send(
                        .get(
                            url, headers: secret, maximumReplyBytes: Self.largestAnswer, timeout: Self.patience))
                }
                guard case .replied(let reply) = outcome, reply.isWhole else { return nil }
                return WebFetch.Reply(status: reply.status, body: reply.body)
            },
            allowsPlain: { address in
                HTTPURL(address).map { !$0.isSecure && policy.allows($0) } ?? false
            })
    }
}
