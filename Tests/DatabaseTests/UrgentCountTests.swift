import Database
import Domain
import TestKit
import Testing

@Suite("Urgent transactions are counted")
struct UrgentCountTests {
    @Test(
        "Each urgent transaction counts when it comes, whatever becomes of it, and nothing else does",
        arguments: DatabaseKind.available)
    func counts(kind: DatabaseKind) async throws {
        struct Refused: Error {}
        try await withDatabase(kind, []) { database in
            let start = database.urgent
            for _ in 0..<3 { try await database.write(.installation) { _ in } }
            _ = try await database.read(.installation) { try $0.value(Int.self, "SELECT 1") }
            #expect(database.urgent == start)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try? await database.write(.installation, urgent: true) { _ in
                            if number.isMultiple(of: 2) { throw Refused() }
                        }
                    }
                    group.addTask { try? await database.write(.installation) { _ in } }
                }
            }
            #expect(database.urgent == start + 16)
            // It counts while it still waits: whoever looks sees that people come, and not that they have been served.
            let gate = await Gate(closing: database)
            async let slow: Void = database.write(.installation, urgent: true) { _ in }
            while database.urgent == start + 16 { await Task.yield() }
            gate.open()
            try await slow
            #expect(database.urgent == start + 17)
        }
    }
}
