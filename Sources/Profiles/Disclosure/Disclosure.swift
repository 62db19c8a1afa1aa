package import Domain
import Tenants

/// That somebody saw somebody else's contacts, in words for whom they belong to.
package struct Disclosure: Sendable, Hashable {
    /// How contacts were seen.
    package enum Way: String, Sendable, CaseIterable {
        /// On the screen, for ten minutes.
        case seen
        /// In a file of many.
        case saved
    }

    /// When.
    package let at: Instant
    /// Who: role and name.
    package let who: LocalizedText
    /// How.
    package let way: Way
    /// Why, as it was typed; empty if that is gone.
    package let reason: String

    /// What was done.
    package init(at: Instant, who: LocalizedText, way: Way, reason: String) {
        self.at = at
        self.who = who
        self.way = way
        self.reason = reason
    }

    /// A sentence that says who did what.
    package var sentence: LocalizedText {
        let what =
            switch way {
            case .seen:
                LocalizedText(
                    ja: "が、あなたの連絡先（メールアドレス・電話番号）を確認しました。",
                    en: " looked at your mail addresses and phone numbers.")
            case .saved:
                LocalizedText(
                    ja: "が、あなたの連絡先（メールアドレス・電話番号・住所）を含む一覧をファイルに保存しました。",
                    en: " saved a list with your mail addresses, phone numbers and addresses as a file.")
            }
        return LocalizedText(ja: who[.japanese] + what[.japanese], en: who[.english] + what[.english])
    }

    /// The sentence with the reason, for a mail.
    var whole: LocalizedText {
        LocalizedText(
            ja: sentence[.japanese] + "\n理由：\(reason)", en: sentence[.english] + "\nReason: \(reason)")
    }

    /// Who it was, with their role.
    ///
    /// - Parameter name: The name of a person of the organization; nil if they are gone.
    static func who(_ actor: Actor?, name: String?) -> LocalizedText {
        switch actor {
        case .person, nil:
            guard let name else { return LocalizedText(ja: "管理者だった方", en: "A former administrator") }
            return LocalizedText(ja: "管理者の\(name)さん", en: "Your administrator \(name)")
        case .officeStaff: return LocalizedText(ja: "社会保険労務士事務所の担当者", en: "Somebody of your organization's office")
        case .family, .token, .installationOperator, .somebody, .system:
            return LocalizedText(ja: "団体が使う連携システム", en: "A program of your organization")
        }
    }
}
