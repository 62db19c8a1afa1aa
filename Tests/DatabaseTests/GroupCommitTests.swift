import Database
import Domain
import TestKit
import Testing

private let ledger = Migration(
    1, "ledger", sharedTables: ["entry"],
    ["CREATE TABLE entry (id BIGINT NOT NULL PRIMARY KEY, word TEXT NOT NULL)"])

@Suite("Transactions")
struct TransactionTests {
    @Test("A failing transaction spares its neighbours", arguments: DatabaseKind.available)
    func failingSparesNeighbours(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [ledger]) { database in
            let results = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        do {
                            try await database.write(.installation) { transaction in
                                let id = number % 10 == 0 ? 1_000 : number
                                try transaction.execute("INSERT INTO entry (id, word) VALUES (\(id), \("語\(number)"))")
                            }
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let stored = try await database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM entry")
            }
            #expect(results.filter { $0 }.count == 181)
            #expect(stored == 181)
        }
    }
}
