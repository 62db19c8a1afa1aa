import Domain
import Notify
import TestKit
import Testing

private let start = Instant(milliseconds: 1_704_093_000_000)
private let sequence = plan(for: manualsExample, settings: DispatchSettings())

private func follow(
    _ step: Int, _ ending: AttemptEnding, _ situation: SequenceSituation? = nil,
    settings: DispatchSettings = DispatchSettings(), after time: Duration = .seconds(60)
) -> FollowUp {
    followUp(
        after: sequence[step], ending, in: sequence, situation ?? SequenceSituation(startedAt: start), settings,
        now: start + time, chance: 0.5)
}

@Suite("What follows an attempt")
struct FollowUpTests {
    @Test(
        "Each ending leads to the next step of the manual's example",
        arguments: [
            // A call without an answer: the retry interval, then the slot interval.
            (0, AttemptEnding.noAnswer, 1, 180, DispatchRule.callAgain),
            (1, .noAnswer, 2, 300, .nextSlot),
            // The mails of a group go at once, then the slot interval.
            (2, .handedOn, 3, 0, .sameMailGroup),
            (4, .handedOn, 5, 300, .nextSlot),
            // A call that somebody took, without an answer to the question, is followed like one nobody took.
            (0, .handedOn, 1, 180, .callAgain),
            (7, .unknown, 8, 180, .callAgain),
            // An invalid number: its second try is skipped and the next slot follows at once.
            (0, .permanentFailure, 2, 0, .afterPermanentFailure),
            (5, .permanentFailure, 7, 0, .afterPermanentFailure),
            (2, .permanentFailure, 3, 0, .afterPermanentFailure),
            (4, .contactRemoved, 5, 0, .afterRemovedContact),
        ])
    func nextStep(step: Int, ending: AttemptEnding, next: Int, seconds: Int, rule: DispatchRule) {
        let result = follow(step, ending)
        #expect(result.again == .no)
        #expect(result.next?.attempt.step == next)
        #expect(result.next?.due == start + .seconds(60 + seconds))
        #expect(result.next?.rule == rule)
    }

    @Test("A dead last address does not take away the time to answer the mails that arrived (R-188)")
    func deadLastAddress() {
        let result = follow(
            4, .permanentFailure, SequenceSituation(startedAt: start, handedOnInGroup: start + .seconds(50)))
        #expect(result.next?.due == start + .seconds(350))
    }

    @Test("Contacts known as dead are passed over, without adding a wait")
    func deadContactsAreSkipped() {
        var dead: ContactSet = []
        dead.insert(.mail, 1)
        dead.insert(.mail, 2)
        dead.insert(.mail, 3)
        let result = follow(1, .noAnswer, SequenceSituation(startedAt: start, deadContacts: dead))
        #expect(result.next?.attempt.step == 5)
        #expect(result.next?.due == start + .seconds(360))
    }

    @Test("The last step ends the sequence")
    func lastStep() {
        #expect(follow(8, .noAnswer) == FollowUp(next: nil, again: .no))
    }

    @Test("A stop reason ends every ending", arguments: StopReason.allCases)
    func stopEndsAll(reason: StopReason) {
        for ending in [AttemptEnding.handedOn, .noAnswer, .permanentFailure, .deferred(retryAfter: nil)] {
            #expect(
                follow(0, ending, SequenceSituation(stop: reason, startedAt: start))
                    == FollowUp(next: nil, again: .no))
        }
    }

    @Test("A deferred mail is handed off again and the sequence goes on beside it")
    func deferredGoesOn() {
        let result = follow(2, .deferred(retryAfter: nil))
        #expect(result.again == .at(start + .seconds(75)))
        #expect(result.next?.attempt.step == 3)
        #expect(result.next?.rule == .besideDeferredContact)
        let second = follow(
            2, .deferred(retryAfter: nil), SequenceSituation(startedAt: start, wentOn: true, handOffs: 2))
        #expect(second.again == .at(start + .seconds(90)))
        #expect(second.next == nil)
    }

    @Test("A deferred number lets the next contact go ahead and keeps its own further tries")
    func deferredNumber() {
        let beside = follow(0, .deferred(retryAfter: nil))
        #expect(beside.next?.attempt.step == 2)
        #expect(beside.next?.due == start + .seconds(360))
        let through = follow(0, .noAnswer, SequenceSituation(startedAt: start, wentOn: true))
        #expect(through.next?.attempt.step == 1)
        #expect(follow(1, .noAnswer, SequenceSituation(startedAt: start, wentOn: true)).next == nil)
    }

    @Test("Where nothing gets through the sequence goes on at once; whoever only waits for a turn is not overtaken")
    func held() {
        let now = start + .seconds(60)
        func held(_ reason: DelayReason, _ seconds: Int, wentOn: Bool = false) -> FollowUp {
            follow(
                1, .held(Delay(reason, until: now + .seconds(seconds))),
                SequenceSituation(startedAt: start, wentOn: wentOn))
        }
        for reason in DelayReason.allCases {
            let result = held(reason, 10)
            #expect(result.again == .at(now + .seconds(10)))
            #expect(result.next?.due == (reason.isShut ? now : nil), "\(reason)")
            #expect(held(reason, 900).next?.due == (reason.isShut ? now : now + .seconds(300)))
            #expect(held(reason, 900).next?.rule == .besideDeferredContact)
            #expect(held(reason, 900, wentOn: true).next == nil)
            #expect(held(reason, 86_400).again == .gaveUp)
        }
        let refused = follow(1, .deferred(retryAfter: nil, isShut: true))
        #expect(refused.next?.due == now && refused.next?.attempt.step == 2)
    }

    @Test("A provider's own time to wait is kept, up to the give-up time (R-187)")
    func retryAfterIsKept() {
        #expect(follow(2, .deferred(retryAfter: .seconds(900))).again == .at(start + .seconds(960)))
        #expect(follow(2, .deferred(retryAfter: .seconds(90_000))).again == .gaveUp)
    }

    @Test("Waits double, up to a minute for safety checks and an hour for the rest")
    func waitsAreBounded() {
        for (urgent, longest) in [(true, 60), (false, 3_600)] {
            let situation = SequenceSituation(startedAt: start, wentOn: true, handOffs: 40, isUrgent: urgent)
            #expect(follow(2, .deferred(retryAfter: nil), situation).again == .at(start + .seconds(60 + longest)))
        }
    }

    @Test("Nothing starts after the give-up time, but a mail group stays whole (R-177, R-187)")
    func giveUpTime() {
        var settings = DispatchSettings()
        settings.giveUpAfter = .seconds(200)
        #expect(follow(0, .noAnswer, settings: settings).next == nil)
        #expect(follow(0, .noAnswer, settings: settings, after: .seconds(20)).next?.attempt.step == 1)
        settings.giveUpAfter = .zero
        #expect(follow(2, .handedOn, settings: settings).next?.attempt.step == 3)
        #expect(follow(4, .handedOn, settings: settings).next == nil)
    }

    @Test("Due times follow elapsed time only: orderIsByElapsedTimeNotWallClock", arguments: 0..<100)
    func walkingThePlanKeepsItsOffsets(seed: Int) {
        var chance = Dice(seed: UInt64(seed))
        let settings = chance.settings()
        let sequence = plan(for: chance.contacts(), settings: settings)
        var now = start
        var walked: [Int] = []
        var current = sequence.first
        while let attempt = current {
            walked.append(attempt.step)
            #expect(now == start + attempt.offset)
            let result = followUp(
                after: attempt, attempt.channel == .mail ? .handedOn : .noAnswer, in: sequence,
                SequenceSituation(startedAt: start), settings, now: now, chance: 0)
            now = result.next?.due ?? now
            current = result.next?.attempt
        }
        #expect(walked == sequence.map(\.step))
    }
}
