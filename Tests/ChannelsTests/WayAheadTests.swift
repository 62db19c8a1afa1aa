import Channels
import Dispatch
import Domain
import TestKit
import Testing

@Suite("Past a crowd before a slow relay", .timeLimit(.minutes(2)))
struct WayAheadTests {
    private static func relay(
        _ rules: String, connections: Int, kept: Int
    ) async throws -> (MailCatcher, MailChannel, TransferPool) {
        let catcher = try await MailCatcher.start(rules: rules)
        let relay = try SMTPRelay(
            host: "127.0.0.1", port: catcher.smtpPort, security: .none, greetingName: "anpi.example.jp",
            connectTimeout: .seconds(5), replyTimeout: .seconds(60), totalTimeout: .seconds(60))
        let pool = TransferPool(connections: connections, kept: kept)
        return (catcher, MailChannel(relay: relay, pool: pool), pool)
    }

    private static func send(_ to: String, _ channel: MailChannel, by way: any TaskExecutor) -> Task<String, any Error>
    {
        Task(executorPreference: way) { await channel.handOff(try MailFixture.message(to: to)).inWords }
    }

    @Test("A code goes out while every connection for others is held, and never more are held than may be (R-097)")
    func held() async throws {
        let (catcher, channel, pool) = try await Self.relay(
            #"[{"at": "end", "to": "crowd*", "hang": true}]"#, connections: 4, kept: 1)
        defer { catcher.stop() }
        let ahead = pool.ahead
        let crowd = (0..<40).map { Self.send("crowd\($0)@example.jp", channel, by: pool) }
        while try await catcher.counts().offered < 3 { await Task.yield() }
        for number in 0..<10 {
            #expect(try await Self.send("code\(number)@example.jp", channel, by: ahead).value == "accepted")
        }
        let counts = try await catcher.counts()
        #expect(counts.offered == 13 && counts.messages == 10 && counts.peak == 4)
        // What is held had left whole; nothing of the others was begun.
        await pool.close(grace: .zero)
        var words: [String: Int] = [:]
        for task in crowd { words[try await task.value, default: 0] += 1 }
        #expect(words == ["unclear noReply": 3, "temporary notStarted": 37])
    }

    @Test("Where no connection is kept, a code takes the first that becomes free")
    func first() async throws {
        let (catcher, channel, pool) = try await Self.relay(
            #"[{"at": "end", "to": "crowd*", "hang": true}]"#, connections: 1, kept: 0)
        defer { catcher.stop() }
        // The one thread is busy until all stand in line, the code as the last.
        let free = DispatchSemaphore(value: 0)
        let busy = Task(executorPreference: pool) { Self.wait(for: free) }
        let crowd = (0..<20).map { Self.send("crowd\($0)@example.jp", channel, by: pool) }
        let code = Self.send("code@example.jp", channel, by: pool.ahead)
        free.signal()
        await busy.value
        // Behind anybody of the crowd it would never have come.
        #expect(try await code.value == "accepted")
        #expect(try await catcher.counts().messages == 1)
        await pool.close(grace: .zero)
        for task in crowd { #expect(try await task.value != "accepted") }
    }

    private static func wait(for free: DispatchSemaphore) {
        free.wait()
    }

    @Test("Thousands that come both ways at once are all served, each once", arguments: [0, 1, 3])
    func both(kept: Int) async throws {
        let (catcher, channel, pool) = try await Self.relay("[]", connections: 4, kept: kept)
        defer { catcher.stop() }
        let ways: [any TaskExecutor] = [pool, pool.ahead]
        let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<2_000 {
                let message = try MailFixture.message(to: "person\(number)@example.jp")
                group.addTask(executorPreference: number % 5 == 4 ? nil : ways[number % 2]) {
                    await channel.handOff(message).inWords == "accepted"
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        let counts = try await catcher.counts()
        #expect(accepted == 2_000 && counts.messages == 2_000 && counts.peak <= 4)
        await pool.close(grace: .seconds(5))
    }
}
