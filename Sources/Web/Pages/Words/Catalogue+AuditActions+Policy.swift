import Domain

extension Catalogue.AuditActions {
    /// Policy, offices and the list of logins.
    static let policy: [String: LocalizedText] = [
        "policy.changed": LocalizedText(ja: "2要素認証の設定を変更した", en: "Changed the policy on second factors"),
        "policy.officeChanged": LocalizedText(
            ja: "事務所の2要素認証を変更した", en: "Changed the office's second factor"),
        "policy.mandatoryChanged": LocalizedText(
            ja: "2要素認証の必須化を変更した", en: "Changed when second factors are mandatory"),
        "policy.changedAbove": LocalizedText(
            ja: "事務所または全体の決定で、2要素認証の求め方が変わった",
            en: "A decision above changed what is asked for at logins"),
        "office.created": LocalizedText(ja: "事務所を作成した", en: "Made the office"),
        "office.acted": LocalizedText(ja: "顧問先のログインIDを操作した", en: "Looked after a login of a client"),
        "login.unlocked": LocalizedText(ja: "ログインのロックを解除した", en: "Lifted a lock of a login"),
        "login.sessionsEnded": LocalizedText(ja: "ログイン中の端末をログアウトさせた", en: "Ended somebody's sessions"),
    ]
}
