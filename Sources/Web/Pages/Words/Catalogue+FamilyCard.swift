import Domain

extension Catalogue {
    /// The card for family users without mail.
    enum FamilyCard {
        static let title = LocalizedText(ja: "ご家族用カード", en: "Family card")
        static let link = LocalizedText(ja: "カード", en: "Card")
        static let lead = LocalizedText(
            ja: "A4の紙に印刷し、点線で切り取って、ご家族に渡してください。パスワードは印刷されません。渡すときに手書きするか、口頭で伝えてください。",
            en:
                "Print it on A4, cut along the dashes and hand it over. The password is not printed: write it by hand or tell it."
        )
        static let heading = LocalizedText(ja: "家族の安否を確認するには", en: "To see how your family is")
        static let address = LocalizedText(ja: "ログイン画面", en: "Login page")
        static let employee = LocalizedText(ja: "社員のID", en: "Employee's ID")
        static let password = LocalizedText(ja: "パスワード", en: "Password")
        static let help = LocalizedText(ja: "問い合わせ", en: "Help")
        static let qr = LocalizedText(ja: "ログイン画面を開くQRコード", en: "QR code that opens the login page")
        static let how = LocalizedText(
            ja: "「家族として利用する方」を開き、家族コードを入力します。", en: "Open “For family members” and enter the family code.")
        static let print = LocalizedText(ja: "印刷する", en: "Print")
    }
}
