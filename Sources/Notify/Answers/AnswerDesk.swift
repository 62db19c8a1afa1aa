import Database
import Domain
import Synchronization

/// Where answers to one broadcast meet on their way to the store: those that come while it is busy are recorded together,
/// by one look at the broadcast, a few statements and one flush to the disk, however many they are.
final class AnswerDesk: Sendable {
    private typealias Waiting = CheckedContinuation<Turn, any Error>

    private struct Key: Hashable {
        let tenant: TenantID
        let broadcast: BroadcastID
    }

    /// What somebody who came to the desk does.
    private enum Turn: Sendable {
        /// Records the batch, as the first of it.
        case first(Batch)
        /// Nothing: another one of the batch did it.
        case recorded(AnswerReceipt)
    }

    /// Answers of different people that wait for the same transaction.
    private final class Batch: Sendable {
        private struct State {
            var presses: [AnswerJournal.Press]
            var people: Set<PersonID>
            var others: [Waiting] = []
            var isClosed = false
        }

        private let state: Mutex<State>

        init(_ first: AnswerJournal.Press) {
            state = Mutex(State(presses: [first], people: [first.person]))
        }

        /// Adds an answer, unless the batch is closed or full or holds an earlier one of the same person.
        func add(_ press: AnswerJournal.Press, _ waiting: Waiting) -> Bool {
            state.withLock { state in
                guard !state.isClosed, state.presses.count < AnswerDesk.most,
                    state.people.insert(press.person).inserted
                else { return false }
                state.presses.append(press)
                state.others.append(waiting)
                return true
            }
        }

        /// Takes no more answers; the same ones each time.
        func close() -> [AnswerJournal.Press] {
            state.withLock { state in
                state.isClosed = true
                return state.presses
            }
        }

        /// Tells all but the first what became of theirs.
        func tell(_ results: some Sequence<Result<AnswerReceipt, any Error>>) {
            for (waiting, result) in zip(state.withLock({ $0.others }), results.dropFirst()) {
                waiting.resume(with: result.map { .recorded($0) })
            }
        }
    }

    /// So many are recorded within a few milliseconds.
    private static let most = 256

    private let database: Database
    private let clock: WallClock
    private let failpoints: Failpoints
    private let forms = AnswerFormCache()
    /// The batch of each broadcast that takes more answers.
    private let filling = Mutex<[Key: Batch]>([:])

    init(database: Database, clock: WallClock, failpoints: Failpoints) {
        self.database = database
        self.clock = clock
        self.failpoints = failpoints
    }

    /// Records an answer; it is durable when this returns.
    ///
    /// - Throws: `AnswerRefused`, `InvalidInput`, `DatabaseError`.
    func record(
        _ press: AnswerJournal.Press, to broadcast: BroadcastID, in tenant: TenantID
    ) async throws -> AnswerReceipt {
        let key = Key(tenant: tenant, broadcast: broadcast)
        let turn = try await withCheckedThrowingContinuation { waiting in
            let own: Batch? = filling.withLock { filling in
                if let batch = filling[key], batch.add(press, waiting) { return nil }
                let batch = Batch(press)
                filling[key] = batch
                return batch
            }
            if let own { waiting.resume(returning: .first(own)) }
        }
        switch turn {
        case .first(let batch): return try await record(batch, key)
        case .recorded(let receipt): return receipt
        }
    }

    /// Records all answers that are in the batch by the time the store gets to it, and tells the others. Returns the first's.
    private func record(_ batch: Batch, _ key: Key) async throws -> AnswerReceipt {
        let results: [Result<AnswerReceipt, any Error>]
        do {
            results = try await write(key) { self.close(batch, key) }
        } catch let error as DatabaseError where error.isOfOneRow && batch.close().count > 1 {
            // Nobody's answer is lost because the store refuses a neighbour's.
            results = await oneByOne(batch.close(), key)
        } catch {
            results = close(batch, key).map { _ in .failure(error) }
        }
        batch.tell(results)
        return try results[0].get()
    }

    private func oneByOne(_ presses: [AnswerJournal.Press], _ key: Key) async -> [Result<AnswerReceipt, any Error>] {
        var results: [Result<AnswerReceipt, any Error>] = []
        for press in presses {
            do {
                results += try await write(key) { [press] }
            } catch {
                results.append(.failure(error))
            }
        }
        return results
    }

    private func write(
        _ key: Key, _ presses: @escaping @Sendable () -> [AnswerJournal.Press]
    ) async throws -> [Result<AnswerReceipt, any Error>] {
        let results = try await database.write(.tenant(key.tenant), urgent: true) {
            [clock, failpoints, forms] transaction in
            let journal = AnswerJournal(
                tenant: key.tenant, broadcast: key.broadcast, now: clock.now(), forms: forms)
            let results = try journal.record(presses(), transaction)
            failpoints.reach(.answerUncommitted)
            return results
        }
        failpoints.reach(.answerCommitted)
        return results
    }

    private func close(_ batch: Batch, _ key: Key) -> [AnswerJournal.Press] {
        filling.withLock { filling in
            if filling[key] === batch { filling[key] = nil }
        }
        return batch.close()
    }
}

extension DatabaseError {
    /// Whether a single row may be the reason.
    fileprivate var isOfOneRow: Bool { [.check, .notNull, .unique, .foreignKey, .decoding].contains(code) }
}
