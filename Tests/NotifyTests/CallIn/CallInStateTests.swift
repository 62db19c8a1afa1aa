import Domain
import TestKit
import Testing

@testable import Notify

@Suite("Calls by which people report: the rule")
struct CallInStateTests {
    private static let person = CallInCaller.Name(tenant: 1, number: 2, isFamily: false)
    private static let family = CallInCaller.Name(tenant: 1, number: 3, isFamily: true)
    private static let question = CallInQuestion(broadcast: 7, keys: 3, isChange: false)
    private static let change = CallInQuestion(broadcast: 7, keys: 3, isChange: true)
    private static let read = CallInQuestion(broadcast: 8, keys: 0, isChange: false)
    private static let id = "48301592"

    private static func asking(_ question: CallInQuestion = question, asked: Int = 1, wrong: Int = 0) -> CallInState {
        .asking(person, question, asked: asked, wrongKeys: wrong)
    }

    /// A state, an event, the next state and what is done.
    struct Step: Sendable, CustomTestStringConvertible {
        let from: CallInState
        let event: CallInEvent
        let to: CallInState
        let does: [CallInAction]
        var testDescription: String { "\(from) \(event)" }

        init(_ from: CallInState, _ event: CallInEvent, _ to: CallInState, _ does: [CallInAction]) {
            (self.from, self.event, self.to, self.does) = (from, event, to, does)
        }
    }

    private static let steps: [Step] = [
        Step(.start, .silence, .start, [.say(.welcome)]),
        Step(.awaitingID(refused: 1), .silence, .awaitingID(refused: 1), [.say(.askID)]),
        Step(.start, .typed(id), .awaitingPassword(id: id, refused: 0), [.say(.askPassword)]),
        Step(.start, .typed("1001"), .awaitingID(refused: 1), [.say(.notAnID), .say(.askID)]),
        Step(.start, .typed("*"), .awaitingID(refused: 1), [.say(.notAnID), .say(.askID)]),
        Step(
            .awaitingID(refused: 2), .typed("1"), .over, [.say(.notAnID), .say(.noMoreTries), .say(.goodbye)]),
        Step(
            .awaitingPassword(id: id, refused: 1), .typed("4711"), .proving(refused: 1),
            [.prove(id: id, password: "4711")]),
        Step(
            .awaitingPassword(id: id, refused: 1), .silence, .awaitingPassword(id: id, refused: 1),
            [.say(.askPassword)]),
        Step(.proving(refused: 0), .proved(person), .choosing(person, asked: 0), [.choose(isFirst: true)]),
        Step(.proving(refused: 0), .proved(family), .telling(family), [.tell]),
        Step(.proving(refused: 0), .refused, .awaitingID(refused: 1), [.say(.refused), .say(.askID)]),
        Step(.proving(refused: 2), .refused, .over, [.say(.refused), .say(.noMoreTries), .say(.goodbye)]),
        Step(.proving(refused: 0), .busy, .over, [.say(.busy), .say(.goodbye)]),
        Step(.choosing(person, asked: 0), .found(question), asking(), [.read]),
        Step(.choosing(person, asked: 0), .nothingAsked, .over, [.say(.goodbye)]),
        Step(.choosing(person, asked: 2), .nothingAsked, .over, [.say(.nothingMore), .say(.goodbye)]),
        Step(asking(), .typed("3"), .recording(person, question, asked: 1), [.record(key: 3)]),
        Step(asking(read), .typed("1"), .recording(person, read, asked: 1), [.record(key: 1)]),
        Step(asking(), .typed("4"), asking(wrong: 1), [.say(.wrongKey), .repeatKeys]),
        Step(asking(), .typed("0"), asking(wrong: 1), [.say(.wrongKey), .repeatKeys]),
        Step(asking(), .typed("12"), asking(wrong: 1), [.say(.wrongKey), .repeatKeys]),
        Step(asking(wrong: 2), .typed("9"), .over, [.say(.wrongKey), .say(.noMoreTries), .say(.goodbye)]),
        Step(asking(), .typed("*"), .choosing(person, asked: 1), [.choose(isFirst: false)]),
        Step(asking(change), .typed("*"), .choosing(person, asked: 1), [.choose(isFirst: true)]),
        Step(asking(), .silence, .choosing(person, asked: 1), [.choose(isFirst: false)]),
        Step(asking(asked: 12), .typed("*"), .over, [.say(.noMoreTries), .say(.goodbye)]),
        Step(
            .recording(person, question, asked: 1), .done, .choosing(person, asked: 1), [.choose(isFirst: false)]),
        Step(.recording(person, change, asked: 1), .done, .over, [.say(.goodbye)]),
        Step(.recording(person, question, asked: 12), .done, .over, [.say(.goodbye)]),
        Step(.telling(family), .done, .over, [.say(.goodbye)]),
        Step(asking(), .gone, .over, [.say(.gone), .say(.goodbye)]),
        Step(asking(), .hungUp, .over, []),
        Step(.over, .typed("1"), .over, [.say(.goodbye)]),
    ]

    @Test("Each step of a call (R-029)", arguments: steps)
    func step(_ step: Step) {
        let (state, actions) = step.from.next(step.event)
        #expect(state == step.to)
        #expect(actions == step.does)
    }

    private static let states: [CallInState] = [
        .start, .awaitingID(refused: 2), .awaitingPassword(id: id, refused: 0), .proving(refused: 1),
        .choosing(person, asked: 0), asking(), asking(change), .recording(person, question, asked: 1),
        .telling(family), .over,
    ]
    private static let events: [CallInEvent] = [
        .silence, .typed(""), .typed("1"), .typed(id), .typed("*"), .proved(person), .proved(family), .refused, .busy,
        .found(question), .nothingAsked, .done, .gone, .hungUp,
    ]

    @Test(
        "Every pair of state and event has an answer: it speaks, works on, or the call is over; nobody gets on without a proof",
        arguments: states, events)
    func total(_ state: CallInState, _ event: CallInEvent) {
        let (next, actions) = state.next(event)
        #expect(next == .over || !actions.isEmpty)
        // At most one thing is asked of the world, and it comes last.
        let works = actions.map { action in if case .say = action { false } else { true } }
        #expect(works.dropLast().allSatisfy { !$0 })
        if case .proved = event, case .proving = state { return }
        func isIn(_ state: CallInState) -> Bool {
            switch state {
            case .choosing, .asking, .recording, .telling: true
            case .awaitingID, .awaitingPassword, .proving, .over: false
            }
        }
        #expect(!isIn(next) || isIn(state))
    }

    @Test("However somebody types, a call comes to its end", arguments: 1...20)
    func walk(_ seed: UInt64) {
        let chance = Randomness.seeded(seed)
        var state = CallInState.start
        var steps = 0
        while state != .over {
            state = state.next(Self.events[Int(chance.number() % UInt64(Self.events.count))]).0
            steps += 1
            if steps > 10_000 { break }
        }
        #expect(steps <= 10_000)
    }

    @Test("Every phrase is there in both languages, and none tells whether there is such an ID")
    func words() {
        for phrase in CallInPhrase.allCases {
            let words = CallInWords.phrase(phrase)
            #expect(!words[.japanese].isEmpty && !words[.english].isEmpty && words[.japanese] != words[.english])
        }
        let time = CallInWords.time(Instant(milliseconds: 1_704_093_000_000), in: "Asia/Tokyo")
        #expect(time[.japanese] == "1月1日16時10分" && time[.english] == "16:10 on January 1")
        #expect(CallInWords.keys(AnswerForm())[.english] == "Press 1 when you have heard this.")
    }
}
