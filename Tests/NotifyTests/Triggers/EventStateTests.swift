import Domain
import Profiles
import Testing

@testable import Notify

@Suite("What is known about an earthquake")
struct EventStateTests {
    private let growing = [
        "32-35_07_01_100915_VXSE51.xml", "32-35_07_02_100915_VXSE51.xml", "32-35_07_03_100915_VXSE51.xml",
        "32-35_07_04_100915_VXSE51.xml", "32-35_07_05_100915_VXSE51.xml", "32-35_07_06_240613_VXSE53.xml",
        "32-35_07_07_240613_VXSE53.xml", "32-35_07_09_240613_VXSE61.xml",
    ]

    private func state(_ bulletins: [Bulletin]) throws -> EventState {
        let event = try #require(bulletins.first?.event)
        return bulletins.reduce(EventState(event: event)) { $0.adding($1) }
    }

    @Test("Three rapid reports of one minute add up, though nothing but their regions tells them apart")
    func sameMinute() throws {
        let reports = try growing.prefix(3).map { try Sample.bulletin($0) }
        #expect(Set(reports.map(\.reportedAt)).count == 1)
        let counts = try (1...3).map { try state(Array(reports.prefix($0))).shaking.count }
        #expect(counts == [37, 39, 42])
    }

    @Test("The picture is the same in whatever order the bulletins come", arguments: 0..<20)
    func anyOrder(seed: UInt64) throws {
        var numbers = SeededNumbers(state: seed)
        let bulletins = try growing.map { try Sample.bulletin($0) }
        let expected = try state(bulletins)
        let shuffled = try state((bulletins + bulletins).shuffled(using: &numbers))
        #expect(shuffled.shaking == expected.shaking)
        #expect(shuffled.bulletins.count == bulletins.count)
        #expect(shuffled.hypocentre == "駿河湾")
        #expect(shuffled.magnitude == "Ｍ６．５")
    }

    @Test("A late older report changes nothing that a newer one said")
    func lateReport() throws {
        let newer = try Draft(title: "震源・震度に関する情報", minute: 8, serial: "2", regions: [(390, "6-"), (391, "4")]).bulletin
        let older = try Draft(
            title: "震源・震度に関する情報", minute: 5, serial: "1", regions: [(390, "5-"), (391, "5+"), (370, "5+")]
        )
        .bulletin
        let both = try state([newer, older])
        #expect(both.shaking.mapValues(\.counted) == [region(390): .sixLower, region(391): .four])
    }

    @Test("Of two reports of one minute the one with the higher serial counts, whichever came first")
    func serials() throws {
        let title = "震源・震度に関する情報"
        let first = try Draft(title: title, minute: 5, serial: "9", regions: [(390, "6-")]).bulletin
        let second = try Draft(title: title, minute: 5, serial: "10", regions: [(390, "5-")]).bulletin
        for bulletins in [[first, second], [second, first]] {
            #expect(try state(bulletins).shaking.mapValues(\.counted) == [region(390): .fiveLower])
        }
    }

    @Test("A rapid report adds to the whole report before it and not to the one after it")
    func rapidAndWhole() throws {
        let rapid = try Draft(minute: 2, regions: [(390, "5+"), (391, "5-")]).bulletin
        let whole = try Draft(title: "震源・震度に関する情報", minute: 5, serial: "1", regions: [(390, "6-"), (370, "3")]).bulletin
        let late = try Draft(minute: 7, regions: [(391, "6+")]).bulletin
        #expect(
            try state([rapid, whole]).shaking.mapValues(\.counted) == [region(390): .sixLower, region(370): .three])
        #expect(
            try state([rapid, whole, late]).shaking.mapValues(\.counted)
                == [region(390): .sixLower, region(370): .three, region(391): .sixUpper])
    }

    @Test("A correction replaces what its kind said, a cancellation takes it back, and others stand")
    func correctedAndCancelled() throws {
        let rapid = try Draft(minute: 2, regions: [(390, "5+"), (391, "5-")]).bulletin
        let corrected = try Draft(action: "訂正", minute: 3, regions: [(390, "4")]).bulletin
        let cancelled = try Draft(action: "取消", minute: 4).bulletin
        let again = try Draft(minute: 6, regions: [(391, "5+")]).bulletin
        #expect(try state([rapid, corrected]).shaking.mapValues(\.counted) == [region(390): .four])
        #expect(try state([corrected, rapid]).shaking.mapValues(\.counted) == [region(390): .four])
        let gone = try state([rapid, corrected, cancelled])
        #expect(gone.shaking.isEmpty)
        #expect(gone.isCancelled)
        let back = try state([cancelled, again, rapid, corrected])
        #expect(back.shaking.mapValues(\.counted) == [region(391): .fiveUpper])
        #expect(!back.isCancelled)
        let whole = try Draft(title: "震源・震度に関する情報", minute: 3, serial: "1", regions: [(390, "6-")]).bulletin
        #expect(try state([rapid, whole, cancelled]).shaking.mapValues(\.counted) == [region(390): .sixLower])
        let wholeCancelled = try Draft(title: "震源・震度に関する情報", action: "取消", minute: 4, serial: "1").bulletin
        #expect(
            try state([rapid, whole, wholeCancelled]).shaking.mapValues(\.counted)
                == [region(390): .fiveUpper, region(391): .fiveLower])
    }

    @Test("Drills, tests and other earthquakes leave no trace")
    func notMeant() throws {
        let drill = try Draft(status: "訓練", regions: [(390, "7")]).bulletin
        let test = try Draft(status: "試験", regions: [(390, "7")]).bulletin
        let other = try Draft(event: "20260101130000", regions: [(390, "7")]).bulletin
        let empty = EventState(event: drill.event)
        #expect(empty.adding(drill) == empty)
        #expect(empty.adding(test) == empty)
        #expect(empty.adding(other) == empty)
    }

    @Test("An earthquake is named by its time and epicentre, before that by the region that shook most")
    func titles() throws {
        let table = try RegionTable.embedded()
        let rapid = try Sample.bulletin("noto2024_20240101T071341Z_VXSE51.xml")
        let early = try state([rapid]).title(in: table)
        #expect(early[.japanese] == "16:10 石川県能登で震度6強の地震")
        #expect(early[.english].hasPrefix("Earthquake at 16:10, intensity 6 upper in "))
        let whole = try Sample.bulletin("20240101072429_0_VXSE53_010000.xml")
        let title = try state([rapid, whole]).title(in: table)
        #expect(title[.japanese] == "16:10 石川県能登地方の地震")
        #expect(title[.english].hasPrefix("Earthquake at 16:10, Noto"))
        let sea = try Sample.bulletin("32-39_11_05_240613_VXSE53.xml")
        #expect(try state([sea]).title(in: table)[.japanese] == "14:46 三陸沖の地震")
        #expect(try state([sea]).title(in: table)[.english].hasPrefix("Earthquake at 14:46, intensity 7 in "))
        let several = try Draft(regions: [(390, "5+"), (391, "5+"), (370, "4")]).bulletin
        #expect(try state([several]).title(in: table)[.japanese] == "12:00 石川県能登などで震度5強の地震")
        #expect(EventState(event: rapid.event).title(in: table)[.japanese] == "地震")
        let cancelled = try Sample.bulletin("32-35_10_01_220510_VXSE51.xml")
        #expect(try state([cancelled]).title(in: table)[.japanese] == "地震")
    }

    @Test("Intensities are ordered as people feel them and named in both languages")
    func intensities() {
        #expect(Intensity.allCases.sorted() == Intensity.allCases)
        #expect(Intensity.fiveLower < .fiveUpper && Intensity.fiveUpper < .sixLower && Intensity.four < .fiveLower)
        #expect(Intensity.allCases.map { $0.name[.japanese] } == ["1", "2", "3", "4", "5弱", "5強", "6弱", "6強", "7"])
        #expect(Intensity.fiveUpper.name[.english] == "5 upper")
        #expect(Intensity(rawValue: "0") == nil)
        #expect(Intensity(rawValue: "5") == nil)
    }
}
