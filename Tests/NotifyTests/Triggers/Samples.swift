import Domain
import Foundation
import Profiles
import Testing

@testable import Notify

/// The bulletins of `Resources/Bulletins` and what its INDEX says they say.
struct Sample: CustomTestStringConvertible, Sendable {
    let file: String
    let columns: [String: String]

    var testDescription: String { file }
    var bytes: [UInt8] { get throws { try [UInt8](Data(contentsOf: Self.folder.appending(path: file))) } }
    var isTriggerKind: Bool { BulletinType(rawValue: self["type"]) != nil }

    subscript(column: String) -> String { columns[column] ?? "" }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Resources/Bulletins")

    static let all: [Sample] = {
        guard let index = try? String(contentsOf: folder.appending(path: "INDEX.tsv"), encoding: .utf8) else {
            return []
        }
        let lines = index.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        return lines.dropFirst().map { cells in
            Sample(file: cells[0], columns: Dictionary(zip(lines[0], cells)) { first, _ in first })
        }
    }()

    static let triggers = all.filter(\.isTriggerKind)
    static let others = all.filter { !$0.isTriggerKind && $0["type"] != "ATOM" }
    static let feeds = all.filter { $0["type"] == "ATOM" }

    static func bulletin(_ file: String, _ edit: (String) -> String = { $0 }) throws -> Bulletin {
        let sample = try #require(all.first { $0.file == file })
        let text = edit(String(decoding: try sample.bytes, as: UTF8.self))
        guard case .bulletin(let bulletin) = BulletinParser().parse(Array(text.utf8)) else {
            throw SampleError.noBulletin(file, BulletinParser().parse(Array(text.utf8)))
        }
        return bulletin
    }
}

enum SampleError: Error {
    case noBulletin(String, ParsedBulletin)
}

/// A bulletin as short as one can be, in JMA's form.
struct Draft {
    var title = "震度速報"
    var status = "通常"
    var action = "発表"
    var event = "20260101120000"
    /// Minutes after 12:00 of 2026-01-01 in Japan.
    var minute = 2
    var serial = ""
    var codes = "地震情報／細分区域"
    var regions: [(Int, String)] = []
    var extra = ""

    static let noon = Instant(milliseconds: 1_767_236_400_000)

    var xml: String {
        let areas = regions.map { code, intensity in
            "<Area><Name>\(code)</Name><Code>\(code)</Code><MaxInt>\(intensity)</MaxInt></Area>"
        }.joined()
        let observation =
            regions.isEmpty
            ? ""
            : """
            <Intensity><Observation><CodeDefine><Type xpath="Pref/Code">地震情報／都道府県等</Type>
            <Type xpath="Pref/Area/Code">\(codes)</Type></CodeDefine><Pref><Code>17</Code>\(areas)</Pref></Observation>
            </Intensity>
            """
        let time = "2026-01-01T\(12 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):00+09:00"
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <Report xmlns="http://xml.kishou.go.jp/jmaxml1/">
            <Control><Title>\(title)</Title><Status>\(status)</Status></Control>
            <Head xmlns="http://xml.kishou.go.jp/jmaxml1/informationBasis1/"><ReportDateTime>\(time)</ReportDateTime>
            <TargetDateTime>2026-01-01T12:00:00+09:00</TargetDateTime><EventID>\(event)</EventID>
            <InfoType>\(action)</InfoType><Serial>\(serial)</Serial><Headline><Text>強い揺れ</Text></Headline></Head>
            <Body xmlns="http://xml.kishou.go.jp/jmaxml1/body/seismology1/">\(extra)\(observation)</Body>
            </Report>
            """
    }

    var bulletin: Bulletin {
        get throws {
            let parsed = BulletinParser().parse(Array(xml.utf8))
            guard case .bulletin(let bulletin) = parsed else { throw SampleError.noBulletin("draft", parsed) }
            return bulletin
        }
    }
}

func region(_ number: Int) -> JMARegionCode {
    guard let code = JMARegionCode(number: number) else { preconditionFailure("No region's code: \(number)") }
    return code
}

func regions(_ numbers: Int...) -> Set<JMARegionCode> { Set(numbers.map(region)) }

/// The events and decisions of one organization while bulletins arrive.
struct Replay {
    var rule: TriggerRule
    var sendsOld = false
    var states: [EventID: IncidentState] = [:]

    mutating func arrive(_ bulletin: Bulletin, at now: Instant? = nil) -> TriggerDecision {
        let now = now ?? bulletin.reportedAt + .seconds(30)
        let state = states[bulletin.event] ?? IncidentState(event: EventState(event: bulletin.event))
        let others = states.values.filter { $0.event.event != bulletin.event }
        let decision = DecideTrigger(rule: rule, oldest: sendsOld ? nil : DecideTrigger.oldestThatSends)(
            bulletin, state, others: others, now: now)
        states[bulletin.event] = state.after(bulletin, decision, now: now)
        return decision
    }

    func asked(_ event: String) -> Set<JMARegionCode> {
        Set(EventID(event).flatMap { states[$0] }?.asked.keys.map { $0 } ?? [])
    }
}
