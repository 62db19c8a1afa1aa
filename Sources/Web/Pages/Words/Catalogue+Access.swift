import Domain

extension Catalogue {
    /// What is asked at a login, and what can be done with it.
    enum Access {
        static let title = LocalizedText(ja: "2要素認証と使える機能", en: "Second factors and what they open")
        static let note = LocalizedText(
            ja: "いまの設定と、コードなしで使える機能の一覧です。", en: "What is set, and what works without a code.")
        static let now = LocalizedText(ja: "2要素認証", en: "Second factor")
        static let without = LocalizedText(ja: "コードなしで使える機能", en: "Works without a code")
        static let ahead = LocalizedText(ja: "予定", en: "Ahead")
        static let everybody = LocalizedText(ja: "全事業所", en: "Everybody")
        static let matrix = LocalizedText(ja: "使える機能の一覧", en: "What can be done")
        static let function = LocalizedText(ja: "機能", en: "Function")
        static let columns = [
            LocalizedText(ja: "PC・コードなし", en: "Computer, no code"),
            LocalizedText(ja: "PC・コードあり", en: "Computer, with code"),
            LocalizedText(ja: "スマホ・コードなし", en: "Phone, no code"),
            LocalizedText(ja: "スマホ・コードあり", en: "Phone, with code"),
        ]
        static let byLink = LocalizedText(
            ja: "安否確認のメールのリンクからは、この一覧にかかわらず、いつでも回答できます。",
            en: "By the link in a safety check people can always answer, whatever stands here.")
        static let yes = LocalizedText(ja: "○", en: "Yes")
        static let no = LocalizedText(ja: "×", en: "No")
        static func byPolicy(_ isOpen: Bool) -> LocalizedText {
            isOpen
                ? LocalizedText(ja: "○（設定による）", en: "Yes (as set)")
                : LocalizedText(ja: "×（設定による）", en: "No (as set)")
        }
        static func function(_ name: String) -> LocalizedText {
            switch name {
            case "answerOwn": LocalizedText(ja: "安否の回答", en: "Answering safety checks")
            case "viewOwnProfile": LocalizedText(ja: "自分の状況の閲覧", en: "Own status and profile")
            case "editOwnProfile": LocalizedText(ja: "自分の連絡先の変更", en: "Changing own contacts")
            case "manageOwnLogin":
                LocalizedText(ja: "パスワード・2要素認証の変更", en: "Changing password and second factors")
            default: LocalizedText(ja: "ほかのすべての機能", en: "Everything else")
            }
        }
        static func decided(_ reason: String) -> LocalizedText {
            switch reason {
            case "organization": LocalizedText(ja: "使用する（事業所の設定）", en: "Used (set for the organization)")
            case "office": LocalizedText(ja: "使用する（事務所の設定）", en: "Used (set for the office)")
            case "installation": LocalizedText(ja: "使用する（全事業所で必須）", en: "Used (mandatory for everybody)")
            default: LocalizedText(ja: "使用しない", en: "Not used")
            }
        }
    }
}
