import Foundation
import TestKit
import Testing

@testable import Notify

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

@Suite("Documents that are broken or mean harm")
struct HostileDocumentTests {
    private func refusal(_ xml: String) -> BulletinRefusal? {
        guard case .refused(let refusal) = BulletinParser().parse(Array(xml.utf8)) else { return nil }
        return refusal
    }

    @Test("50 MB are refused without being read")
    func oversized() {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: 50_000_000)
        let time = processorTime {
            #expect(BulletinParser().parse(bytes) == .refused(.document(.tooLarge(bytes: 50_000_000))))
        }
        #expect(time < .seconds(1))
        #expect(throws: XMLRefusal.tooLarge(bytes: 50_000_000)) { try AtomFeed(bytes) }
    }

    @Test("The limit is the limit")
    func exactLimit() {
        let xml = Array(Draft(regions: [(390, "6-")]).xml.utf8)
        if case .refused = BulletinParser(maximumBytes: xml.count).parse(xml) { Issue.record("It fits") }
        #expect(
            BulletinParser(maximumBytes: xml.count - 1).parse(xml) == .refused(.document(.tooLarge(bytes: xml.count))))
    }

    @Test("A billion laughs, entities of this machine's files and of the network are refused unread")
    func entities() throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: "anpi-secret-\(UUID().uuidString)")
        try Data("秘密".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let laughs = (1...9).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }.joined()
        let declarations = [
            "<!DOCTYPE Report [<!ENTITY l0 \"lol\">\(laughs)]>",
            "<!DOCTYPE Report [<!ENTITY l9 SYSTEM \"file://\(secret.path())\">]>",
            "<!DOCTYPE Report [<!ENTITY l9 SYSTEM \"http://127.0.0.1:9/\">]>",
            "<!DOCTYPE Report [<!ENTITY % p SYSTEM \"file://\(secret.path())\"> %p;]>",
            "<!DOCTYPE Report SYSTEM \"http://127.0.0.1:9/report.dtd\">", "<!DOCTYPE Report>",
        ]
        for declaration in declarations {
            let xml = Draft(regions: [(390, "6-")]).xml
                .replacingOccurrences(of: "<Report ", with: declaration + "<Report ")
                .replacingOccurrences(of: ">強い揺れ<", with: ">&l9;<")
            #expect(refusal(xml) == .document(.documentType), "\(declaration.prefix(60))")
        }
        let undeclared = Draft(regions: [(390, "6-")]).xml.replacingOccurrences(of: ">強い揺れ<", with: ">&l9;<")
        guard case .document(.malformed)? = refusal(undeclared) else {
            Issue.record("An entity without a declaration is not well-formed")
            return
        }
    }

    @Test("Elements too deep, too many, or with too much in one tag are refused quickly")
    func complexity() {
        let time = processorTime {
            let deep = String(repeating: "<a>", count: 100_000)
            #expect(refusal(deep) == .document(.tooComplex))
            let many = "<Report>" + String(repeating: "<a/>", count: 400_000) + "</Report>"
            #expect(refusal(many) == .document(.tooComplex))
            let attributes = (0..<120_000).map { " a\($0)=\">\"" }.joined()
            #expect(refusal("<Report\(attributes)></Report>") == .document(.tooComplex))
            let some = (0..<200).map { " a\($0)=\"\"" }.joined()
            #expect(refusal("<Report\(some)></Report>") == .document(.tooComplex))
            let namespaces = (0..<100).map { " xmlns:a\($0)=\"urn:\($0)\"" }.joined()
            #expect(refusal("<Report\(namespaces)></Report>") == .document(.tooComplex))
            let name = String(repeating: "n", count: 1_900_000)
            #expect(refusal("<\(name)/>") != nil)
            #expect(refusal("<Report><!--\(name)--></Report>") == .document(.tooComplex))
            let long = String(repeating: "n", count: 16_000)
            let nested = String(repeating: "<\(long)>", count: 30) + String(repeating: "<a/>", count: 120_000)
            #expect(refusal("<Report>" + nested) == .document(.tooComplex))
        }
        #expect(time < .seconds(10))
    }

    @Test("What is kept of a bulletin is short, though one letter may carry thousands of marks")
    func marks() throws {
        let marks = "\u{3099}" + String(repeating: "\u{301}", count: 2_000)
        let xml = Draft(regions: [(390, "6-")]).xml.replacingOccurrences(of: ">強い揺れ<", with: ">か\(marks)<")
        guard case .bulletin(let bulletin) = BulletinParser().parse(Array(xml.utf8)) else {
            Issue.record("It is a bulletin")
            return
        }
        #expect(bulletin.headline.unicodeScalars.count == 1_000)
        let other = Draft(title: "降灰予報" + marks).xml
        guard case .notATrigger(let title) = BulletinParser().parse(Array(other.utf8)) else {
            Issue.record("It is another bulletin")
            return
        }
        #expect(title.unicodeScalars.count == 100)
    }

    @Test(
        "What is no document at all is malformed",
        arguments: [
            "", " ", "\0", "x", "<", "<Report>", "<Report></report>", "{\"Report\":1}", "<Report/><Report/>", "<?xml?>",
            "<Report>&#0;</Report>", "<Report>&#xD800;</Report>", "<Report a=\"1\" a=\"2\"/>",
            "<Report><![CDATA[</Report>",
        ])
    func malformed(text: String) {
        guard case .document(.malformed)? = refusal(text) else {
            Issue.record("\(text) gave \(String(describing: refusal(text)))")
            return
        }
    }

    @Test("Bytes that are not UTF-8 are malformed, whatever encoding they claim")
    func encodings() throws {
        let xml = Draft(regions: [(390, "6-")]).xml
        let utf16: [UInt8] = [0xFE, 0xFF] + xml.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect(BulletinParser().parse(utf16) == .refused(.document(.malformed(line: 1))))
        #expect(BulletinParser().parse([0xFF, 0x3C]) == .refused(.document(.malformed(line: 1))))
        let claims = xml.replacingOccurrences(of: "UTF-8", with: "Shift_JIS")
        #expect(BulletinParser().parse(Array(claims.utf8)) == .bulletin(try Draft(regions: [(390, "6-")]).bulletin))
    }

    @Test(
        "A bulletin that was cut off anywhere is refused, never half believed",
        arguments: Sample.triggers + Sample.feeds)
    func truncated(_ sample: Sample) throws {
        let bytes = try sample.bytes
        let whole = BulletinParser().parse(bytes)
        for part in 0..<50 {
            let parsed = BulletinParser().parse(Array(bytes.prefix(bytes.count * part / 50)))
            guard case .refused(.document(.malformed)) = parsed else {
                // What was cut off may be no more than the line break behind the document.
                #expect(parsed == whole)
                continue
            }
        }
    }

    @Test("Random damage never brings the parser down, and never makes a region out of nothing", arguments: 0..<8)
    func damaged(seed: UInt64) throws {
        var numbers = SeededNumbers(state: seed)
        for sample in Sample.all.filter({ !$0.file.contains("VXSE53") && !$0.file.contains("VPWW") }) {
            let original = try sample.bytes
            for _ in 0..<6 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...8, using: &numbers) {
                    let position = Int.random(in: 0..<bytes.count, using: &numbers)
                    switch Int.random(in: 0..<3, using: &numbers) {
                    case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
                    case 1: bytes[position] = UInt8.random(in: 0x20..<0x7F, using: &numbers)
                    default: bytes.remove(at: position)
                    }
                }
                if case .bulletin(let bulletin) = BulletinParser().parse(bytes) {
                    #expect(sample.isTriggerKind || bulletin.shaking.isEmpty, "\(sample.file) with seed \(seed)")
                }
                _ = try? AtomFeed(bytes)
            }
        }
    }

    @Test("Many documents are read at the same time")
    func concurrently() async throws {
        let bytes = try Sample.triggers.map { try $0.bytes }.filter { $0.count < 50_000 }
        let expected = bytes.map { BulletinParser().parse($0) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { bytes.map { BulletinParser().parse($0) } == expected }
            }
            for await same in group { #expect(same) }
        }
    }
}
