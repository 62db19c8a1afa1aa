import Domain

extension Catalogue.AuditActions {
    /// Logins in steps and authenticator apps.
    static let login: [String: LocalizedText] = [
        "factor.set": LocalizedText(ja: "2要素認証を設定した", en: "Set a second factor"),
        "factor.removed": LocalizedText(ja: "2要素認証を解除した", en: "Removed a second factor"),
        "factor.refused": LocalizedText(ja: "2要素認証のコードを入力した", en: "Entered a code"),
    ]
}
