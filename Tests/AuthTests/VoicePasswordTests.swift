import Domain
import TestKit
import Testing

@testable import Auth

@Suite("Voice passwords and IDs")
struct VoicePasswordTests {
    private static func refusals(_ typed: String, _ again: String? = nil, known: [String] = []) -> [String] {
        do {
            _ = try VoicePassword(typed, again: again ?? typed, known: known)
            return []
        } catch {
            return error.errors.map { "\($0.field) \($0.rule)" }
        }
    }

    @Test(
        "A voice password has 4 to 8 digits that nobody would guess first (R-029, R-141, R-167)",
        arguments: [
            ("7194", nil), ("71940", nil), ("71940283", nil), ("７１９４", nil), (" 7194 ", nil), ("1123", nil),
            ("", "required"), ("   ", "required"), ("719", "tooShort"), ("719402831", "tooLong"),
            ("71a4", "notDigits"), ("71-94", "notDigits"), ("七一九四", "notDigits"), ("71 94", "notDigits"),
            ("0000", "weak"), ("99999999", "weak"), ("1234", "weak"), ("4321", "weak"), ("7890", "weak"),
            ("2109", "weak"), ("2468", "weak"), ("1212", "weak"), ("123123", "weak"), ("71947194", "weak"),
            ("2580", "weak"), ("0852", "weak"), ("１２３４", "weak"),
        ] as [(String, String?)])
    func rule(_ typed: String, _ refusal: String?) {
        #expect(Self.refusals(typed) == (refusal.map { ["newPassword \($0)"] } ?? []))
    }

    @Test("No part of the ID or of a telephone number is taken")
    func known() {
        let known = ["48301592", "09048157226", ""]
        for digits in ["4830", "1592", "301592", "8157226"] {
            #expect(Self.refusals(digits, known: known) == ["newPassword known"], "\(digits)")
        }
        #expect(Self.refusals("7194", known: known).isEmpty)
    }

    @Test("Both fields must be the same, whatever the width, and each refusal says what to do in both languages")
    func twice() throws {
        #expect(Self.refusals("7194", "７１９４").isEmpty)
        #expect(Self.refusals("7194", "7195") == ["confirmation mismatch"])
        #expect(Self.refusals("12", "13") == ["newPassword tooShort", "confirmation mismatch"])
        do {
            _ = try VoicePassword("1234", again: "1234", known: [])
            Issue.record("1234 was taken")
        } catch {
            let message = try #require(error.errors.first).message
            #expect(message[.japanese] == "「1234」や「0000」、「1212」のように、並びや繰り返しの数字は使えません。")
            #expect(message[.english] == "Rows and repetitions such as 1234, 0000 or 1212 cannot be used.")
        }
    }

    @Test("An ID has eight digits, drawn by chance; those of families begin with 9 (R-140, R-167)")
    func ids() {
        let chance = Randomness.seeded(3)
        let own = (0..<2_000).map { _ in VoiceID(isFamily: false, chance) }
        let family = (0..<2_000).map { _ in VoiceID(isFamily: true, chance) }
        #expect(own.allSatisfy { !$0.isFamily && VoiceID($0.description) == $0 })
        #expect(family.allSatisfy { $0.isFamily && VoiceID($0.description) == $0 })
        // Nobody finds one by counting: two draws are seldom neighbours.
        let numbers = own.compactMap { Int($0.description) }.sorted()
        #expect(Set(numbers).count > 1_990 && zip(numbers, numbers.dropFirst()).count { $1 - $0 == 1 } < 3)
        for typed in ["", "1001", "0123456", "01234567", "123456789", "1234567a", "１２３４５６７８"] {
            #expect(VoiceID(typed) == nil, "\(typed)")
        }
    }
}
