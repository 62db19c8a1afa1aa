import Domain

extension Catalogue {
    /// What the audit chain's actions mean.
    enum AuditActions {
        /// What the list can be filtered by: the beginnings of actions.
        static let groups: [(prefix: String, words: LocalizedText)] = [
            ("login", LocalizedText(ja: "ログイン", en: "Logins")),
            ("factor", LocalizedText(ja: "2要素認証", en: "Second factors")),
            ("policy", LocalizedText(ja: "2要素認証の方針", en: "Policy on second factors")),
            ("bypass", LocalizedText(ja: "1回だけのコード", en: "One-time codes")),
            ("password", LocalizedText(ja: "パスワード", en: "Passwords")),
            ("voice", LocalizedText(ja: "電話での報告", en: "Calling in")),
            ("family", LocalizedText(ja: "家族ユーザ", en: "Family users")),
            ("broadcast", LocalizedText(ja: "送信", en: "Broadcasts")),
            ("answer", LocalizedText(ja: "代理の回答", en: "Answers for others")),
            ("trigger", LocalizedText(ja: "自動送信", en: "Triggers")),
            ("person", LocalizedText(ja: "社員", en: "People")),
            ("people", LocalizedText(ja: "取り込みと出力", en: "Import and export")),
            ("contacts", LocalizedText(ja: "連絡先の確認", en: "Contacts looked at")),
            ("profile", LocalizedText(ja: "個人情報", en: "Profiles")),
            ("codeList", LocalizedText(ja: "部門などの一覧", en: "Lists of codes")),
            ("setting", LocalizedText(ja: "設定", en: "Settings")),
            ("token", LocalizedText(ja: "APIトークン", en: "API tokens")),
        ]

        /// An action in words; one that has none keeps its code.
        static func words(_ action: String, isRefused: Bool) -> LocalizedText {
            let words = all[action] ?? LocalizedText(ja: action, en: action)
            guard isRefused else { return words }
            return LocalizedText(ja: "\(words[.japanese])（受け付けず）", en: "\(words[.english]) (refused)")
        }

        /// Who acts and what is acted on, by the word before the number.
        static let kinds: [String: LocalizedText] = [
            "operator": LocalizedText(ja: "システムの運用者", en: "Operator of the system"),
            "system": LocalizedText(ja: "自動処理", en: "The system itself"),
            "somebody": LocalizedText(ja: "ログイン画面の操作者（本人とは限りません）", en: "Somebody at the login"),
            "person": LocalizedText(ja: "削除された方", en: "Somebody removed"),
            "token": LocalizedText(ja: "APIトークン", en: "API token"),
            "broadcast": LocalizedText(ja: "送信", en: "Broadcast"),
            "bulletin": LocalizedText(ja: "災害情報", en: "Bulletin"),
            "event": LocalizedText(ja: "地震", en: "Earthquake"),
            "import": LocalizedText(ja: "社員の取り込み", en: "Import of people"),
            "people": LocalizedText(ja: "社員一覧", en: "People"),
            "department": LocalizedText(ja: "部門", en: "Department"),
            "location": LocalizedText(ja: "ロケーション", en: "Location"),
            "userCode": LocalizedText(ja: "ユーザ設定コード", en: "User code"),
            "family": LocalizedText(ja: "家族ユーザ", en: "Family user"),
            "organization": LocalizedText(ja: "団体", en: "Organization"),
            "office": LocalizedText(ja: "事務所", en: "Office"),
        ]
        /// Kinds whose number says something to a reader, since there is no name.
        static let numbered: Set<String> = ["event"]

        private static let all: [String: LocalizedText] = [base, login, codes, care, policy, family]
            .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

        private static let base: [String: LocalizedText] = [
            "login": LocalizedText(ja: "ログインした", en: "Logged in"),
            "password.changed": LocalizedText(ja: "パスワードを変更した", en: "Changed their password"),
            "password.issued": LocalizedText(ja: "仮パスワードを発行した", en: "Issued a temporary password"),
            "broadcast.sent": LocalizedText(ja: "送信を始めた", en: "Started sending"),
            "broadcast.raised": LocalizedText(ja: "自動で送信を始めた", en: "Started sending by rule"),
            "broadcast.grown": LocalizedText(ja: "対象を広げて送った", en: "Asked more people"),
            "broadcast.corrected": LocalizedText(ja: "訂正を送った", en: "Sent a correction"),
            "broadcast.calledOff": LocalizedText(ja: "送信を取り消した", en: "Called a broadcast off"),
            "broadcast.stopped": LocalizedText(ja: "送信を止めた", en: "Stopped sending"),
            "broadcast.closed": LocalizedText(ja: "終了した", en: "Closed a broadcast"),
            "broadcast.resent": LocalizedText(ja: "未回答の方へもう一度送った", en: "Sent again to those without an answer"),
            "answer.onBehalf": LocalizedText(ja: "代わりに回答した", en: "Answered for somebody"),
            "bulletin.raised": LocalizedText(ja: "災害情報を登録した", en: "Handed in a bulletin"),
            "trigger.changed": LocalizedText(ja: "自動送信の規則を変更した", en: "Changed the trigger rule"),
            "trigger.decided": LocalizedText(ja: "災害情報から判断した", en: "Decided on a bulletin"),
            "trigger.released": LocalizedText(ja: "待っていた自動送信を始めた", en: "Released a held broadcast"),
            "person.added": LocalizedText(ja: "社員を加えた", en: "Added a person"),
            "person.changed": LocalizedText(ja: "社員情報を変更した", en: "Changed a person"),
            "person.removed": LocalizedText(ja: "社員のデータを消した", en: "Removed a person's data"),
            "person.importAdded": LocalizedText(ja: "取り込みで社員を加えた", en: "Added people by import"),
            "person.importChanged": LocalizedText(ja: "取り込みで社員情報を変更した", en: "Changed people by import"),
            "person.importAppointed": LocalizedText(ja: "取り込みで管理者を決めた", en: "Said by import who is an administrator"),
            "people.importPublished": LocalizedText(ja: "取り込みを始めた", en: "Started an import"),
            "people.imported": LocalizedText(ja: "取り込みを終えた", en: "Finished an import"),
            "people.importRefused": LocalizedText(ja: "取り込めない行があった", en: "Lines of an import were refused"),
            "people.exported": LocalizedText(ja: "社員一覧をCSVに保存した", en: "Saved the people as CSV"),
            "people.manyLeft": LocalizedText(
                ja: "連携システムが多くの方を退職にした", en: "A connected system let many people leave"),
            "contacts.disclosed": LocalizedText(ja: "社員の連絡先を確認した", en: "Looked at somebody's contacts"),
            "profile.changed": LocalizedText(ja: "個人情報を変更した", en: "Changed a profile"),
            "profile.directoryChanged": LocalizedText(
                ja: "社員名簿の連携で連絡先を変更した", en: "Changed contacts by the directory"),
            "profile.testMail": LocalizedText(ja: "連絡先確認メールを送った", en: "Sent a test mail"),
            "profile.contactConfirmed": LocalizedText(ja: "連絡先を確認した", en: "Confirmed a contact"),
            "profile.contactReview": LocalizedText(ja: "連絡先の定期確認をした", en: "Checked contacts again"),
            "profile.regionMoved": LocalizedText(
                ja: "市区町村の変更にあわせて住所の地域を移した", en: "Moved addresses with their municipality"),
            "codeList.added": LocalizedText(ja: "一覧に加えた", en: "Added to a list"),
            "codeList.changed": LocalizedText(ja: "一覧を変更した", en: "Changed a list"),
            "codeList.merged": LocalizedText(ja: "部門をまとめた", en: "Merged a department into another"),
            "codeList.removed": LocalizedText(ja: "一覧から消した", en: "Removed from a list"),
            "setting.changed": LocalizedText(ja: "設定を変更した", en: "Changed a setting"),
            "organization.created": LocalizedText(ja: "団体を作った", en: "Made the organization"),
            "organization.titleChanged": LocalizedText(ja: "システムタイトルを変更した", en: "Changed the system title"),
            "token.created": LocalizedText(ja: "APIトークンを作った", en: "Made an API token"),
            "token.revoked": LocalizedText(ja: "APIトークンを使えなくした", en: "Revoked an API token"),
        ]
    }
}
