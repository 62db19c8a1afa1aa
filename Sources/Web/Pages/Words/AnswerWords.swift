import Domain

/// The words of the answer pages, which also exist in やさしい日本語: one idea per sentence, spaces between phrases, a
/// reading for every kanji.
enum AnswerWords {
    static let languages = AnswerText(ja: "言語", easy: "ことば", en: "Language")
    static let title = AnswerText(ja: "安否を知らせる", easy: "だいじょうぶですか", en: "Are you safe?")
    /// Most system titles say themselves what they are for; then it is not said twice.
    static func from(_ organization: String) -> AnswerText {
        AnswerText(
            ja: organization.contains("安否") ? organization : "\(organization) 安否確認", easy: "会社(かいしゃ)からの しつもん",
            en: "\(organization) safety check")
    }
    static func bulletinFrom(_ organization: String) -> AnswerText {
        AnswerText(
            ja: "\(organization) 一斉通報", easy: "会社(かいしゃ)からの お知(し)らせ", en: "Message from \(organization)")
    }
    static let howTo = AnswerText(
        ja: "いちばん近いものを1回押してください。それだけで会社に届きます。くわしいことは、あとから書けます。",
        easy: "ボタンを 1つ 押(お)してください。会社(かいしゃ)に 届(とど)きます。",
        en: "Press the one that fits best, once. That is all we need. You can add details afterwards.")
    static let drill = AnswerText(
        ja: "【訓練】これは訓練です", easy: "これは 練習(れんしゅう)です。本当(ほんとう)の 地震(じしん)では ありません",
        en: "[DRILL] This is a drill")
    static let late = AnswerText(
        ja: "この安否確認は終了しています。回答は「締め切り後」として会社に残ります。",
        easy: "しめきりは 終(お)わりました。でも、答(こた)えを 送(おく)ることが できます。",
        en: "This check is closed. Your answer is still kept, marked as late.")
    static func quake(_ time: String, _ place: String) -> LocalizedText {
        LocalizedText(ja: "\(time) \(place)の地震。", en: "Earthquake in \(place), \(time).")
    }
    static func because(_ reason: String) -> LocalizedText {
        LocalizedText(ja: "届いた理由：\(reason)", en: "Why you got this: \(reason)")
    }
    static func quakeEasy(month: Int, day: Int, time: String, address: AddressKind?, intensity: String) -> HTML {
        let strength = intensity.replacing("強", with: " 強(きょう)").replacing("弱", with: " 弱(じゃく)")
        return """
            \(month)\(ruby("月(がつ)"))\(day)\(ruby("日(にち)")) \(time) \(ruby("地震(じしん)です。"))\
            \(address.map(shaken))\(when: !intensity.isEmpty, ruby("震度(しんど)は \(strength)です。"))
            """
    }
    static func shaken(_ address: AddressKind) -> HTML {
        switch address {
        case .work: ruby("あなたの 会社(かいしゃ)の 場所(ばしょ)が とても 揺(ゆ)れました。")
        case .home1, .home2: ruby("あなたの 家(いえ)の 場所(ばしょ)が とても 揺(ゆ)れました。")
        }
    }
    static let received = AnswerText(ja: "受け付けました", easy: "会社(かいしゃ)に 届(とど)きました", en: "We have your answer")
    static let detailsReceived = AnswerText(
        ja: "追加の内容も受け付けました", easy: "全部(ぜんぶ) 会社(かいしゃ)に 届(とど)きました", en: "We have your details too")
    static func receivedAt(_ time: String) -> AnswerText {
        AnswerText(
            ja: "\(time) に会社へ届きました。", easy: "会社(かいしゃ)は あなたの 答(こた)えを 見(み)ることが できます。",
            en: "Received \(time). ")
    }
    static let receivedLate = AnswerText(
        ja: "締め切り後の回答として残ります。", easy: "しめきりの あとの 答(こた)えです。", en: "It is kept as a late answer. ")
    static let stopped = AnswerText(
        ja: "電話などの残りの連絡は止めました。", easy: "もう 電話(でんわ)や メールは 来(き)ません。",
        en: "We have stopped the remaining calls and messages.")
    static let change = AnswerText(ja: "回答を直す", easy: "もういちど 答(こた)える", en: "Change my answer")
    static let more = AnswerText(ja: "よろしければ教えてください", easy: "できれば 教(おし)えてください", en: "If you can, tell us more")
    static let attendance = AnswerText(
        ja: "出社できますか", easy: "会社(かいしゃ)に 来(こ)られますか", en: "Can you come to work?")
    static let attendanceYes = AnswerText(ja: "できる", easy: "来(こ)られます", en: "Yes")
    static let attendanceNo = AnswerText(ja: "できない", easy: "来(こ)られません", en: "No")
    static let attendanceUnsure = AnswerText(ja: "まだわからない", easy: "わかりません", en: "Not sure yet")
    static let comment = AnswerText(
        ja: "ひとこと（200字まで）", easy: "言(い)いたい ことを 書(か)いてください", en: "Comment (up to 200 characters)")
    static let place = AnswerText(
        ja: "いまいる場所と、けがのようす（200字まで）", easy: "どこに いますか。どんな けがですか",
        en: "Where you are, and how you are hurt (up to 200 characters)")
    static let callFirst = AnswerText(
        ja: "命の危険があるときは、すぐに119番へ電話してください。この回答では救急車は来ません。",
        easy: "とても 危(あぶ)ない ときは、すぐに 119に 電話(でんわ)を してください。",
        en: "If life is in danger, call 119 now. This answer does not call an ambulance.")
    static let unhurt = AnswerText(ja: "けがはありません", easy: "けがは ありません", en: "No injury")
    static let movesAlone = AnswerText(
        ja: "自分で動けます", easy: "自分(じぶん)で 動(うご)けます", en: "I can move by myself")
    static let chosen = AnswerText(
        ja: "会社があなたにたずねています。", easy: "会社(かいしゃ)が あなたに 聞(き)いています。", en: "Your company asks you.")
    static let addAndSend = AnswerText(ja: "追加して送る", easy: "送(おく)る", en: "Add and send")
    static let mayClose = AnswerText(
        ja: "この画面は閉じてかまいません。状況が変わったら、同じリンクからいつでも回答し直せます。",
        easy: "この ページは 閉(し)めて だいじょうぶです。もういちど 答(こた)えることも できます。",
        en: "You can close this page. If things change, answer again from the same link.")
    static let back = AnswerText(ja: "メニューへ戻る", easy: "メニューに もどる", en: "Back to the menu")
    static let read = AnswerText(ja: "読みました", easy: "読(よ)みました", en: "I have read this")
    static let submit = AnswerText(ja: "回答を送る", easy: "送(おく)る", en: "Send my answers")
    static let closed = AnswerText(
        ja: "この安否確認は終了しました", easy: "この しつもんは 終(お)わりました", en: "This check is closed")
    static let closedText = AnswerText(
        ja: "いまの状況は会社へ直接お知らせください。", easy: "会社(かいしゃ)に 電話(でんわ)を してください。",
        en: "Please tell your company directly.")
    static let left = AnswerText(
        ja: "この団体での登録は終わっています", easy: "この 会社(かいしゃ)の 登録(とうろく)は 終(お)わっています",
        en: "You are no longer registered here")
    static let leftText = AnswerText(
        ja: "退職された方の回答は受け付けていません。回答は記録していません。心当たりがないときは、会社へ直接お知らせください。",
        easy: "会社(かいしゃ)を やめた人(ひと)は 答(こた)えなくて いいです。ちがうときは、会社(かいしゃ)に 電話(でんわ)を してください。",
        en:
            "Answers of people who have left are not taken, and nothing was recorded. If you have not left, tell your company directly."
    )
    static let unknown = AnswerText(
        ja: "このリンクでは回答できません", easy: "この リンクは 使(つか)えません", en: "This link can't be used")
    static let unknownText = AnswerText(
        ja: "リンクが途中で切れていることがあります。届いたメールのリンク全体を、もう一度開いてください。",
        easy: "メールの リンクを もういちど 開(ひら)いてください。", en: "It may be cut off. Open the whole link in the message again.")
    static let busy = AnswerText(
        ja: "いま混み合っています。回答はまだ届いていません。", easy: "まだ 届(とど)いていません。",
        en: "We are busy and do not have your answer yet.")
    static let busyText = AnswerText(
        ja: "少し待ってから、下のボタンを押してください。同じ回答をもう一度送ります。",
        easy: "すこし 待(ま)って、ボタンを 押(お)してください。", en: "Wait a moment, then press the button to send the same answer again.")
    static let unavailable = AnswerText(
        ja: "いま混み合っています", easy: "いま たくさんの 人(ひと)が 見(み)ています", en: "We are busy")
    static let unavailableText = AnswerText(
        ja: "数秒後に、自動でもう一度開きます。このままお待ちください。", easy: "すこし 待(ま)ってください。もういちど 開(ひら)きます。",
        en: "This page opens again by itself in a few seconds. Please wait.")
    static let choose = AnswerText(
        ja: "下の中から1つ選んで、押してください。", easy: "下(した)の ボタンを 1つ 押(お)してください。", en: "Please press one of the answers below.")
    static func current(_ answer: AnswerText) -> AnswerText {
        AnswerText(
            ja: "いまの回答：\(answer.japanese)", easy: "いまの 答(こた)え：\(answer.easy)",
            en: "Your answer now: \(answer.english)")
    }
    static func asked(_ reason: String) -> LocalizedText {
        LocalizedText(ja: "届いた理由：\(reason)", en: "Why you got this: \(reason)")
    }
    static let again = AnswerText(ja: "もう一度送る", easy: "もういちど 送(おく)る", en: "Send again")
    static let emergency = AnswerText(
        ja: "命の危険があるときは、先に119番へ", easy: "とても 危(あぶ)ない ときは、さきに 119に 電話(でんわ)を してください",
        en: "If life is in danger, call 119 first")
}
