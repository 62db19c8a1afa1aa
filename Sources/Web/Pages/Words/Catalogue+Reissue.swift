import Domain

extension Catalogue {
    /// 再発行依頼書.
    enum Reissue {
        static let title = LocalizedText(ja: "再発行依頼書（事務所の方）", en: "Request for a new password (offices)")
        static let link = LocalizedText(
            ja: "事務所の方（Aで始まるID）の再発行依頼書", en: "Request form for people of offices (IDs that begin with A)")
        static let lead = LocalizedText(
            ja: "印刷して記入し、下の宛先に送ってください。この画面からは何も送信されません。お勤め先のID（Bなど）の方は、お勤め先の管理者に連絡してください。",
            en:
                "Print it, fill it in and send it to the address below. Nothing is sent from this page. If your ID begins with another letter than A, ask the administrator at your workplace."
        )
        static let to = LocalizedText(ja: "宛先", en: "Send to")
        static let askVendor = LocalizedText(
            ja: "ご契約の窓口", en: "Your contact at the provider of this service")
        static let who = LocalizedText(ja: "依頼する方", en: "Who asks")
        static let fields = [
            LocalizedText(ja: "事務所コード", en: "Office code"), LocalizedText(ja: "事務所名", en: "Name of the office"),
            LocalizedText(ja: "ログインID（A…）", en: "Login ID (A…)"), LocalizedText(ja: "氏名", en: "Name"),
            LocalizedText(ja: "電話番号", en: "Phone number"),
        ]
        static let what = LocalizedText(ja: "依頼の内容（□に✓）", en: "What is asked for (tick)")
        static let password = LocalizedText(ja: "パスワードの再発行", en: "A new password")
        static let factor = LocalizedText(
            ja: "2要素認証の解除（機器の紛失・故障・機種変更）", en: "Removal of the second factor (device lost, broken or replaced)")
        static let other = LocalizedText(ja: "ロックの解除", en: "Lifting a lock")
        static let reason = LocalizedText(ja: "理由", en: "Reason")
        static let reasonLine = LocalizedText(ja: "くわしく", en: "In detail")
        static let confirmation = LocalizedText(ja: "確認", en: "Confirmation")
        static let confirmationText = LocalizedText(
            ja: "本人であること、事務所の責任者がこの依頼を認めたことを確認します。パスワードや認証コードは、この用紙に書かないでください。",
            en:
                "We confirm that the person named above asks for this and that the head of the office agrees. Never write a password or code on this form."
        )
        static let signed = [
            LocalizedText(ja: "記入日", en: "Date"), LocalizedText(ja: "本人の署名", en: "Signature of the person"),
            LocalizedText(ja: "責任者の署名", en: "Signature of the head of the office"),
        ]
        static let print = LocalizedText(
            ja: "ブラウザの印刷で、1枚に印刷できます。", en: "Use your browser's print function; it fits on one sheet.")
    }
}
