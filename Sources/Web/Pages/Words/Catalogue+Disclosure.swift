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
        static let told = LocalizedText(
            ja: "本人には、だれがどんな理由で見たかをメールでお知らせします。", en: "The person is told by mail who looked, and why.")
        static let fileTold = LocalizedText(
            ja: "全員に、だれがどんな理由で保存したかをメールでお知らせします。1つの理由で保存できるのは1回だけです。",
            en: "Everybody in the file is told by mail who saved it, and why. One reason is good for one file.")
        static func until(_ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time)まで表示できます。", en: "Shown until \(time).")
        }
        static let done = LocalizedText(ja: "社員情報へ戻る", en: "Back to the person")
        static let none = LocalizedText(ja: "登録されている連絡先はありません。", en: "No contacts are registered.")
        static let spareMail = LocalizedText(ja: "予備メール", en: "Spare mail")
        static let sparePhone = LocalizedText(ja: "予備電話", en: "Spare phone")
        static let undone = LocalizedText(ja: "連絡先は表示していません。", en: "No contacts were shown.")
    }
}
