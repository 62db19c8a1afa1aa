import Domain

extension Catalogue {
    /// Registering an address by a blank mail.
    enum MailIn {
        static let title = LocalizedText(ja: "メールアドレスの登録", en: "Register your mail address")
        static let address = LocalizedText(ja: "登録するメールアドレス", en: "Address to be registered")
        static let over = LocalizedText(
            ja: "このリンクは期限が過ぎたか、すでに登録に使われました。登録するには、もう一度空メールを送ってください。",
            en: "This link is over, or it was used already. To register an address, send a blank mail again.")
        static let toMenu = LocalizedText(ja: "メニューへ", en: "To the menu")
        static let loginFirst = LocalizedText(
            ja: "ログインすると、このメールアドレスを安否確認の連絡先に登録できます。",
            en: "Log in to register this address for safety checks.")
        static let logIn = LocalizedText(ja: "ログインして登録する", en: "Log in and register")
        static let choose = LocalizedText(
            ja: "優先順を選んで［登録］を押してください。", en: "Choose the priority and press \"Register\".")
        static let rankHeading = LocalizedText(ja: "メールの優先順", en: "Priority among your mail addresses")
        static let rankHint = LocalizedText(
            ja: "安否確認は、優先順1のアドレスから順に届きます。", en: "Safety checks go to the address of priority 1 first.")
        static func rank(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "優先順\(number)", en: "Priority \(number)")
        }
        static let free = LocalizedText(ja: "まだ登録がありません", en: "Nothing is registered here yet")
        static let here = LocalizedText(ja: "このアドレスが登録されています", en: "This address is registered here")
        static func replaces(_ value: String) -> LocalizedText {
            LocalizedText(ja: "いまの \(value) と置きかえます", en: "Replaces \(value)")
        }
        static let noRank = LocalizedText(ja: "優先順を選んでください。", en: "Choose a priority.")
        static let register = LocalizedText(ja: "登録", en: "Register")
        static let byMail = LocalizedText(ja: "空メールで連絡先を登録する", en: "Register an address by a blank mail")
        static let byMailText = LocalizedText(
            ja: "登録したいアドレスから、次のあて先に空のメールを送ってください。登録画面のリンクを返信します。",
            en:
                "Send an empty mail from the address you want to register to this address. You get a link to register it."
        )
        static let leave = LocalizedText(ja: "登録せずに戻る", en: "Back without registering")
    }
}
