import Domain

extension Catalogue {
    /// Notices, help, manual and terms.
    enum Help {
        static let news = LocalizedText(ja: "お知らせ", en: "News")
        static let noNews = LocalizedText(ja: "いまお知らせはありません。", en: "There is no news now.")
        static let help = LocalizedText(ja: "使い方・問い合わせ先", en: "Help")
        static let ask = LocalizedText(ja: "問い合わせ先", en: "Whom to ask")
        static let askAfterLogin = LocalizedText(
            ja: "お勤め先の担当者にお問い合わせください。ログインすると、問い合わせ先を表示します。",
            en: "Ask the person in charge at your workplace. After you log in, this page says who that is.")
        static let askAdministrator = LocalizedText(
            ja: "お勤め先の管理者にお問い合わせください。", en: "Ask the administrator at your workplace.")
        static let cannotLogIn = LocalizedText(ja: "ログインできないとき", en: "If you cannot log in")
        static let cannotLogInText = LocalizedText(
            ja: "パスワードを忘れた方、2要素認証の機器をなくした方は、管理者に連絡してください。安否の回答は、ログインしなくても届いたリンクからできます。",
            en:
                "If you forgot your password or lost the device of your second factor, tell your administrator. You can answer safety checks from the link you get without logging in."
        )
        static let papers = LocalizedText(ja: "関連するページ", en: "Pages to read")
        static let manual = LocalizedText(ja: "マニュアル", en: "Manual")
        static let terms = LocalizedText(ja: "利用規約", en: "Terms of use")
    }
}
