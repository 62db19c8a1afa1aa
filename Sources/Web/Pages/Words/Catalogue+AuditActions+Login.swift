import Domain

extension Catalogue.AuditActions {
    /// Logins in steps and authenticator apps.
    static let login: [String: LocalizedText] = [
        "voice.login": LocalizedText(ja: "電話で本人確認をした", en: "Was let in on the telephone"),
        "voice.passwordSet": LocalizedText(ja: "音声認証用パスワードを設定した", en: "Set a voice password"),
        "voice.passwordRemoved": LocalizedText(ja: "音声認証用パスワードを削除した", en: "Removed a voice password"),
        "factor.set": LocalizedText(ja: "2要素認証を設定した", en: "Set a second factor"),
        "factor.removed": LocalizedText(ja: "2要素認証を解除した", en: "Removed a second factor"),
        "factor.refused": LocalizedText(ja: "2要素認証のコードを入力した", en: "Entered a code"),
    ]
}
