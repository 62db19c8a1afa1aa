import Domain
import Testing

@testable import Notify

@Suite("How long the line before a provider may be")
struct PaceTests {
    private let start = Instant(milliseconds: 1_704_089_400_000)

    @Test(
        "A line is what a tenth of a second takes; after a rest, and where the clock was set, it is short again",
        arguments: [
            (after: 50, line: 300), (after: 150, line: 300), (after: 199, line: 300), (after: 200, line: 0),
            (after: 3_600_000, line: 0), (after: -3_600_000, line: 0),
        ])
    func line(after milliseconds: Int64, expected: Int) {
        var pace = Pace()
        for _ in 0..<300 { pace.note(at: start) }
        #expect(pace.line(at: start + .milliseconds(milliseconds)) == expected)
    }

    @Test("A relay that grows slow has a short line within two tenths of a second")
    func slower() {
        var pace = Pace()
        for each in 0..<1_000 { pace.note(at: start + .microseconds(each * 100)) }
        #expect(pace.line(at: start + .milliseconds(100)) == 1_000)
        pace.note(at: start + .milliseconds(150))
        pace.note(at: start + .milliseconds(250))
        #expect(pace.line(at: start + .milliseconds(250)) == 1)
    }

    @Test("A gate takes as much as its pace allows, never more than the longest line nor less than its capacity")
    func room() {
        for (longest, expected) in [(0, 8), (100, 100), (512, 300)] {
            let flow = DispatchFlow(longestLine: longest)
            for _ in 0..<300 {
                _ = flow.begin(DispatchFlow.Claim(channel: .mail, queue: queue), 1)
                flow.end(DispatchFlow.Claim(channel: .mail, queue: queue), unused: 0, claimed: 1)
                flow.handedOff(.mail, of: 8, .accepted(reference: "", awaitsReport: false), at: start)
                flow.recorded(1, late: 0)
            }
            let room = flow.room(.mail, of: 8, at: start)
            #expect(room.capacity == expected)
            #expect(room.free == expected)
        }
    }

    @Test("Room that is too small for a batch is there for a code, as soon as there is news of one (R-097)")
    func codes() {
        let flow = DispatchFlow(longestLine: 0)
        func leave() {
            flow.handedOff(.mail, of: 8, .accepted(reference: "", awaitsReport: false), at: start)
            flow.recorded(1, late: 0)
        }
        func room(_ hasNews: Bool = false) -> [Int] {
            let room = flow.room(.mail, of: 8, at: start, hasNews: hasNews)
            return [room.free, room.isForCodes ? 1 : 0]
        }
        _ = flow.begin(DispatchFlow.Claim(channel: .mail, queue: queue), 7)
        #expect(room() == [0, 1])
        #expect(room(true) == [1, 1])
        // A look that found none ends it.
        flow.sees(codes: false, on: .mail)
        #expect(room() == [0, 1])
        // Where nothing is free, the first who leaves makes room.
        _ = flow.begin(DispatchFlow.Claim(channel: .mail, queue: code), 1)
        #expect(room(true) == [0, 1])
        leave()
        #expect(room() == [1, 1])
        // For a batch there is room once half is free, whether or not codes wait.
        for _ in 0..<3 { leave() }
        #expect(room() == [4, 0])
        flow.news()
        #expect(flow.takeNews() && !flow.takeNews())
    }

    private let code = QueueHead.Name(lane: .codes, tenant: TenantID(rawValue: 1), step: 0)
    private let queue = QueueHead.Name(lane: .emergency, tenant: TenantID(rawValue: 1), step: 0)
}
