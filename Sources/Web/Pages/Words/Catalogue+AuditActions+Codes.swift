import Domain

extension Catalogue.AuditActions {
    /// Codes by mail and phone, passkeys.
    static let codes: [String: LocalizedText] = [
        "factor.codeSent": LocalizedText(ja: "認証コードを送った", en: "Had a code sent"),
        "factor.set": LocalizedText(ja: "2要素認証を設定した", en: "Set up a second factor"),
        "factor.removed": LocalizedText(ja: "2要素認証を解除した", en: "Removed a second factor"),
        "factor.refused": LocalizedText(ja: "認証コードが違った", en: "Entered a wrong code"),
        "factor.locked": LocalizedText(ja: "コードの入力を30分間止めた", en: "Locked codes for 30 minutes"),
        "factor.stopped": LocalizedText(ja: "コードの入力を止めた（解除まで）", en: "Stopped codes until a reset"),
        "news.posted": LocalizedText(ja: "お知らせを掲載した", en: "Posted news"),
        "office.helpDeskChanged": LocalizedText(
            ja: "事務所の問い合わせ窓口を変更した", en: "Changed the office's help desk"),
        "news.withdrawn": LocalizedText(ja: "お知らせを取り下げた", en: "Withdrew news"),
    ]
}
