import Domain

extension Catalogue {
    /// What is still as it was, where a form came without its session.
    enum Undone {
        static let send = LocalizedText(ja: "まだ送信していません。", en: "Nothing has been sent.")
        static let callOff = LocalizedText(ja: "送信は取り消されていません。", en: "The sending was not called off.")
        static let stop = LocalizedText(ja: "送信は止まっていません。", en: "The sending was not stopped.")
        static let close = LocalizedText(ja: "終了していません。", en: "It was not closed.")
        static let resend = LocalizedText(ja: "もう一度の送信は行われていません。", en: "It was not sent again.")
        static let remove = LocalizedText(ja: "削除していません。", en: "Nothing was removed.")
        static let revoke = LocalizedText(ja: "APIトークンは停止していません。", en: "The API token was not revoked.")
        static let issue = LocalizedText(ja: "仮パスワードは発行していません。", en: "No temporary passwords were issued.")
        static let importing = LocalizedText(ja: "取り込んでいません。", en: "Nothing was imported.")
        static let password = LocalizedText(ja: "パスワードは変更されていません。", en: "Your password was not changed.")
    }
}
