import Domain

extension Catalogue {
    /// The menus and the reader's own answers.
    enum Menu {
        static let answers = LocalizedText(ja: "回答・情報", en: "Answers and information")
        static let running = LocalizedText(ja: "実施中の安否確認・一斉通報", en: "Under way")
        static func answeredOf(_ answered: String, _ people: String) -> LocalizedText {
            LocalizedText(
                ja: "\(people)のうち\(answered)人が回答。結果を見る", en: "\(answered) of \(people) answered. See the results")
        }
        static let settings = LocalizedText(ja: "設定", en: "Settings")
        static let myAnswers = LocalizedText(ja: "安否情報登録", en: "My answers")
        static let myAnswersNote = LocalizedText(ja: "自分の安否を回答する・直す", en: "Answer, or change your answer")
        static let disasterNote = LocalizedText(
            ja: "受け取った地震情報と、それによる送信", en: "Earthquake bulletins received and what they started")
        static let profile = LocalizedText(ja: "個人情報メンテナンス", en: "My profile")
        static let profileNote = LocalizedText(ja: "連絡先、発信順、住所、言語", en: "Contacts, their order, addresses, language")
        static let password = LocalizedText(ja: "パスワード", en: "Password")
        static let passwordNote = LocalizedText(ja: "自分のパスワードを変更する", en: "Change your own password")
        static let security = LocalizedText(ja: "ログインの安全", en: "Login and security")
        static let securityNote = LocalizedText(
            ja: "2要素認証、バックアップコード、ログイン中の端末",
            en: "Second factors, backup codes, where you are logged in")
        static let bookmarkNote = LocalizedText(ja: "いつでも使えるアドレスを保存する", en: "Keep the address that always works")
        static let reachable = LocalizedText(ja: "いざというとき、あなたに届くか", en: "Would we reach you?")
        static let reviewContacts = LocalizedText(ja: "連絡先を見直す", en: "Review your contacts")
        static let noContacts = LocalizedText(ja: "連絡先がまだありません", en: "No contacts yet")
        static let noContactsText = LocalizedText(
            ja: "このままでは安否確認が届きません。メールを1つ登録してください。",
            en: "Safety checks can't reach you. Please register one mail address.")
        static let noPhones = LocalizedText(ja: "電話の連絡先がまだありません", en: "No phone contacts yet")
        static let noPhonesText = LocalizedText(
            ja: "この団体のプランではメールが使われないため、このままでは安否確認が届きません。電話を1つ登録してください。",
            en:
                "Your organization's plan does not use mail, so safety checks can't reach you. Please register one phone number."
        )
        static let noContactsOfStaff = LocalizedText(
            ja: "このままではログインについてのお知らせが届きません。メールを1つ登録してください。",
            en: "Notices about your logins can't reach you. Please register one mail address.")
        static let waiting = LocalizedText(ja: "回答をお待ちしています", en: "We are waiting for your answer")
        static let answer = LocalizedText(ja: "回答する", en: "Answer")
        static let change = LocalizedText(ja: "回答を直す", en: "Change")
        static func unanswered(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "未回答 \(count)件", en: "\(count) unanswered")
        }
        static let lead = LocalizedText(
            ja: "1回押すだけで会社に届きます。あとから直せます。", en: "One press is all we need. You can change it later.")
        static let nothingOpen = LocalizedText(ja: "いま、お待ちしている回答はありません。", en: "Nothing is waiting for your answer.")
        static let history = LocalizedText(ja: "これまでの安否確認・一斉通報", en: "Earlier safety checks and broadcasts")
        static let columnTitle = LocalizedText(ja: "件名", en: "Subject")
        static let columnSent = LocalizedText(ja: "送信", en: "Sent")
        static let columnAnswer = LocalizedText(ja: "回答", en: "Answer")
        static let columnChange = LocalizedText(ja: "操作", en: "Action")
        static let answered = LocalizedText(ja: "回答済み", en: "Answered")
        static let noAnswer = LocalizedText(ja: "未回答", en: "Not answered")
        static let people = LocalizedText(ja: "社員の管理", en: "People")
        static let peopleNote = LocalizedText(
            ja: "追加、変更、退職、仮パスワードの発行", en: "Add, change, retire, issue temporary passwords")
        static let importing = LocalizedText(ja: "社員の一括取り込み", en: "Import people")
        static let importingNote = LocalizedText(ja: "CSVを確かめてから取り込む", en: "Check a CSV file, then import it")
        static let templates = LocalizedText(ja: "ひな形", en: "Templates")
        static let templatesNote = LocalizedText(ja: "送る文章を用意しておく", en: "Prepare what you will send")
        static let triggers = LocalizedText(ja: "自動送信の規則", en: "Trigger rule")
        static let triggersNote = LocalizedText(ja: "どの震度で、だれに送るか", en: "At which intensity, and to whom")
        static let organizationSettings = LocalizedText(ja: "団体の設定", en: "Organization settings")
        static let organizationSettingsNote = LocalizedText(
            ja: "名称、再送の回数と間隔、パスワードの決まり", en: "Title, retries and intervals, password rules")
        static let answerChoices = LocalizedText(ja: "安否の選択肢", en: "Answer choices")
        static let answerChoicesNote = LocalizedText(
            ja: "安否確認でたずねる言葉（5つまで）", en: "The words a safety check asks with (up to five)")
        static let audit = LocalizedText(ja: "監査記録", en: "Audit trail")
        static let auditNote = LocalizedText(ja: "だれが、いつ、何をしたか", en: "Who did what, and when")
    }

    /// The bookmark page.
    enum Bookmark {
        static let lead = LocalizedText(
            ja: "下のアドレスを保存しておくと、予備の設備に切り替わったときも、そのままログインできます。",
            en: "Keep the address below: it also works when we switch to the backup site.")
        static let address = LocalizedText(ja: "保存するアドレス", en: "The address to keep")
        static let stepOpen = LocalizedText(
            ja: "上のアドレスをコピーして、ブラウザーのアドレス欄で開きます。", en: "Copy the address above and open it in your browser.")
        static let stepKeep = LocalizedText(
            ja: "ログインする前の画面で、ブックマーク（お気に入り）に登録します。", en: "Bookmark that page before you log in.")
        static let stepPhone = LocalizedText(
            ja: "スマートフォンでは、ホーム画面に追加することもできます。", en: "On a phone you can also add it to the home screen.")
        static let toMenu = LocalizedText(ja: "メニューへ戻る", en: "Back to the menu")
        static let toLogin = LocalizedText(ja: "ログイン画面へ戻る", en: "Back to login")
    }
}
