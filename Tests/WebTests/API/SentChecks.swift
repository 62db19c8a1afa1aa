import Domain
import Notify
import Profiles
import Synchronization

/// Test mails as the program queues them, with the ends of their links kept for a test.
final class SentChecks: Sendable {
    private let all = Mutex<[ContactMail.Message]>([])

    var last: ContactMail.Message? { all.withLock { $0.last } }
    var count: Int { all.withLock { $0.count } }

    func mail(_ identifiers: IdentifierSource) -> ContactMail {
        let mail = ContactCheckMail(
            linkBase: "http://localhost/v/", identifiers: identifiers, seal: APIHouse.seal)
        let messages = CodeMessages(identifiers: identifiers, seal: APIHouse.seal)
        return ContactMail(
            queue: { message, tenant, now, transaction in
                self.all.withLock { $0.append(message) }
                return try mail.queue(
                    ContactCheckMail.Content(
                        person: message.person, address: message.address, token: message.token,
                        language: message.language, expiresAt: message.expiresAt,
                        occasion: ContactCheckMail.Occasion(rawValue: message.occasion.rawValue) ?? .test),
                    in: tenant, at: now, transaction
                ).rawValue
            },
            progress: { message, tenant, transaction in
                let found = try messages.progress(of: BroadcastID(rawValue: message), in: tenant, transaction)
                return found.map { $0.state == .accepted ? .accepted(at: $0.since) : .queued }
            }, wake: {})
    }
}
