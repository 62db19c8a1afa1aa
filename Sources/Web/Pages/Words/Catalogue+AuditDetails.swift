import Domain

extension Catalogue {
    /// What a row of the audit trail says beside who, what and whom.
    enum AuditDetails {
        static func reason(_ text: String) -> LocalizedText {
            LocalizedText(ja: "理由：\(text)", en: "Reason: \(text)")
        }
        /// The person is gone, and what was typed about them with them.
        static let reasonGone = LocalizedText(
            ja: "理由：（ご本人のデータとともに削除済み）", en: "Reason: (removed with the person's data)")
        /// How many of how many left within a day.
        static func left(_ words: [Substring]) -> LocalizedText? {
            func number(_ name: String) -> Int? {
                words.first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) }
            }
            guard let left = number("left="), let people = number("of=") else { return nil }
            return LocalizedText(
                ja: "24時間に\(people)人中\(left)人", en: "\(left) of \(people) people within 24 hours")
        }
        /// A file had contacts in it, whole.
        static let withContacts = LocalizedText(ja: "連絡先を含む", en: "With contacts")
        static func proposed(_ name: String) -> LocalizedText {
            LocalizedText(ja: "申請：\(name)", en: "Proposed by \(name)")
        }
        static func cleared(_ kinds: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "解除した方法：\(kinds[.japanese])", en: "Removed: \(kinds[.english])")
        }
        static func change(_ before: LocalizedText?, _ after: LocalizedText) -> LocalizedText {
            guard let before else { return after }
            return LocalizedText(
                ja: "\(before[.japanese]) → \(after[.japanese])", en: "\(before[.english]) → \(after[.english])")
        }
        /// A field with what it was and is.
        static func field(_ label: LocalizedText, _ words: LocalizedText) -> LocalizedText {
            LocalizedText(
                ja: "\(label[.japanese])：\(words[.japanese])", en: "\(label[.english]): \(words[.english])")
        }
        /// Two values that look alike once they are masked.
        static func hiddenPart(_ masked: LocalizedText) -> LocalizedText {
            LocalizedText(
                ja: "\(masked[.japanese])（伏せた部分を変更）", en: "\(masked[.english]) (the hidden part changed)")
        }
        static let joined = LocalizedText(ja: "入社日", en: "First day")
        static func from(_ day: String) -> LocalizedText { LocalizedText(ja: "\(day)から", en: "From \(day)") }

        /// The kinds of factors, codes and ways that stand in rows, by their stable words.
        static func kind(_ word: Substring) -> LocalizedText? {
            switch word {
            case "app", "mail", "phone", "passkey": Accounts.factor(String(word))
            case "backup": LocalizedText(ja: "バックアップコード", en: "Backup codes")
            case "all": LocalizedText(ja: "すべての方法", en: "Everything")
            case "app.used": LocalizedText(ja: "認証アプリの、すでに使われたコード", en: "App, a code that was used before")
            case "backup.used":
                LocalizedText(ja: "すでに使われたバックアップコード", en: "Backup code that was used before")
            case "app.setUp": LocalizedText(ja: "認証アプリの設定中", en: "App, while it was set up")
            case "sms": LocalizedText(ja: "SMS", en: "Text message")
            case "call": LocalizedText(ja: "電話の音声", en: "Call")
            case "openID": LocalizedText(ja: "外部アカウント", en: "Other account")
            default: nil
            }
        }

        /// Who cleared factors, by the stable word.
        static func role(_ word: Substring) -> LocalizedText? {
            switch word {
            case "own": LocalizedText(ja: "本人による", en: "By the person")
            case "administrator": LocalizedText(ja: "管理者による", en: "By an administrator")
            case "office": LocalizedText(ja: "事務所による", en: "By the office")
            case "colleagues": LocalizedText(ja: "同じ事務所の2人による", en: "By two colleagues")
            case "operator": LocalizedText(ja: "運用担当者による", en: "By the operator")
            default: nil
            }
        }

        static let limited = LocalizedText(ja: "限定した機能", en: "Limited")
        static let unknown = LocalizedText(ja: "登録のないID", en: "An ID that nobody has")
        static let firstPassword = LocalizedText(ja: "仮パスワードから", en: "From a temporary one")
        static let setUp = LocalizedText(ja: "ログイン時の設定", en: "While a factor was set up")
        static let signedIn = LocalizedText(ja: "ログインのため", en: "To log in")
        static let clearing = LocalizedText(ja: "すべて解除して設定し直すため", en: "To clear all and set up anew")
        static let otherSessions = LocalizedText(ja: "ほかのすべての端末", en: "All other devices")
    }
}
