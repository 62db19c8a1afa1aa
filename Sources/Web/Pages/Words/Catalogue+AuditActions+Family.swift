import Domain

extension Catalogue.AuditActions {
    /// What people do with their family users.
    static let family: [String: LocalizedText] = [
        "family.added": LocalizedText(ja: "ご家族を登録した", en: "Added a family user"),
        "family.changed": LocalizedText(
            ja: "ご家族の登録または社員家族を変更した", en: "Changed a family user or a link of the family"),
        "family.removed": LocalizedText(ja: "ご家族の登録を削除した", en: "Removed a family user"),
        "family.passwordSet": LocalizedText(ja: "ご家族のパスワードを設定した", en: "Set a family user's password"),
        "family.unlocked": LocalizedText(ja: "ご家族のログインの制限を解除した", en: "Lifted the stop of the family's logins"),
        "family.messageShared": LocalizedText(ja: "家族の伝言を会社に見せた", en: "Showed a family message to the organization"),
        "family.messageHidden": LocalizedText(
            ja: "家族の伝言を会社に見せるのをやめた", en: "Hid a family message from the organization"),
        "family.testMail": LocalizedText(ja: "ご家族に確認メールを送った", en: "Sent a test mail to a family user"),
        "family.contactConfirmed": LocalizedText(ja: "ご家族の連絡先が確認された", en: "A family user's contact was confirmed"),
        "family.login": LocalizedText(ja: "ご家族がログインした", en: "A family user logged in"),
    ]
}
