import Domain

extension Catalogue.AuditActions {
    /// Backup codes, resets, sessions, other providers.
    static let care: [String: LocalizedText] = [
        "backupCode.used": LocalizedText(ja: "バックアップコードの使用", en: "Backup code used"),
        "backupCodes.made": LocalizedText(ja: "バックアップコードの発行", en: "Backup codes made"),
        "factors.reset": LocalizedText(ja: "2要素認証の設定解除", en: "Second factors cleared"),
        "factors.resetRefused": LocalizedText(
            ja: "2要素認証の設定解除を断った（IDが新しいため）", en: "Clearing of second factors refused: the ID is too new"),
        "reset.refused": LocalizedText(
            ja: "団体にいない方の2要素認証の解除などを断った", en: "Clearing of second factors refused: nobody of that number here"),
        "factors.resetProposed": LocalizedText(ja: "2要素認証の設定解除の申請", en: "Clearing of second factors proposed"),
        "bypass.made": LocalizedText(ja: "1回だけのコードの発行", en: "One-time code made"),
        "bypass.used": LocalizedText(ja: "1回だけのコードの使用", en: "One-time code used"),
        "factor.removed": LocalizedText(ja: "2要素認証の方法の解除", en: "Second factor removed"),
        "password.asked": LocalizedText(ja: "パスワードによる本人確認", en: "Own password asked for"),
        "login.proved": LocalizedText(ja: "本人確認", en: "Proof shown again"),
        "session.ended": LocalizedText(ja: "ログイン中の端末のログアウト", en: "Session ended"),
        "openID.provider": LocalizedText(ja: "外部アカウントの設定", en: "Other provider set up"),
        "openID.linked": LocalizedText(ja: "外部アカウントとの連携", en: "Other account linked"),
        "openID.unlinked": LocalizedText(ja: "外部アカウントとの連携の解除", en: "Link to other account removed"),
        "openID.refused": LocalizedText(ja: "外部アカウントでのログイン", en: "Login by other account"),
    ]
}
