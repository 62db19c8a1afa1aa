import Domain
import Profiles
import Testing

@testable import Notify

@Suite("Deciding what a bulletin means")
struct DecideTriggerTests {
    private let event = "20260101120000"

    private func replay(
        minimum: Intensity = .fiveUpper, area: TriggerRule.Area = .everywhere, hold: Duration = .zero,
        suppression: Duration = .seconds(6 * 3_600), promotes: Bool = false, sendsOld: Bool = false
    ) throws -> Replay {
        let rule = try TriggerRule(
            minimum: minimum, area: area, holdTime: hold, suppression: suppression, promotesSilence: promotes)
        return Replay(rule: rule, sendsOld: sendsOld)
    }

    @Test(
        "The Noto earthquake of 2024-01-01 asks its nine regions once, the tsunami and the aftershocks nobody (R-182)")
    func noto() throws {
        var tenant = try replay()
        let reached = regions(390, 391, 371, 370, 372, 375, 380, 381, 400)
        let rapid = try Sample.bulletin("noto2024_20240101T071341Z_VXSE51.xml")
        #expect(
            tenant.arrive(rapid) == .newIncident(regions: reached, sendAt: rapid.reportedAt + .seconds(30)))
        let whole = try Sample.bulletin("20240101072429_0_VXSE53_010000.xml")
        #expect(tenant.arrive(whole) == .nothing(.alreadyAsked))
        #expect(tenant.arrive(rapid) == .nothing(.duplicate))
        let later = [
            "noto2024_20240101T073427Z_VXSE51.xml", "noto2024_20240106_VXSE52.xml", "noto2024_20240106_VXSE53.xml",
            "noto2024_20240107_VXSE61.xml",
        ]
        #expect(
            try later.map { tenant.arrive(try Sample.bulletin($0)) } == [
                .nothing(.tooWeak), .nothing(.noIntensities), .nothing(.tooWeak), .nothing(.noIntensities),
            ])
        #expect(tenant.asked("20240101161010") == reached)
        #expect(tenant.states.values.filter { !$0.asked.isEmpty }.count == 1)
    }

    @Test(
        "The growing earthquake asks each region once, as soon as it is reached",
        arguments: [Intensity.four, .fiveLower, .fiveUpper])
    func growing(_ minimum: Intensity) throws {
        let files = Sample.triggers.map(\.file).filter { $0.hasPrefix("32-35_07_") }.sorted()
        #expect(files.count == 8)
        var tenant = try replay(minimum: minimum)
        var asked: Set<JMARegionCode> = []
        for (index, file) in files.enumerated() {
            let bulletin = try Sample.bulletin(file)
            let now = bulletin.reportedAt + .seconds(30)
            let strong = Set(bulletin.shaking.filter { $0.value.counted >= minimum }.keys)
            let fresh = strong.subtracting(asked)
            let decision = tenant.arrive(bulletin, at: now)
            switch decision {
            case .newIncident(let regions, let sendAt):
                #expect(index == 0)
                #expect(regions == fresh)
                #expect(sendAt == now)
            case .growth(let regions, _):
                #expect(regions == fresh)
            case .correction(let withdrawn, let added, _, _):
                #expect(bulletin.type == .intensity)
                #expect(withdrawn.isDisjoint(with: strong))
                #expect(added == fresh)
                asked.subtract(withdrawn)
            case .nothing:
                #expect(fresh.isEmpty)
            case .cancellation:
                Issue.record("Nothing was cancelled")
            }
            asked.formUnion(strong)
            #expect(tenant.asked("20090811050711") == asked)
        }
        #expect(asked.isSuperset(of: regions(440, 441, 442, 443)))
    }

    @Test("Shaking that grows from 3 to 6弱 asks when it gets strong enough, and only the new regions")
    func upgrade() throws {
        var tenant = try replay()
        #expect(
            try tenant.arrive(Draft(minute: 2, regions: [(390, "3"), (391, "5+")]).bulletin)
                == .newIncident(regions: regions(391), sendAt: Draft.noon + .seconds(150)))
        #expect(
            try tenant.arrive(Draft(minute: 3, regions: [(390, "6-"), (391, "6-")]).bulletin)
                == .growth(newRegions: regions(390), sendAt: Draft.noon + .seconds(210)))
        #expect(
            try tenant.arrive(Draft(minute: 4, regions: [(390, "6+"), (391, "7")]).bulletin) == .nothing(.alreadyAsked))
    }

    @Test("Whichever source brings an older report last, nothing is asked twice and nothing is taken back")
    func outOfOrder() throws {
        var tenant = try replay()
        let first = try Draft(minute: 2, regions: [(390, "5+")]).bulletin
        let second = try Draft(minute: 3, regions: [(390, "6-"), (391, "5+")]).bulletin
        let whole = try Draft(
            title: "震源・震度に関する情報", minute: 6, serial: "1", regions: [(390, "6-"), (391, "5+"), (370, "2")]
        ).bulletin
        let now = Draft.noon + .seconds(400)
        #expect(tenant.arrive(whole, at: now) == .newIncident(regions: regions(390, 391), sendAt: now))
        #expect(tenant.arrive(second, at: now) == .nothing(.alreadyAsked))
        #expect(tenant.arrive(first, at: now) == .nothing(.alreadyAsked))
        #expect(tenant.arrive(whole, at: now) == .nothing(.duplicate))
    }

    @Test("訓練 and 試験 never ask anybody, even when old bulletins may", arguments: ["訓練", "試験"])
    func drill(status: String) throws {
        var tenant = try replay(sendsOld: true)
        #expect(try tenant.arrive(Draft(status: status, regions: [(390, "7")]).bulletin) == .nothing(.notMeant))
        #expect(tenant.asked(event).isEmpty)
    }

    @Test(
        "A bulletin older than 30 minutes at first sight is shown and not sent",
        arguments: [(0, true), (1_800, true), (1_801, false), (86_400, false)])
    func age(seconds: Int, sends: Bool) throws {
        let bulletin = try Draft(regions: [(390, "7")]).bulletin
        let now = bulletin.reportedAt + .seconds(seconds)
        var tenant = try replay()
        #expect(
            tenant.arrive(bulletin, at: now)
                == (sends ? .newIncident(regions: regions(390), sendAt: now) : .nothing(.tooOld)))
        #expect(tenant.states.values.first?.event.shaking.count == 1)
        var demonstration = try replay(sendsOld: true)
        #expect(demonstration.arrive(bulletin, at: now) == .newIncident(regions: regions(390), sendAt: now))
    }

    @Test("A report that comes in time still asks the regions that an earlier one was too late for")
    func freshAfterOld() throws {
        var tenant = try replay()
        let old = try Draft(minute: 2, regions: [(390, "6-")]).bulletin
        #expect(tenant.arrive(old, at: Draft.noon + .seconds(3_600)) == .nothing(.tooOld))
        let fresh = try Draft(title: "震源・震度に関する情報", minute: 59, serial: "3", regions: [(390, "6-")]).bulletin
        #expect(
            tenant.arrive(fresh, at: Draft.noon + .seconds(3_600))
                == .newIncident(regions: regions(390), sendAt: Draft.noon + .seconds(3_600)))
    }

    @Test("Bulletins without intensities are shown only", arguments: ["震源に関する情報", "顕著な地震の震源要素更新のお知らせ"])
    func shownOnly(title: String) throws {
        var tenant = try replay()
        #expect(try tenant.arrive(Draft(title: title).bulletin) == .nothing(.noIntensities))
        #expect(try tenant.arrive(Draft(regions: [(390, "5+")]).bulletin) != .nothing(.noIntensities))
        #expect(try tenant.arrive(Draft(title: title, minute: 5).bulletin) == .nothing(.noIntensities))
    }

    struct RuleCase: Sendable {
        var minimum: Intensity
        var area = TriggerRule.Area.everywhere
        var reached: [Int]
    }

    static let ruleCases: [RuleCase] = [
        RuleCase(minimum: .three, reached: [390, 391, 370, 371]),
        RuleCase(minimum: .fiveLower, reached: [390, 391, 370]),
        RuleCase(minimum: .fiveUpper, reached: [390, 391]),
        RuleCase(minimum: .sixLower, reached: [390]),
        RuleCase(minimum: .seven, reached: []),
        RuleCase(minimum: .fiveLower, area: .only(regions(370, 371, 999)), reached: [370]),
        RuleCase(minimum: .three, area: .only(regions(100)), reached: []),
    ]

    @Test("The rule's minimum and regions decide", arguments: ruleCases)
    func ruleDecides(_ example: RuleCase) throws {
        var tenant = try replay(minimum: example.minimum, area: example.area)
        let bulletin = try Draft(regions: [(390, "6-"), (391, "5+"), (370, "5-"), (371, "3")]).bulletin
        let decision = tenant.arrive(bulletin, at: Draft.noon)
        let codes = Set(example.reached.map(region))
        #expect(decision == (codes.isEmpty ? .nothing(.tooWeak) : .newIncident(regions: codes, sendAt: Draft.noon)))
    }

    @Test("Silent stations count as 5弱, and as anything if the organization wants that")
    func silence() throws {
        let bulletin = try Draft(regions: [(390, "震度５弱以上未入電"), (391, "4")]).bulletin
        var cautious = try replay(minimum: .sixLower, promotes: true)
        #expect(cautious.arrive(bulletin, at: Draft.noon) == .newIncident(regions: regions(390), sendAt: Draft.noon))
        var strict = try replay(minimum: .fiveUpper)
        #expect(strict.arrive(bulletin, at: Draft.noon) == .nothing(.tooWeak))
        var lower = try replay(minimum: .fiveLower)
        #expect(lower.arrive(bulletin, at: Draft.noon) == .newIncident(regions: regions(390), sendAt: Draft.noon))
    }

    @Test("During the hold time the incident grows in silence, and a cancellation stops it before anybody is asked")
    func holdTime() throws {
        var tenant = try replay(hold: .seconds(300))
        let rapid = try Draft(minute: 2, regions: [(390, "5+")]).bulletin
        let sendAt = rapid.reportedAt + .seconds(330)
        #expect(tenant.arrive(rapid) == .newIncident(regions: regions(390), sendAt: sendAt))
        #expect(
            try tenant.arrive(Draft(minute: 3, regions: [(390, "5+"), (391, "5+")]).bulletin)
                == .growth(newRegions: regions(391), sendAt: sendAt))
        #expect(
            try tenant.arrive(Draft(action: "訂正", minute: 4, regions: [(390, "5+"), (391, "5-")]).bulletin)
                == .correction(withdrawn: regions(391), added: [], sendAt: sendAt, nothingSentYet: true))
        #expect(
            try tenant.arrive(Draft(action: "取消", minute: 5).bulletin)
                == .cancellation(regions: regions(390), nothingSentYet: true))
        #expect(tenant.asked(event).isEmpty)
        let again = try Draft(minute: 9, regions: [(390, "5+")]).bulletin
        #expect(tenant.arrive(again) == .newIncident(regions: regions(390), sendAt: again.reportedAt + .seconds(330)))
        let late = try Draft(minute: 20, regions: [(370, "6-")]).bulletin
        #expect(tenant.arrive(late) == .growth(newRegions: regions(370), sendAt: late.reportedAt + .seconds(30)))
    }

    @Test("A cancellation tells whoever was asked, and nobody if nobody was")
    func cancellation() throws {
        let cancelled = try Draft(action: "取消", minute: 4).bulletin
        var asked = try replay()
        _ = try asked.arrive(Draft(minute: 2, regions: [(390, "6-"), (391, "4")]).bulletin)
        #expect(asked.arrive(cancelled) == .cancellation(regions: regions(390), nothingSentYet: false))
        #expect(asked.arrive(cancelled) == .nothing(.duplicate))
        var unasked = try replay()
        _ = try unasked.arrive(Draft(minute: 2, regions: [(391, "4")]).bulletin)
        #expect(unasked.arrive(cancelled) == .nothing(.nobodyWasAsked))
        var unknown = try replay()
        #expect(unknown.arrive(cancelled) == .nothing(.nobodyWasAsked))
        #expect(try unknown.arrive(Draft(minute: 2, regions: [(390, "6-")]).bulletin) == .nothing(.tooWeak))
    }

    @Test("The cancellation of one kind leaves the other's regions asked, and says so")
    func partialCancellation() throws {
        var tenant = try replay()
        _ = try tenant.arrive(Draft(minute: 2, regions: [(390, "6-")]).bulletin)
        _ = try tenant.arrive(
            Draft(title: "震源・震度に関する情報", minute: 5, serial: "1", regions: [(390, "6-"), (391, "5+")]).bulletin)
        let cancelled = try Draft(title: "震源・震度に関する情報", action: "取消", minute: 6, serial: "1").bulletin
        #expect(
            tenant.arrive(cancelled)
                == .correction(
                    withdrawn: regions(391), added: [], sendAt: cancelled.reportedAt + .seconds(30),
                    nothingSentYet: false))
        #expect(tenant.asked(event) == regions(390))
    }

    struct CorrectionCase: Sendable {
        var action: String
        var serial: String
        var reported: [(Int, String)]
        var withdrawn: [Int] = []
        var added: [Int] = []
        var tells = true
    }

    /// 訂正 with and without a change, and JMA's usual way: a report with a higher serial.
    static let correctionCases: [CorrectionCase] = [
        CorrectionCase(action: "訂正", serial: "1", reported: [(390, "6-")]),
        CorrectionCase(action: "訂正", serial: "2", reported: [(390, "4")], withdrawn: [390]),
        CorrectionCase(action: "訂正", serial: "2", reported: [(390, "4"), (391, "5+")], withdrawn: [390], added: [391]),
        CorrectionCase(action: "発表", serial: "2", reported: [(390, "5-")], withdrawn: [390]),
        CorrectionCase(action: "発表", serial: "2", reported: [(390, "5-"), (391, "7")], withdrawn: [390], added: [391]),
        CorrectionCase(action: "発表", serial: "2", reported: [(390, "5+")], tells: false),
    ]

    @Test("A correction tells whoever was asked, and asks whom it newly reaches", arguments: correctionCases)
    func correction(_ example: CorrectionCase) throws {
        var tenant = try replay()
        let title = "震源・震度に関する情報"
        _ = try tenant.arrive(Draft(title: title, minute: 5, serial: "1", regions: [(390, "6-")]).bulletin)
        let bulletin = try Draft(
            title: title, action: example.action, minute: 8, serial: example.serial, regions: example.reported
        ).bulletin
        let now = Draft.noon + .seconds(500)
        let decision = tenant.arrive(bulletin, at: now)
        let expected = TriggerDecision.correction(
            withdrawn: Set(example.withdrawn.map(region)), added: Set(example.added.map(region)), sendAt: now,
            nothingSentYet: false)
        #expect(decision == (example.tells ? expected : .nothing(.alreadyAsked)))
    }

    @Test("A correction that a newer report overtook tells nobody; one that nobody was asked about neither")
    func overtakenCorrection() throws {
        var tenant = try replay()
        _ = try tenant.arrive(Draft(minute: 4, regions: [(390, "6-")]).bulletin)
        let late = try Draft(action: "訂正", minute: 3, regions: [(390, "5+")]).bulletin
        #expect(tenant.arrive(late, at: Draft.noon + .seconds(300)) == .nothing(.overtaken))
        var unasked = try replay()
        _ = try unasked.arrive(Draft(minute: 2, regions: [(390, "3")]).bulletin)
        #expect(
            unasked.arrive(late, at: Draft.noon + .seconds(300))
                == .newIncident(regions: regions(390), sendAt: Draft.noon + .seconds(300)))
    }

    @Test("Aftershocks ask no region again within the time of the rule, unless they are stronger")
    func suppression() throws {
        var tenant = try replay(suppression: .seconds(3_600))
        _ = try tenant.arrive(Draft(event: "A", minute: 2, regions: [(390, "6-"), (391, "5+")]).bulletin)
        #expect(
            try tenant.arrive(Draft(event: "B", minute: 20, regions: [(390, "6-"), (391, "5+")]).bulletin)
                == .nothing(.askedLately))
        let stronger = try Draft(event: "C", minute: 30, regions: [(390, "6-"), (391, "6-"), (370, "5+")]).bulletin
        #expect(tenant.arrive(stronger, at: Draft.noon) == .newIncident(regions: regions(391, 370), sendAt: Draft.noon))
        let later = try Draft(event: "D", minute: 62, regions: [(390, "6-")]).bulletin
        #expect(tenant.arrive(later) == .newIncident(regions: regions(390), sendAt: later.reportedAt + .seconds(30)))
        var without = try replay(suppression: .zero)
        _ = try without.arrive(Draft(event: "A", minute: 2, regions: [(390, "6-")]).bulletin)
        let next = try Draft(event: "B", minute: 3, regions: [(390, "5+")]).bulletin
        #expect(without.arrive(next) == .newIncident(regions: regions(390), sendAt: next.reportedAt + .seconds(30)))
    }

    @Test(
        "Of two bulletins decided side by side, only the rule's time keeps one whose clock is behind",
        arguments: [(Duration.zero, true), (.milliseconds(1), false), (.seconds(3_600), false)])
    func sideBySide(suppression: Duration, isAsked: Bool) throws {
        var tenant = try replay(suppression: suppression)
        let first = try Draft(event: "A", minute: 2, regions: [(390, "6-")]).bulletin
        _ = tenant.arrive(first)
        let second = try Draft(event: "B", minute: 2, regions: [(390, "6-")]).bulletin
        let earlier = first.reportedAt + .seconds(29)
        #expect(
            tenant.arrive(second, at: earlier)
                == (isAsked ? .newIncident(regions: regions(390), sendAt: earlier) : .nothing(.askedLately)))
    }

    @Test("An earthquake that was cancelled suppresses nothing")
    func cancelledSuppressesNothing() throws {
        var tenant = try replay()
        _ = try tenant.arrive(Draft(event: "A", minute: 2, regions: [(390, "6-")]).bulletin)
        _ = try tenant.arrive(Draft(action: "取消", event: "A", minute: 3).bulletin)
        let real = try Draft(event: "B", minute: 9, regions: [(390, "6-")]).bulletin
        #expect(tenant.arrive(real) == .newIncident(regions: regions(390), sendAt: real.reportedAt + .seconds(30)))
    }

    @Test("A rule that is switched off asks nobody, but whoever it asked before still hears corrections")
    func switchedOff() throws {
        let off = try TriggerRule(isActive: false)
        var tenant = Replay(rule: off)
        #expect(try tenant.arrive(Draft(minute: 2, regions: [(390, "6-")]).bulletin) == .nothing(.ruleIsOff))
        tenant.rule = try TriggerRule()
        _ = try tenant.arrive(Draft(minute: 3, regions: [(390, "6-")]).bulletin)
        tenant.rule = off
        #expect(
            try tenant.arrive(Draft(minute: 4, regions: [(390, "6-"), (391, "7")]).bulletin) == .nothing(.ruleIsOff))
        #expect(
            try tenant.arrive(Draft(action: "取消", minute: 5).bulletin)
                == .cancellation(regions: regions(390), nothingSentYet: false))
    }

    @Test("Values outside of a rule's limits are refused, each with its field, in both languages")
    func limits() throws {
        #expect(throws: InvalidInput.self) { try TriggerRule(holdTime: .seconds(601)) }
        #expect(throws: InvalidInput.self) { try TriggerRule(holdTime: .seconds(-1)) }
        #expect(throws: InvalidInput.self) { try TriggerRule(suppression: .seconds(72 * 3_600 + 1)) }
        let error = #expect(throws: InvalidInput.self) {
            try TriggerRule(
                minimum: .two, area: .only([]), addresses: [], holdTime: .seconds(700), suppression: .seconds(-5))
        }
        #expect(error?.errors.map(\.field) == ["minimum", "area", "addresses", "holdTime", "suppression"])
        let rule = try TriggerRule()
        #expect(rule.minimum == .fiveUpper && rule.holdTime == .zero && rule.isActive && !rule.promotesSilence)
    }

    @Test("Every bulletin of the samples is decided about without a word to anybody but of real strong earthquakes")
    func allSamples() throws {
        var tenant = try replay()
        var asked: Set<String> = []
        for sample in Sample.triggers.sorted(by: { $0["report_datetime"] < $1["report_datetime"] }) {
            let bulletin = try Sample.bulletin(sample.file)
            switch tenant.arrive(bulletin) {
            case .nothing: break
            default: asked.insert(bulletin.event.text)
            }
        }
        #expect(asked == ["20090811050711", "20110311144640", "20240101161010"])
    }

    @Test("Reasons are told in both languages", arguments: TriggerDecision.Reason.allCases)
    func reasons(reason: TriggerDecision.Reason) {
        #expect(!reason.explanation[.japanese].isEmpty)
        #expect(!reason.explanation[.english].isEmpty)
    }
}
