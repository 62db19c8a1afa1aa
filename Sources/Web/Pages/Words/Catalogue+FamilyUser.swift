import Domain

extension Catalogue {
    /// What family users read, and what employees decide about their logins.
    enum FamilyUser {
        static let status = LocalizedText(ja: "社員の安否", en: "How the employee is")
        static let own = LocalizedText(ja: "自分の登録内容", en: "My registration")
        static let ownLead = LocalizedText(
            ja: "住所、連絡先、言語を変更できます。家族コードと氏名は、社員の方が変更します。",
            en: "You can change address, contacts and language. Family code and name are changed by the employee.")
        static let confirm = LocalizedText(ja: "自分の登録内容の変更の確認", en: "Confirm my registration")
        static let needsPassword = LocalizedText(
            ja: "パスワードのないログインでは、登録内容の表示と変更はできません",
            en: "Without a password, your registration can be neither seen nor changed")
        static let needsPasswordText = LocalizedText(
            ja: "社員の方に、パスワードの設定を依頼してください。", en: "Please ask the employee to set a password for you.")
        static func of(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name) さんの安否", en: "How \(name) is")
        }
        static let lastAnswer = LocalizedText(ja: "最後の回答", en: "Last answer")
        static let answeredAt = LocalizedText(ja: "回答した時刻", en: "Answered at")
        static let asked = LocalizedText(ja: "安否確認", en: "Safety check")
        static let noAnswer = LocalizedText(ja: "まだ回答がありません。", en: "There is no answer yet.")
        static let waiting = LocalizedText(ja: "安否確認に、まだ回答していません", en: "A safety check is not answered yet")
        static let waitingText = LocalizedText(
            ja: "回答がないことは、無事でないという意味ではありません。回答があると、この画面に表示されます。",
            en: "No answer does not mean that something happened. An answer will stand on this page.")
        static let notTold = LocalizedText(
            ja: "会社への連絡事項（コメント）は表示されません。", en: "Comments to the organization are not shown.")
        static let familyCode = LocalizedText(ja: "家族コード", en: "Family code")
        static let login = LocalizedText(ja: "家族として利用する方", en: "For family members")
        static let loginHint = LocalizedText(
            ja: "社員の方は、家族コードの入力は不要です。ご家族は、団体コードとIDは社員の方と同じものを入力します。",
            en:
                "Employees leave the family code empty. Family members enter the employee's organization code and ID.")
        static let submit = LocalizedText(ja: "家族としてログイン", en: "Log in as family")
        static let password = LocalizedText(ja: "家族のパスワードの設定", en: "Set a family user's password")
        static let passwordLead = LocalizedText(
            ja: "このご家族がログインするときのパスワードです。設定すると、いまのログインは終わります。",
            en: "This family user logs in with it. Whoever is logged in now is logged out.")
        static let passwordLink = LocalizedText(ja: "パスワード", en: "Password")
        static let hasPassword = LocalizedText(ja: "設定済み", en: "Set")
        static let noPassword = LocalizedText(ja: "未設定（ログインできません）", en: "None (cannot log in)")
        static let noPasswordNeeded = LocalizedText(ja: "未設定（なしでログインできます）", en: "None (can log in without)")
        static let lastLogin = LocalizedText(ja: "最後のログイン", en: "Last login")
        static let never = LocalizedText(ja: "まだありません", en: "Never")
        static let newPassword = LocalizedText(ja: "新しいパスワード", en: "New password")
        static func passwordHint(_ shortest: Int) -> LocalizedText {
            LocalizedText(
                ja: "半角の英字・数字・記号で\(shortest)〜32文字。", en: "\(shortest) to 32 half-width letters, digits and symbols.")
        }
        static let confirmation = LocalizedText(ja: "新しいパスワード（確認）", en: "New password, once more")
    }
}
