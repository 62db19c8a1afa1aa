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
/// and the evidence. Else the large letter is the new state and the small one what the caller has to do.
private let table: [(AttemptState, String)] = [
    (.planned, "Cn .  !  Xn En Xg Ag Rw e  e  e  Dg Ng Ng Ng Fg .  .  !  Fg"),
    (.claimed, "!  Pn Hc Xn En Xg e  e  e  e  e  Dg Ng Ng Ng Fg .  .  Pd Fg"),
    (.handingOff, "!  Iw !  .  .  .  Ag Rw Pd Fg Iw Dg Ng Ng Ng Fg .  .  !  Fg"),
    (.inDoubt, "!  .  !  .  .  .  Ag Rw Pd Fg Iw Dg Ng Ng Ng Fg Pa Ug !  Fg"),
    (.ringing, "!  .  !  .  .  .  e  e  e  e  e  Dg Ng Ng Ng Fg Ug Ug !  e"),
    (.accepted, "!  e  !  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  !  Fg"),
    (.completed, "!  e  !  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  !  e"),
    (.noAnswer, "!  e  !  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  !  e"),
    (.failed, "!  e  !  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  !  e"),
    (.unknown, "!  e  !  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  !  Fg"),
    (.cancelled, "!  e  !  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  !  e"),
    (.expired, "!  e  !  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  !  e"),
]

/// What time alone brings about; `ExitStories` shows that the engine does so.
private let exits: [AttemptState: AttemptEvent] = [
    .planned: .stop(.expired), .claimed: .leaseOver, .handingOff: .leaseOver, .inDoubt: .waitOver(.forbidden),
    .ringing: .waitOver(.forbidden),
]

private let actions: [Character: AttemptAction] = [
    "n": .nothing, "c": .callProvider, "g": .goOn, "d": .deferHandOff, "a": .handOffAgain, "w": .wait,
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
        let marks = row.split(separator: " ")
        #expect(marks.count == allEvents.count)
        for (mark, (name, event)) in zip(marks, allEvents) {
            let result = try? next(state, event)
            switch mark {
            case "!": #expect(result == nil, "\(state) \(name)")
            case ".": #expect(result?.state == state && result?.action == .nothing, "\(state) \(name)")
            case "e": #expect(result?.state == state && result?.action == .keepAsEvidence, "\(state) \(name)")
            default:
                #expect(result?.state == mark.first.flatMap { letters[$0] }, "\(state) \(name)")
                #expect(result?.action == mark.last.flatMap { actions[$0] }, "\(state) \(name)")
            }
        }
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
            if let exit = exits[state], let result = try? next(state, exit) { state = result.state }
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
