import Domain

extension Catalogue {
    /// Resets of people of an office, by two colleagues.
    enum Colleagues {
        static let title = LocalizedText(ja: "事務所の方の2要素認証", en: "Office staff")
        static let resetTitle = LocalizedText(ja: "事務所の方の2要素認証の解除", en: "Clear a colleague's second factors")
        static let lead = LocalizedText(
            ja: "スマートフォンの故障などでログインできなくなった事務所の方の2要素認証を、ほかの2人の操作で解除します。",
            en: "When a colleague can't log in any more, two others together clear the second factors.")
        static let rule = LocalizedText(
            ja: "1人が申請し、別の1人が24時間以内に確認すると解除されます。",
            en: "One colleague proposes it, another one confirms it within 24 hours.")
        static func sure(_ name: String) -> LocalizedText {
            LocalizedText(
                ja: "\(name)さん本人からの依頼であることを、電話や対面で確かめてください。本人がメールを登録していれば、申請したことがメールで届きます。",
                en:
                    "Make sure by telephone or in person that \(name) asked for it. If \(name) has registered a mail address, a mail tells of it."
            )
        }
        static let state = LocalizedText(ja: "2要素認証", en: "Second factor")
        static let nobody = LocalizedText(ja: "ほかの方はいません。", en: "There is nobody else.")
        static let waits = LocalizedText(ja: "もう1人の確認を待っています", en: "Waits for another colleague")
        static let waitsText = LocalizedText(
            ja: "申請したご本人は確認できません。ほかの事務所の方に、この画面で確認してもらってください。",
            en: "Whoever proposed it can't confirm it. Ask another colleague to confirm it on this page.")
        static func proposed(_ name: String, _ time: String) -> LocalizedText {
            LocalizedText(ja: "\(name)さんが\(time)に申請", en: "Proposed by \(name), \(time)")
        }
        static let by = LocalizedText(ja: "申請した方", en: "Proposed by")
        static let until = LocalizedText(ja: "確認の期限", en: "To be confirmed by")
        static let nothingSet = LocalizedText(ja: "2要素認証を設定していません", en: "No second factor is set")
        static func nothingSetText(_ name: String) -> LocalizedText {
            LocalizedText(
                ja: "\(name)さんには解除するものがありません。次のログインで、設定の画面が出ます。",
                en: "There is nothing to clear for \(name), who is asked to set one up at the next login.")
        }
        static let toPropose = LocalizedText(ja: "解除を申請する", en: "Propose a reset")
        static let toConfirm = LocalizedText(ja: "確認する", en: "Confirm")
        static let look = LocalizedText(ja: "申請を見る", en: "See the proposal")
        static let propose = LocalizedText(ja: "申請する", en: "Propose")
        static let done = LocalizedText(
            ja: "解除を申請しました。ほかの事務所の方が確認すると解除されます", en: "Proposed; another colleague has to confirm it")
    }

    /// The code that lets somebody in once.
    enum Bypass {
        static let text = LocalizedText(
            ja: "スマートフォンを忘れたときなどは、設定を残したまま、15分以内に1回だけログインできるコードを発行できます。",
            en: "If the phone is only out of reach, make a code instead: it lets the person in once within 15 minutes.")
        static let make = LocalizedText(ja: "1回だけのコードを発行する", en: "Make a one-time code")
        static let title = LocalizedText(ja: "1回だけログインできるコード", en: "One-time code")
        static func lead(_ name: String) -> LocalizedText {
            LocalizedText(
                ja: "\(name)さんに、電話などで直接伝えてください。表示されるのは今回だけです。",
                en: "Tell it to \(name) in person or by telephone. It is shown only this once.")
        }
        static func until(_ time: String) -> LocalizedText {
            LocalizedText(
                ja: "\(time)まで、1回だけ使えます。2要素認証の設定は変わりません。", en: "Good once until \(time). The factors stay as they are.")
        }
        static let how = LocalizedText(
            ja: "パスワードのあとの画面で「ログインできない方はこちら」を開き、「今回だけログインする」を選んで、バックアップコードの欄に入力します。",
            en:
                "After the password, the person opens “Can't log in?”, chooses to log in this once, and types it as a backup code."
        )
    }
}
