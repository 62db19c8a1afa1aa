package import Domain

/// What an organization asks of a new password. The defaults are the manual's; better practice is one setting
/// away.
package struct PasswordPolicy: Sendable, Hashable {
    /// Fewest code points: 8 to 128. 8 by default, 12 is recommended.
    package let shortest: Int
    /// Most code points: 32 by default, up to 128.
    package let longest: Int
    /// Whether anything but printable ASCII may be used.
    package let allowsUnicode: Bool
    /// Whether a password that the gauge calls weak is refused.
    package let forbidsWeak: Bool

    /// A policy; values outside of the ranges are brought to their nearest bound.
    package init(shortest: Int = 8, longest: Int = 32, allowsUnicode: Bool = false, forbidsWeak: Bool = false) {
        self.shortest = min(max(shortest, 8), PasswordText.longest)
        self.longest = min(max(longest, self.shortest), PasswordText.longest)
        self.allowsUnicode = allowsUnicode
        self.forbidsWeak = forbidsWeak
    }

    /// Why a password is refused, or nil if it may be registered. The confirmation field is checked by the caller.
    ///
    /// - Parameter context: Words that everybody can guess of this person: code, ID, names.
    package func refusal(of password: PasswordText, context: [String], field: String = "newPassword") -> FieldError? {
        let text = password.exposed
        if password.length < shortest {
            return FieldError(
                field: field, rule: "tooShort",
                message: LocalizedText(
                    ja: "新しいパスワードは\(shortest)文字以上にしてください。",
                    en: "Use at least \(shortest) characters for the new password."))
        }
        if password.length > longest {
            return FieldError(
                field: field, rule: "tooLong",
                message: LocalizedText(
                    ja: "新しいパスワードは\(longest)文字までにしてください。",
                    en: "Use at most \(longest) characters for the new password."))
        }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return FieldError(
                field: field, rule: "controlCharacter",
                message: LocalizedText(
                    ja: "パスワードに改行やタブは使えません。文字を入力し直してください。",
                    en: "A password can't hold line breaks or tabs. Please type it again."))
        }
        if !allowsUnicode, text.unicodeScalars.contains(where: { !(0x20...0x7e).contains($0.value) }) {
            return FieldError(
                field: field, rule: "notASCII",
                message: LocalizedText(
                    ja: "パスワードは半角の英字・数字・記号で入力してください。",
                    en: "Use half-width letters, digits and symbols for the password."))
        }
        let judged = PasswordStrength.judge(password, context: context)
        if judged.isCommon {
            return FieldError(
                field: field, rule: "common",
                message: LocalizedText(
                    ja: "このパスワードは推測されやすいため使えません。短い単語を3つ以上つなげてみてください。",
                    en: "This password is too easy to guess. Try joining three or more short words."))
        }
        if forbidsWeak, judged.level == .weak {
            return FieldError(
                field: field, rule: "weak",
                message: LocalizedText(
                    ja: "団体の決まりで、強さが「弱」のパスワードは使えません。1語加えてみてください。",
                    en: "Your organization does not accept weak passwords. Try adding a word."))
        }
        return nil
    }
}
