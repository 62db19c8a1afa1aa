import Domain

extension Catalogue {
    /// Contacts shown whole to somebody else than their person.
    enum Disclosure {
        static let toPerson = LocalizedText(ja: "連絡先を確認する", en: "See the contacts")
        static let toFile = LocalizedText(ja: "連絡先も含めてCSVに保存", en: "Save with contacts")
        static func title(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name)さんの連絡先", en: "Contacts of \(name)")
        }
        static let lead = LocalizedText(
            ja: "連絡先は本人のものです。必要なときだけ、理由を書いて確認してください。",
            en: "Contacts belong to the person. Look at them only when you need to, and say why.")
        static let fileTitle = LocalizedText(ja: "連絡先も含めてCSVに保存", en: "Save people with their contacts")
        static let whom = LocalizedText(ja: "対象の方", en: "Who")
        static let reason = LocalizedText(ja: "理由", en: "Reason")
        static let reasonHint = LocalizedText(
            ja: "200文字まで。監査記録に残り、本人にそのままお知らせします。",
            en: "Up to 200 characters. Kept in the audit trail, and told to the person as it is.")
        static let show = LocalizedText(ja: "10分間表示する", en: "Show for ten minutes")
        static let save = LocalizedText(ja: "CSVに保存する", en: "Save as CSV")
        static let leave = LocalizedText(ja: "戻る（表示しない）", en: "Back without seeing them")
        static let fileLeave = LocalizedText(ja: "戻る（保存しない）", en: "Back without saving")
        static let told = LocalizedText(
            ja: "本人には、だれがどんな理由で見たかを、メールとログイン後の画面でお知らせします。",
            en: "The person is told who looked, and why: by mail, and after the next login.")
        static let fileTold = LocalizedText(
            ja: "保存するたびに、だれがどんな理由で保存したかを、メールとログイン後の画面で全員にお知らせします。",
            en:
                "Each time, everybody in the file is told who saved it, and why: by mail, and after the next login."
        )
        static func until(_ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time)まで表示できます。", en: "Shown until \(time).")
        }
        static let done = LocalizedText(ja: "社員情報へ戻る", en: "Back to the person")
        static let none = LocalizedText(ja: "登録されている連絡先はありません。", en: "No contacts are registered.")
        // What the person reads about it.
        static let toldTitle = LocalizedText(ja: "あなたの連絡先が閲覧されました", en: "Your contacts were looked at")
        static func toldReason(_ reason: String) -> LocalizedText {
            LocalizedText(ja: "理由：\(reason)", en: "Reason: \(reason)")
        }
        static let toldAsk = LocalizedText(
            ja: "ご不明な点は、所属する団体の担当の方にお尋ねください。この表示は30日で消えます。",
            en: "If you have questions, ask whoever looks after this in your organization. This goes after 30 days.")
        static let toldRead = LocalizedText(ja: "読みました", en: "I have read this")
        static let spareMail = LocalizedText(ja: "予備メール", en: "Spare mail")
        static let sparePhone = LocalizedText(ja: "予備電話", en: "Spare phone")
        static let undone = LocalizedText(ja: "連絡先は表示していません。", en: "No contacts were shown.")
    }
}
