import Auth
import Domain

extension Catalogue {
    /// Calling in to report: ID, password, and how it goes.
    enum CallIn {
        static let heading = LocalizedText(ja: "電話をかけて報告する", en: "Report by calling in")
        static let lead = LocalizedText(
            ja: "インターネットが使えないときは、次の番号に電話をかけて、音声認証用個人IDとパスワードで安否を報告できます。",
            en:
                "Without the internet you can report how you are by a call to this number, with your voice ID and password."
        )
        static let familyHeading = LocalizedText(ja: "電話で安否を聞く", en: "Hear by telephone")
        static let familyLead = LocalizedText(
            ja: "このご家族は、次の番号に電話をかけて、社員の方の最後の回答を聞くことができます。",
            en: "This family user can call this number and hear the employee's last answer.")
        static let ownFamilyLead = LocalizedText(
            ja: "次の番号に電話をかけて、社員の方の最後の回答を聞くことができます。パスワードは、社員の方が設定します。",
            en: "Call this number to hear the employee's last answer. The employee sets the password.")
        static let number = LocalizedText(ja: "電話番号", en: "Number to call")
        static let id = LocalizedText(ja: "音声認証用個人ID", en: "Voice ID")
        static let password = LocalizedText(ja: "音声認証用パスワード", en: "Voice password")
        static let isSet = LocalizedText(ja: "設定済み", en: "Set")
        static let isNotSet = LocalizedText(ja: "未設定（電話では使えません）", en: "None (calling in does not work yet)")
        static func locked(_ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time)まで使えません（間違いが続いたため）", en: "Locked until \(time) after wrong tries")
        }
        static let stopped = LocalizedText(
            ja: "使えません（間違いが続いたため）。新しいパスワードを設定すると、また使えます。",
            en: "Switched off after too many wrong tries. Set a new password to use it again.")
        static let set = LocalizedText(ja: "音声認証用パスワードを設定する", en: "Set the voice password")
        static let title = LocalizedText(ja: "音声認証用パスワードの設定", en: "Voice password")
        static func rule(_ length: ClosedRange<Int>) -> LocalizedText {
            LocalizedText(
                ja: "数字\(length.lowerBound)〜\(length.upperBound)桁。「1234」のような並びや、IDと電話番号に含まれる数字は使えません。",
                en:
                    "\(length.lowerBound) to \(length.upperBound) digits. No rows such as 1234, and no part of the ID or of a telephone number."
            )
        }
        static let new = LocalizedText(ja: "[新]音声認証用パスワード", en: "New voice password")
        static let confirmation = LocalizedText(ja: "[新]音声認証用パスワード（確認）", en: "New voice password, once more")
        static let remove = LocalizedText(ja: "パスワードを削除する", en: "Remove the password")
        static let removeText = LocalizedText(
            ja: "削除すると、電話をかけて使うことはできなくなります。", en: "Without a password, calling in works no longer.")
        static let back = LocalizedText(ja: "個人情報メンテナンスに戻る", en: "Back to your profile")
        static let backToFamily = LocalizedText(ja: "ご家族の登録に戻る", en: "Back to the family user")
        static let steps = [
            LocalizedText(
                ja: "電話がつながったら、音声認証用個人IDの8桁の数字を押します。",
                en: "When the call is taken, type the eight digits of your voice ID."),
            LocalizedText(
                ja: "音声認証用パスワードを押し、最後に「#」を押します。", en: "Type your voice password and then #."),
            LocalizedText(
                ja: "読み上げられた中から、いまの状況の番号を押します。もう一度聞くときは「*」を押します。",
                en: "Press the number of the answer that fits, or * to hear the question again."),
        ]
        static let keepNote = LocalizedText(
            ja: "音声認証用個人IDの確認とパスワードの設定は、個人情報メンテナンスでできます。メモを財布などに入れておくと安心です。",
            en: "Your profile shows your voice ID and sets the password. Keep a note of them in your wallet.")
        static let isDone = LocalizedText(ja: "音声認証用パスワードを設定しました", en: "The voice password is set")
        static let isRemoved = LocalizedText(ja: "音声認証用パスワードを削除しました", en: "The voice password is removed")
    }
}
