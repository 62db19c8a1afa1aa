import Auth
import Domain
import Synchronization

/// One notice, and who gets it.
struct Mail: Hashable, Sendable {
    let person: PersonID
    let notice: SecurityNotice

    init(_ person: PersonID, _ notice: SecurityNotice) {
        self.person = person
        self.notice = notice
    }
}

/// Collects who is told what.
final class Mails: Sendable {
    private let list = Mutex<[Mail]>([])
    private let wakes = Mutex(0)

    var notices: Notices {
        Notices(
            queue: { notice, _, person, _, _ in self.list.withLock { $0.append(Mail(person, notice)) } },
            wake: { self.wakes.withLock { $0 += 1 } })
    }

    /// How often somebody said that a mail waits.
    var woken: Int { wakes.withLock { $0 } }

    /// What was told since the last time. Where several write at once, what is done again after another one's failure is
    /// told again here, though it goes out once.
    func take() -> [Mail] {
        list.withLock { list in
            defer { list = [] }
            return list
        }
    }
}

/// How many of sixteen who try at once are told yes.
func winners(_ take: @escaping @Sendable (Int) async throws -> Bool) async throws -> Int {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        for taker in 0..<16 { group.addTask { try await take(taker) } }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
}
