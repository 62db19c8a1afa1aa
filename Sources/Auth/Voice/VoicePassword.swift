package import Domain
import Tenants

/// Voice password (音声認証用パスワード): 4 to 8 digits, typed on a telephone.
///
/// The manual sets eight as the most. Four are the least: five wrong tries shut an ID for half an hour and a hundred in a
/// row for good, an ID cannot be found by counting, and in an earthquake a longer one is a forgotten one. What is left to
/// chance within five tries must not be what everybody types first, so that is refused.
package struct VoicePassword: Sendable {
    /// How many digits there may be.
    package static let length = 4...8
    /// Down and up the middle of the keys.
    private static let onTheKeys: Set = ["2580", "0852"]

    /// The digits, for hashing.
    let text: PasswordText

    /// What was typed in the two fields of a form.
    ///
    /// - Parameter known: Numbers that others know of whoever it is for: the ID, telephones.
    /// - Throws: `InvalidInput` of `newPassword` or `confirmation`.
    package init(_ typed: String, again: String, known: [String]) throws(InvalidInput) {
        let digits = Self.digits(typed)
        var errors: [FieldError] = []
        if let refusal = Self.refusal(of: digits, known) { errors.append(refusal) }
        if Self.digits(again) != digits {
            errors.append(
                FieldError(
                    field: "confirmation", rule: "mismatch",
                    message: LocalizedText(
                        ja: "確認用：もう一方と同じ数字を入力してください。", en: "Confirmation: type the same digits as above.")))
        }
        guard errors.isEmpty else { throw InvalidInput(errors) }
        text = PasswordText(digits)
    }

    /// Half-width digits; spaces around them are dropped.
    private static func digits(_ typed: String) -> String {
        WidthFolding.trimmed(WidthFolding.halfWidth(typed))
    }

    private static func refusal(of digits: String, _ known: [String]) -> FieldError? {
        func error(_ rule: String, _ japanese: String, _ english: String) -> FieldError {
            FieldError(field: "newPassword", rule: rule, message: LocalizedText(ja: japanese, en: english))
        }
        if digits.isEmpty {
            return error("required", "音声認証用パスワードを入力してください。", "Type a voice password.")
        }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return error(
                "notDigits", "音声認証用パスワードは数字だけで入力してください。電話の数字キーで押します。",
                "Use digits only: it is typed on the keys of a telephone.")
        }
        if digits.utf8.count < length.lowerBound {
            return error(
                "tooShort", "音声認証用パスワードは\(length.lowerBound)桁以上にしてください。",
                "Use at least \(length.lowerBound) digits.")
        }
        if digits.utf8.count > length.upperBound {
            return error(
                "tooLong", "音声認証用パスワードは\(length.upperBound)桁以内にしてください。", "Use at most \(length.upperBound) digits.")
        }
        if isTrivial(digits) {
            return error(
                "weak", "「1234」や「0000」、「1212」のように、並びや繰り返しの数字は使えません。",
                "Rows and repetitions such as 1234, 0000 or 1212 cannot be used.")
        }
        if known.contains(where: { $0.contains(digits) }) {
            return error(
                "known", "音声認証用個人IDや電話番号に含まれる数字は使えません。別の数字にしてください。",
                "It is a part of your voice ID or of a telephone number of yours. Choose other digits.")
        }
        return nil
    }

    /// Whether each digit follows the one before by the same step (`0000`, `1234`, `9876`, `2468`, `7890`), a part is
    /// repeated (`1212`, `123123`), or it is what fingers do on the keys.
    static func isTrivial(_ digits: String) -> Bool {
        let values = digits.utf8.map { Int($0) - 0x30 }
        let steps = Set(zip(values, values.dropFirst()).map { ($1 - $0 + 10) % 10 })
        if steps.count <= 1 || onTheKeys.contains(digits) { return true }
        return (1...values.count / 2).contains { part in
            values.count % part == 0 && values.indices.allSatisfy { values[$0] == values[$0 % part] }
        }
    }
}
