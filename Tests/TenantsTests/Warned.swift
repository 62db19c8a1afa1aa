import Domain
import Synchronization

@testable import Tenants

/// What administrators were warned of: whom, and the words in both languages.
final class Warned: Sendable {
    private let all = Mutex<[String]>([])
    var lines: [String] { all.withLock { $0 } }

    var notice: AppointmentNotice {
        AppointmentNotice(
            queue: { _, _, _, _, _ in },
            warn: { words, advice, _, person, _, _ in
                let said = [words[.japanese], advice[.japanese], words[.english], advice[.english]]
                self.all.withLock { $0.append("\(person) \(said.joined(separator: " "))") }
            }, wake: {})
    }
}
