import Domain
import Notify
import TestKit
import Testing

private let allEvents: [(name: String, event: AttemptEvent)] = [
    ("claim", .claim), ("leaseOver", .leaseOver), ("start", .startHandOff),
    ("stop", .stop(.answered)), ("expire", .stop(.expired)), ("removed", .stop(.contactRemoved)),
    ("accepted", .handOff(.accepted(reference: "r", awaitsReport: false))),
    ("ringing", .handOff(.accepted(reference: "r", awaitsReport: true))),
    ("temporary", .handOff(.temporary(reason: "451", retryAfter: nil))),
    ("permanent", .handOff(.permanent(reason: "550"))), ("unclear", .handOff(.unclear(reason: "lost"))),
    ("completed", .report(.completed)), ("noAnswer", .report(.noAnswer)), ("busy", .report(.busy)),
    ("unreachable", .report(.unreachable(reason: "network"))),
    ("invalid", .report(.invalidNumber(reason: "unallocated"))),
    ("again", .waitOver(.allowed)), ("noAgain", .waitOver(.forbidden)),
    ("hold", .hold(Delay(.limitOfDomain, until: Instant(milliseconds: 7)))),
    ("bounced", .bounced(reason: "mailboxUnknown 550", isLasting: true)),
]

/// One line per state, one column per event in the order above; `!` is refused, `.` keeps the state, `e` keeps the state
/// and the evidence, letters are the new state.
private let table: [(AttemptState, String)] = [
    //                 claim leaseO start stop expire remov accept ringing temp perm uncl compl noAns busy unrea inval again noAg hold bounced
    (
        .planned,
        "         C     .      !     X    E      X     A      R       e    e    e    D     N     N    N     F     .     .     !    F"
    ),
    (
        .claimed,
        "         !     P      H     X    E      X     e      e       e    e    e    D     N     N    N     F     .     .     P    F"
    ),
    (
        .handingOff,
        "      !     I      !     .    .      .     A      R       P    F    I    D     N     N    N     F     .     .     !    F"
    ),
    (
        .inDoubt,
        "         !     .      !     .    .      .     A      R       P    F    I    D     N     N    N     F     P     U     !    F"
    ),
    (
        .ringing,
        "         !     .      !     .    .      .     e      e       e    e    e    D     N     N    N     F     U     U     !    e"
    ),
    (
        .accepted,
        "        !     e      !     e    e      e     e      e       e    e    e    e     e     e    e     e     e     e     !    F"
    ),
    (
        .completed,
        "       !     e      !     e    e      e     e      e       e    e    e    e     e     e    e     e     e     e     !    e"
    ),
    (
        .noAnswer,
        "        !     e      !     e    e      e     e      e       e    e    e    e     e     e    e     e     e     e     !    e"
    ),
    (
        .failed,
        "          !     e      !     e    e      e     e      e       e    e    e    e     e     e    e     e     e     e     !    e"
    ),
    (
        .unknown,
        "         !     e      !     e    e      e     e      e       e    e    e    e     e     e    e     e     e     e     !    F"
    ),
    (
        .cancelled,
        "       !     e      !     e    e      e     e      e       e    e    e    e     e     e    e     e     e     e     !    e"
    ),
    (
        .expired,
        "         !     e      !     e    e      e     e      e       e    e    e    e     e     e    e     e     e     e     !    e"
    ),
]

private let letters: [Character: AttemptState] = [
    "P": .planned, "C": .claimed, "H": .handingOff, "I": .inDoubt, "R": .ringing, "A": .accepted, "D": .completed,
    "N": .noAnswer, "F": .failed, "U": .unknown, "X": .cancelled, "E": .expired,
]

@Suite("The life of an attempt")
struct AttemptMachineTests {
    @Test("The table names every state")
    func tableIsWhole() {
        #expect(Set(table.map(\.0)) == Set(AttemptState.allCases))
        #expect(Set(letters.values) == Set(AttemptState.allCases))
    }

    @Test("Every pair of state and event does what the table says", arguments: table)
    func everyPair(state: AttemptState, row: String) {
        let marks = row.filter { $0 != " " }
        #expect(marks.count == allEvents.count)
        for (mark, (name, event)) in zip(marks, allEvents) {
            let result = try? next(state, event)
            switch mark {
            case "!": #expect(result == nil, "\(state) \(name)")
            case ".": #expect(result?.state == state && result?.action == .nothing, "\(state) \(name)")
            case "e": #expect(result?.state == state && result?.action == .keepAsEvidence, "\(state) \(name)")
            default: #expect(result?.state == letters[mark], "\(state) \(name)")
            }
        }
    }

    @Test("noStateWithoutAnExit: time alone brings every attempt to its end", arguments: AttemptState.allCases)
    func noStateWithoutAnExit(state: AttemptState) throws {
        var current = state
        for _ in 0..<4 {
            guard let exit = current.timedExit else { break }
            #expect(!current.isFinal)
            current = try next(current, exit).state
        }
        #expect(current.isFinal)
    }

    @Test("Random walks leave a final state only when a mail comes back, and always find an exit", arguments: 0..<200)
    func randomWalks(seed: Int) {
        var chance = Dice(seed: UInt64(seed))
        var state = AttemptState.planned
        for _ in 0..<60 {
            let event = allEvents[chance.below(allEvents.count)].event
            guard let result = try? next(state, event) else { continue }
            if state.isFinal {
                let comesBack = event == .bounced(reason: "mailboxUnknown 550", isLasting: true)
                let isKept = state == .accepted || state == .unknown
                #expect(result.state == (comesBack && isKept ? .failed : state))
            }
            state = result.state
        }
        for _ in 0..<4 {
            if let exit = state.timedExit, let result = try? next(state, exit) { state = result.state }
        }
        #expect(state.isFinal)
    }

    @Test(
        "What has left the house is never reported as stopped",
        arguments: [AttemptState.handingOff, .inDoubt, .ringing])
    func cannotBeStopped(state: AttemptState) throws {
        for reason in StopReason.allCases { #expect(try next(state, .stop(reason)).state == state) }
    }
}
