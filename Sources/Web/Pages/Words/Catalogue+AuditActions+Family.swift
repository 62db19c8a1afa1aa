import Domain

extension Catalogue.AuditActions {
    /// What people do with their family users.
    static let family: [String: LocalizedText] = [
        "family.added": LocalizedText(ja: "ご家族を登録した", en: "Added a family user"),
        "family.changed": LocalizedText(ja: "ご家族の登録を変更した", en: "Changed a family user"),
        "family.removed": LocalizedText(ja: "ご家族の登録を削除した", en: "Removed a family user"),
        "family.passwordSet": LocalizedText(ja: "ご家族のパスワードを設定した", en: "Set a family user's password"),
        "family.unlocked": LocalizedText(ja: "ご家族のログインの制限を解除した", en: "Lifted the stop of the family's logins"),
        "family.login": LocalizedText(ja: "ご家族がログインした", en: "A family user logged in"),
    ]
}
