import Domain
import Notify

extension Catalogue {
    /// The list of broadcasts.
    enum Broadcasts {
        static let noSubject = LocalizedText(ja: "（件名なし）", en: "(no subject)")
        static let title = LocalizedText(ja: "安否確認・一斉通報の一覧", en: "Safety checks and broadcasts")
        static let compose = LocalizedText(ja: "新しく送る", en: "New")
        static let safety = LocalizedText(ja: "安否確認（本番）", en: "Safety check")
        static let drill = LocalizedText(ja: "安否確認（訓練）", en: "Safety check (drill)")
        static let bulletin = LocalizedText(ja: "一斉通報", en: "Broadcast")
        static let drillTag = LocalizedText(ja: "訓練", en: "Drill")
        static let stateDraft = LocalizedText(ja: "下書き", en: "Draft")
        static let stateWaiting = LocalizedText(ja: "まもなく送信", en: "About to be sent")
        static let stateOpen = LocalizedText(ja: "実施中", en: "Open")
        static let stateStopped = LocalizedText(ja: "送信停止", en: "Sending stopped")
        static let stateClosed = LocalizedText(ja: "終了", en: "Closed")
        static let stateCalledOff = LocalizedText(ja: "取り消し", en: "Called off")
        static let byTrigger = LocalizedText(ja: "自動送信", en: "Sent automatically")
        static func byPerson(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name) さんが送信", en: "Sent by \(name)")
        }
        static let byRemovedPerson = LocalizedText(ja: "削除された方が送信", en: "Sent by a person who was removed since")
        static let byCommandLine = LocalizedText(ja: "運用担当者がコマンドで送信", en: "Sent by the operator's command")
        static func draftByPerson(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name) さんが作成、未送信", en: "Written by \(name), not sent")
        }
        static let notSent = LocalizedText(ja: "未送信", en: "Not sent")
        static func byIntegration(_ name: String) -> LocalizedText {
            LocalizedText(ja: "連携「\(name)」から送信", en: "Sent by integration \(name)")
        }
        static let subject = LocalizedText(ja: "件名", en: "Subject")
        static let kind = LocalizedText(ja: "種類", en: "Kind")
        static let state = LocalizedText(ja: "状態", en: "State")
        static let startedAt = LocalizedText(ja: "送信", en: "Sent")
        static let answeredOf = LocalizedText(ja: "回答 / 対象", en: "Answered / asked")
        static let nothingYet = LocalizedText(ja: "当てはまるものはありません。", en: "There is nothing here.")
    }

    /// Writing a broadcast.
    enum Compose {
        static let title = LocalizedText(ja: "一斉送信の作成", en: "New message")
        static let draftTitle = LocalizedText(ja: "下書きの編集", en: "Edit draft")
        static let lead = LocalizedText(
            ja: "この画面ではまだ送信されません。次の画面で、届く人数と時間を確かめてから送ります。",
            en: "Nothing is sent from here. On the next page you see how many it reaches, and when.")
        static let kind = LocalizedText(ja: "種類", en: "Kind")
        static let targetsGone = LocalizedText(
            ja: "この下書きは、送る相手を選び直すまで送信できません", en: "This draft cannot be sent until you choose anew whom it goes to")
        static let regionsGoneText = LocalizedText(
            ja: "代わりの地域が1つに決まらないため、その場所を含むいまの地域を対象に入れてあります（わからないときは入っていません）。対象の地域を確かめて、必要なら選び直してください。",
            en:
                "It is not certain which region takes its place, so the regions that contain its places are chosen now, if they are known. Look at the regions, and choose anew where needed."
        )
        static let safetyNote = LocalizedText(ja: "災害などで、いま確認が必要なとき", en: "When you need to know now, after a disaster")
        static let drillNote = LocalizedText(
            ja: "件名・本文・回答画面のすべてに【訓練】と表示されます", en: "Subject, text and answer page all say [DRILL]")
        static let bulletinNote = LocalizedText(ja: "お知らせや、自由な質問を送るとき", en: "For news, or questions of your own")
        static let targets = LocalizedText(ja: "送る相手", en: "Send to")
        static let withoutDoubles = LocalizedText(ja: "（重なりを除いた人数）", en: "(each person counted once)")
        static let recount = LocalizedText(ja: "人数を数える", en: "Count")
        static let targetsHint = LocalizedText(
            ja: "下の条件のどれかに当てはまる方へ送ります。", en: "It goes to everyone who fits any of these.")
        static let everyone = LocalizedText(ja: "全員に送る", en: "Everybody")
        static let regions = LocalizedText(ja: "地域", en: "Regions")
        static let departments = LocalizedText(ja: "部門", en: "Departments")
        static let locations = LocalizedText(ja: "ロケーション", en: "Locations")
        static let roles = LocalizedText(ja: "権限", en: "Roles")
        static let pickRegions = LocalizedText(ja: "地域を選ぶ", en: "Choose regions")
        static let pickPrefectures = LocalizedText(ja: "都道府県を選ぶ", en: "Choose prefectures")
        static let pickDepartments = LocalizedText(ja: "部門を選ぶ", en: "Choose departments")
        static let pickLocations = LocalizedText(ja: "ロケーションを選ぶ", en: "Choose locations")
        static func more(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "ほか\(count)件", en: "\(count) more")
        }
        static func andMore(_ count: Int) -> LocalizedText {
            LocalizedText(ja: " ほか\(count)件", en: " and \(count) more")
        }
        static func whole(_ prefecture: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "\(prefecture[.japanese])の全域", en: "All of \(prefecture[.english])")
        }
        static let wholeTick = LocalizedText(ja: "全域", en: "All of it")
        static func chosen(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "\(count)件を選択", en: "\(count) chosen")
        }
        static let pickMap = LocalizedText(ja: "都道府県", en: "Prefectures")
        static let pickMapHint = LocalizedText(
            ja: "都道府県を選ぶと、その地域の一覧へ移ります。濃いところは、選択済みの都道府県です。",
            en: "A prefecture leads to its regions below. The dark ones have something chosen.")
        static let pickPrefectureMapHint = LocalizedText(
            ja: "都道府県を選ぶと、下の一覧のチェック欄へ移ります。濃いところは、選択済みの都道府県です。",
            en: "A prefecture leads to its checkbox below. The dark ones are chosen.")
        static let pickLead = LocalizedText(
            ja: "チェックしたものが送る相手になります。", en: "It goes to what you tick.")
        static let pickForTriggers = LocalizedText(
            ja: "チェックした地域の地震情報だけで、自動送信します。", en: "Only bulletins for the regions you tick send automatically.")
        static let usePickedRegions = LocalizedText(ja: "選んだ地域だけを見る", en: "Use these")
        static let usePicked = LocalizedText(ja: "選んだものを送る相手にする", en: "Use these")
        static let people = LocalizedText(ja: "人を指定", en: "Named people")
        static let peopleHint = LocalizedText(ja: "IDを1行に1人ずつ入力します。", en: "One login ID per line.")
        static let content = LocalizedText(ja: "内容", en: "Message")
        static let template = LocalizedText(ja: "ひな形", en: "Template")
        static let load = LocalizedText(ja: "読み込む", en: "Load")
        static let subject = LocalizedText(ja: "件名", en: "Subject")
        static let body = LocalizedText(ja: "本文", en: "Text")
        static let bodyHint = LocalizedText(
            ja: "回答用のリンクと、届いた理由は自動で加わります。管理者の書いた文は翻訳されません。「\(OwnLanguage.divider)」だけの行を入れると、その上は日本語の方に、下は英語の方に届きます。",
            en:
                "The answer link and the reason are added. What you write is not translated. A line “\(OwnLanguage.divider)” divides a Japanese part from an English one; each person gets their own."
        )
        static let answerPeriod = LocalizedText(ja: "回答の受付期間", en: "Answers are taken for")
        static let answerPeriodHint = LocalizedText(
            ja: "1時間から720時間（30日）まで。過ぎた回答は「締め切り後」として残ります。",
            en: "1 to 720 hours (30 days). Later answers are kept as late.")
        static let hours = LocalizedText(ja: "時間", en: "hours")
        static let urgent = LocalizedText(ja: "急ぎの通報として送る", en: "Send as urgent")
        static let urgentNote = LocalizedText(
            ja: "待てるものより先に送ります。安否確認は、いつも急ぎで送ります", en: "Goes before what can wait; safety checks always do")
        static let asks = LocalizedText(ja: "たずねること", en: "Questions")
        static let asksHint = LocalizedText(ja: "安否確認でたずねます。", en: "Asked by a safety check.")
        static let asksSafety = LocalizedText(ja: "安否", en: "Safety")
        static let slash = LocalizedText(ja: " ／ ", en: " / ")
        static let asksAttendance = LocalizedText(ja: "出社できるか", en: "Can you come to work?")
        static let attendanceChoices = LocalizedText(
            ja: "できる ／ できない ／ まだわからない", en: "Yes / No / Not sure yet")
        static let asksComment = LocalizedText(ja: "ひとこと", en: "Comment")
        static let commentNote = LocalizedText(ja: "200字まで、任意", en: "Up to 200 characters, optional")
        static let ownQuestions = LocalizedText(ja: "自由な質問", en: "Your own questions")
        static let ownQuestionsHint = LocalizedText(
            ja: "一斉通報でたずねます。3つまで、なくてもかまいません。", en: "Asked by a broadcast. Up to three, or none.")
        static func question(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "質問\(number)", en: "Question \(number)")
        }
        static func choices(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "質問\(number)の選択肢", en: "Choices for question \(number)")
        }
        static let choicesHint = LocalizedText(
            ja: "1行に1つ、5つまで。空欄なら文章で答えていただきます。", en: "One per line, up to five. Leave empty for a free answer.")
        static let toPreflight = LocalizedText(ja: "送信前の確認へ進む", en: "Check before sending")
        static let removeDraft = LocalizedText(ja: "下書きを削除する", en: "Remove the draft")
        static let removeTitle = LocalizedText(ja: "下書きの削除の確認", en: "Confirm removing a draft")
        static let removeHeading = LocalizedText(ja: "この下書きを削除しますか", en: "Remove this draft?")
        static let removeText = LocalizedText(
            ja: "だれにも送られていません。元に戻すことはできません。", en: "Nobody has received it. It can't be brought back.")
        static let saveDraft = LocalizedText(ja: "下書きに保存", en: "Save draft")
        static let sample = LocalizedText(ja: "届くメールの見本", en: "How the mail will look")
        static func from(_ sender: String) -> LocalizedText {
            LocalizedText(ja: "差出人 \(sender)", en: "From \(sender)")
        }
        static let drillPrefix = LocalizedText(ja: "【訓練】", en: "[DRILL] ")
        static let subjectToCome = LocalizedText(ja: "（件名）", en: "(subject)")
        static let sampleName = LocalizedText(ja: "（お名前） さん", en: "(name)")
        static let sampleLink = LocalizedText(ja: "▼ 回答する（ログイン不要）", en: "▼ Answer (no login needed)")
        static func sampleReason(_ reason: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "届いた理由：\(reason[.japanese])", en: "Why you got this: \(reason[.english])")
        }
        static let reasonEveryone = LocalizedText(ja: "全員にお送りしています", en: "Everyone is asked")
        static func reasonPlace(_ address: LocalizedText, _ place: String) -> LocalizedText {
            LocalizedText(
                ja: "\(address[.japanese])（\(place)）が対象のため",
                en: "Your \(address[.english].lowercased()) (\(place)) is in the area asked")
        }
        static func reasonDepartment(_ name: String) -> LocalizedText {
            LocalizedText(ja: "所属（\(name)）が対象のため", en: "Your department (\(name)) is asked")
        }
        static func reasonLocation(_ name: String) -> LocalizedText {
            LocalizedText(ja: "ロケーション（\(name)）が対象のため", en: "Your location (\(name)) is asked")
        }
        static let reasonRole = LocalizedText(ja: "権限が対象のため", en: "Your role is asked")
        static let reasonNamed = LocalizedText(ja: "宛先に指定されたため", en: "You were named as a recipient")
        static let reasonToCome = LocalizedText(ja: "（送る相手を選ぶと決まります）", en: "(depends on whom you choose)")
    }

    /// Templates.
    enum Templates {
        static let title = LocalizedText(ja: "ひな形の一覧", en: "Templates")
        static let new = LocalizedText(ja: "ひな形を加える", en: "New template")
        static let newTitle = LocalizedText(ja: "ひな形の追加", en: "New template")
        static let editTitle = LocalizedText(ja: "ひな形の編集", en: "Edit template")
        static let name = LocalizedText(ja: "名前", en: "Name")
        static let nameHint = LocalizedText(ja: "選ぶときの目印です。送信には使われません。", en: "To find it again; never sent.")
        static let updated = LocalizedText(ja: "更新", en: "Updated")
        static let usedByTrigger = LocalizedText(ja: "自動送信で使用", en: "Used by the trigger rule")
        static let nothingYet = LocalizedText(ja: "ひな形はまだありません。", en: "There are no templates yet.")
        static let remove = LocalizedText(ja: "削除する", en: "Remove")
        static let removeHeading = LocalizedText(ja: "このひな形を削除しますか", en: "Remove this template?")
        static let removeTitle = LocalizedText(ja: "ひな形の削除の確認", en: "Confirm removing a template")
        static let removeText = LocalizedText(
            ja: "これまでに送ったものは変わりません。", en: "What was sent before stays as it is.")
        static let back = LocalizedText(ja: "ひな形の一覧へ戻る", en: "Back to the templates")
    }
}
