import Synchronization

@testable import Profiles

/// Mails that would have gone out.
final class SentMails: Sendable {
    private let all = Mutex<[ContactMail.Message]>([])
    private let fate = Mutex<ContactMail.Progress?>(.queued)

    var addresses: [String] { all.withLock { $0.map(\.address) } }
    var last: ContactMail.Message? { all.withLock { $0.last } }
    func says(_ progress: ContactMail.Progress?) { fate.withLock { $0 = progress } }

    var mail: ContactMail {
        ContactMail(
            queue: { message, _, _, _ in
                self.all.withLock {
                    $0.append(message)
                    return Int64($0.count)
                }
            }, progress: { _, _, _ in self.fate.withLock { $0 } }, wake: {})
    }
}
