import Domain
import Foundation
import Profiles
import Testing

@testable import Notify

@Suite("Reading bulletins")
struct BulletinParserTests {
    @Test("The samples are there: 35 earthquake bulletins, 34 others, two feeds")
    func sampleCounts() {
        #expect(Sample.all.count == 71)
        #expect(Sample.triggers.count + Sample.others.count == 69)
        #expect(Sample.triggers.count >= 30)
        #expect(Sample.feeds.count == 2)
    }

    @Test("Each earthquake bulletin says what the INDEX says", arguments: Sample.triggers)
    func sample(_ sample: Sample) throws {
        let parsed = BulletinParser().parse(try sample.bytes)
        guard case .bulletin(let bulletin) = parsed else {
            Issue.record("\(parsed)")
            return
        }
        #expect(bulletin.type.rawValue == sample["type"])
        #expect(bulletin.status.rawValue == sample["status"])
        #expect(bulletin.action.rawValue == sample["info_type"])
        #expect(bulletin.reportedAt == XMLTime.read(sample["report_datetime"]))
        #expect(bulletin.events.map(\.text).joined(separator: " ") == sample["event_id"])
        #expect((bulletin.serial.map(String.init) ?? "") == sample["serial"])
        #expect((bulletin.hypocentre ?? "") == sample["hypocentre"])
        #expect((bulletin.magnitude ?? "") == sample["magnitude"])
        #expect((bulletin.maximum?.rawValue ?? "") == sample["max_intensity"])
        #expect(bulletin.shaking.count == Int(sample["region_count"]) ?? 0)
        let strong = bulletin.shaking.filter { ($0.value.reported ?? .one) >= .fiveUpper }.keys
        let expected = sample["regions_5plus_or_more"].split(separator: ",").compactMap { JMARegionCode($0) }
        #expect(Set(strong) == Set(expected))
        #expect(bulletin.unread.isEmpty)
        #expect(!bulletin.headline.isEmpty)
        let table = try RegionTable.embedded()
        #expect(bulletin.shaking.keys.allSatisfy { table[$0] != nil })
    }

    @Test("Every other bulletin of JMA is known for what it is and triggers nothing", arguments: Sample.others)
    func other(_ sample: Sample) throws {
        #expect(BulletinParser().parse(try sample.bytes) == .notATrigger(title: sample["title"]))
    }

    @Test("A feed is no bulletin, and a bulletin no feed")
    func mixedUp() throws {
        let feed = try #require(Sample.feeds.first)
        #expect(BulletinParser().parse(try feed.bytes) == .refused(.document(.unexpectedRoot("feed"))))
        let bulletin = try #require(Sample.triggers.first)
        let bytes = try bulletin.bytes
        #expect(throws: XMLRefusal.unexpectedRoot("Report")) { try AtomFeed(bytes) }
    }

    @Test("Silent stations count as 5弱 and are marked, whichever element says so")
    func silence() throws {
        let bulletin = try Sample.bulletin("32-35_07_06_240613_VXSE53.xml")
        let silent = bulletin.shaking.filter(\.value.hasSilentStations)
        #expect(Set(silent.keys) == regions(440, 441, 442, 443).intersection(Set(silent.keys)))
        #expect(silent.keys.contains(region(442)))
        let noto = try Sample.bulletin("20240101072429_0_VXSE53_010000.xml")
        #expect(noto.shaking.filter(\.value.hasSilentStations).map(\.key) == [region(390)])
        #expect(noto.shaking[region(390)]?.counted == .seven)
        let only = try Draft(regions: [(390, "震度５弱以上未入電"), (391, "4")]).bulletin
        #expect(only.shaking[region(390)]?.reported == nil)
        #expect(only.shaking[region(390)]?.counted == .fiveLower)
        #expect(only.shaking[region(390)]?.reaches(.sixLower, promotingSilence: true) == true)
        #expect(only.shaking[region(390)]?.reaches(.fiveUpper, promotingSilence: false) == false)
        #expect(only.shaking[region(391)]?.reaches(.fiveLower, promotingSilence: true) == false)
        let draft = Draft(regions: [(390, "4")]).xml
            .replacingOccurrences(of: "<MaxInt>4</MaxInt>", with: "<MaxInt>4</MaxInt><Condition>震度５弱以上未入電</Condition>")
        guard case .bulletin(let conditioned) = BulletinParser().parse(Array(draft.utf8)) else {
            Issue.record("The draft should be read")
            return
        }
        #expect(conditioned.shaking[region(390)]?.counted == .fiveLower)
        #expect(conditioned.shaking[region(390)]?.reported == .four)
    }

    @Test("Codes of another kind are refused: a tsunami area's number is never a region's")
    func otherCodes() throws {
        // Tsunami area 360 is 石川県能登; region 360 is 神奈川県東部.
        let tsunami = try #require(Sample.all.first { $0.file == "noto2024_20240101T072232Z_VTSE41.xml" })
        let text = String(decoding: try tsunami.bytes, as: UTF8.self)
        #expect(text.contains("<Code>360</Code>"))
        #expect(BulletinParser().parse(try tsunami.bytes) == .notATrigger(title: "津波警報・注意報・予報a"))
        for codes in ["津波予報区", "気象・地震・火山情報／市町村等", "", "地震情報／都道府県等"] {
            let draft = Draft(codes: codes, regions: [(360, "6-")])
            #expect(BulletinParser().parse(Array(draft.xml.utf8)) == .refused(.otherCodes(codes)))
        }
        let undeclared = Draft(regions: [(360, "6-")]).xml.replacingOccurrences(
            of: "xpath=\"Pref/Area/Code\"", with: "")
        #expect(BulletinParser().parse(Array(undeclared.utf8)) == .refused(.otherCodes("")))
        // A tsunami bulletin that claims to be a rapid report still has no observation of regions.
        let disguised = text.replacingOccurrences(of: "津波警報・注意報・予報a", with: "震度速報")
        guard case .bulletin(let bulletin) = BulletinParser().parse(Array(disguised.utf8)) else { return }
        #expect(bulletin.shaking.isEmpty)
    }

    @Test("A forecast of shaking (緊急地震速報) is not taken for an observation, even under another title")
    func forecast() throws {
        let text = String(
            decoding: try Data(contentsOf: Sample.folder.appending(path: "37_01_02_240613_VXSE43.xml")), as: UTF8.self)
        let disguised = text.replacingOccurrences(of: "<Title>緊急地震速報（警報）</Title>", with: "<Title>震度速報</Title>")
        guard case .bulletin(let bulletin) = BulletinParser().parse(Array(disguised.utf8)) else {
            Issue.record("The title should make it a bulletin")
            return
        }
        #expect(bulletin.shaking.isEmpty)
    }

    @Test(
        "A part that is missing, doubled or has a value JMA does not define is named",
        arguments: [
            ("<Status>通常</Status>", "", BulletinRefusal.missing("Control/Status")),
            ("<Status>通常</Status>", "<Status>本番</Status>", .unreadable("Control/Status")),
            ("<Status>通常</Status>", "<Status>訓練</Status><Status>通常</Status>", .repeated("Report/Control/Status")),
            ("<InfoType>発表</InfoType>", "", .missing("Head/InfoType")),
            ("<InfoType>発表</InfoType>", "<InfoType>遅延</InfoType>", .unreadable("Head/InfoType")),
            ("<EventID>20260101120000</EventID>", "<EventID> </EventID>", .missing("Head/EventID")),
            ("<EventID>20260101120000</EventID>", "<EventID>../x</EventID>", .unreadable("Head/EventID")),
            ("2026-01-01T12:02:00+09:00", "2026-02-30T12:02:00+09:00", .unreadable("Head/ReportDateTime")),
            ("2026-01-01T12:02:00+09:00", "2026-01-01T12:02:00", .unreadable("Head/ReportDateTime")),
            ("<Title>震度速報</Title>", "", .missing("Control/Title")),
            ("xmlns=\"http://xml.kishou.go.jp/jmaxml1/\"", "", .document(.unexpectedRoot("Report"))),
        ])
    func brokenParts(part: String, replacement: String, refusal: BulletinRefusal) {
        let xml = Draft(regions: [(390, "6-")]).xml.replacingOccurrences(of: part, with: replacement)
        #expect(BulletinParser().parse(Array(xml.utf8)) == .refused(refusal))
    }

    @Test("An intensity that is not understood does not silence the rest of the bulletin")
    func unreadIntensity() throws {
        let bulletin = try Draft(regions: [(390, "6-"), (391, "6?"), (37, "5+"), (370, "")]).bulletin
        #expect(bulletin.shaking.keys.map { $0 } == [region(390)])
        #expect(bulletin.unread == ["391=6?", "37=5+", "370="])
    }

    @Test("White space and line breaks inside the elements change nothing, nor does a byte order mark")
    func whiteSpace() throws {
        let draft = Draft(regions: [(390, "6-")])
        let spaced = draft.xml.replacingOccurrences(of: ">震度速報<", with: ">\n  震度速報　\n<")
            .replacingOccurrences(of: ">6-<", with: ">\r\n\t6-\n<").replacingOccurrences(of: ">390<", with: "> 390 <")
            .replacingOccurrences(of: "細分区域<", with: "細分区域\n<")
        for copy in [
            spaced, "\u{FEFF}" + draft.xml, draft.xml.replacingOccurrences(of: "?>", with: " standalone=\"yes\"?>"),
        ] {
            let parsed = BulletinParser().parse(Array(copy.utf8))
            #expect(parsed == .bulletin(try draft.bulletin))
        }
    }

    @Test("A title that JMA may change one day is made up for by the kind of information")
    func infoKind() throws {
        let text = String(
            decoding: try Data(contentsOf: Sample.folder.appending(path: "noto2024_20240101T071341Z_VXSE51.xml")),
            as: UTF8.self)
        let renamed = text.replacingOccurrences(of: "<Title>震度速報</Title>", with: "<Title>震度速報（Ｒ０９）</Title>")
        guard case .bulletin(let bulletin) = BulletinParser().parse(Array(renamed.utf8)) else {
            Issue.record("It should still be a bulletin")
            return
        }
        #expect(bulletin.type == .rapidIntensity)
        #expect(bulletin.shaking.count == 70)
    }

    @Test("Copies of one bulletin have one key, different ones of one minute have their own")
    func keys() throws {
        let keys = try Sample.triggers.map { try Sample.bulletin($0.file).key.description }
        // 32-35_01_01 and 32-35_07_01 are the same bulletin.
        #expect(Set(keys).count == keys.count - 1)
        #expect(keys.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } && $0.count < 120 })
        let draft = Draft(regions: [(390, "6-")])
        #expect(try draft.bulletin.key.description == "20260101120000/VXSE51/1767236520000/issued/-/ffae93a8e52588af")
    }

    @Test(
        "Times are read with their zone",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2024-01-01T16:13:00+09:00", 1_704_093_180_000),
            ("2024-02-29T23:59:59.250Z", 1_709_251_199_250), ("1969-12-31T23:59:59-00:30", 1_799_000),
            ("2000-03-01T00:00:00.1234567Z", 951_868_800_123),
        ])
    func times(text: String, milliseconds: Int64) {
        #expect(XMLTime.read(text)?.milliseconds == milliseconds)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2024-01-01", "2024-01-01T16:13:00", "2024-13-01T16:13:00Z", "2023-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T16:13:00+9:00", "2024-01-01T16:13:00.Z", "２０２４-01-01T16:13:00Z", "2024-01-01T16:13:00Zx",
        ])
    func badTimes(text: String) {
        #expect(XMLTime.read(text) == nil)
    }

    @Test("The clock shows Japan's time")
    func clock() {
        #expect(XMLTime.clock(Instant(milliseconds: 1_704_093_000_000)) == "16:10")
        #expect(XMLTime.clock(Instant(milliseconds: 0)) == "9:00")
        #expect(XMLTime.clock(Instant(milliseconds: -36_000_000)) == "23:00")
    }
}
