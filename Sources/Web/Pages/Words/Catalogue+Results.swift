import Domain

extension Catalogue {
    /// Results of a broadcast.
    enum Results {
        static func title(_ subject: String) -> LocalizedText {
            LocalizedText(ja: "送信結果：\(subject)", en: "Results: \(subject)")
        }
        static let updating = LocalizedText(ja: "更新中", en: "Updating")
        static let stopped = LocalizedText(ja: "更新停止中", en: "Updates stopped")
        static let signedOut = LocalizedText(
            ja: "ログアウトしました。続きを見るには、ログインしてください。", en: "You are logged out. Log in to go on watching.")
        static func asOf(_ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time) 時点", en: "as of \(time)")
        }
        static let stopUpdates = LocalizedText(ja: "更新を止める", en: "Stop updates")
        static let resumeUpdates = LocalizedText(ja: "更新を続ける", en: "Resume updates")
        static let spoken = LocalizedText(ja: "結果を更新しました。", en: "Results updated.")
        static func summary(answered: String, waiting: String, unreached: String) -> LocalizedText {
            LocalizedText(
                ja: "回答あり\(answered)、返事を待っている\(waiting)、連絡できていない\(unreached)。",
                en: "Answered: \(answered). Waiting: \(waiting). Not reached: \(unreached).")
        }
        static let unreached = LocalizedText(ja: "連絡できていない", en: "Not reached")
        static let hurt = LocalizedText(ja: "けが・助けが必要", en: "Hurt or need help")
        static let waiting = LocalizedText(ja: "返事を待っている", en: "Waiting for an answer")
        static let asked = LocalizedText(ja: "対象", en: "Asked")
        static func openedOf(_ count: String) -> LocalizedText {
            LocalizedText(ja: "うち開封済み \(count)", en: "\(count) opened the page")
        }
        static func counting(_ people: String) -> LocalizedText {
            LocalizedText(ja: "対象の方を数えています。いま\(people)です", en: "Still finding the people: \(people) so far")
        }
        static func withoutPrefecture(_ people: String) -> LocalizedText {
            LocalizedText(ja: "このほか、住所が登録されていない方 \(people)", en: "Besides, without an address: \(people)")
        }
        static let noDepartment = LocalizedText(ja: "部門なし", en: "No department")
        static let useAgain = LocalizedText(ja: "この内容で新しく作る", en: "Use this for a new one")
        static let answered = LocalizedText(ja: "回答あり", en: "Answered")
        static func ofTargets(_ people: String, _ percent: String) -> LocalizedText {
            LocalizedText(ja: "対象 \(people)の \(percent)", en: "\(percent) of \(people)")
        }
        static let howFar = LocalizedText(ja: "どこまで届いたか", en: "How far it came")
        static func sum(_ people: String) -> LocalizedText {
            LocalizedText(
                ja: "7つの数を足すと、いつでも対象の\(people)になります", en: "The seven numbers always add up to \(people)")
        }
        static func mailProgress(_ planned: String, _ handedOn: String) -> LocalizedText {
            LocalizedText(
                ja: "メール\(planned)通のうち\(handedOn)通を相手側に渡しました。", en: "\(handedOn) of \(planned) mails were handed on.")
        }
        static func callProgress(_ made: String, _ left: String) -> LocalizedText {
            LocalizedText(ja: "電話は\(made)回発信、順番を待つ電話は\(left)回。", en: "Calls: \(made) made, \(left) waiting their turn.")
        }
        static func mailsWait(_ count: String, _ reason: String) -> LocalizedText {
            LocalizedText(ja: "メール\(count)通が待っています：\(reason)。", en: "\(count) mails wait: \(reason).")
        }
        static func callsWait(_ count: String, _ reason: String) -> LocalizedText {
            LocalizedText(ja: "電話\(count)回が待っています：\(reason)。", en: "\(count) calls wait: \(reason).")
        }
        static func nextTry(_ time: String) -> LocalizedText {
            LocalizedText(ja: "次は\(time)です。", en: "The next goes at \(time).")
        }
        static func callsDone(_ made: String) -> LocalizedText {
            LocalizedText(ja: "電話は\(made)回発信しました。", en: "Calls made: \(made).")
        }
        static let restCalledOff = LocalizedText(ja: "残りの送信は取りやめました。", en: "What was left was called off.")
        static func ends(_ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time)ごろ終わる見込みです。", en: "Expected to end about \(time).")
        }
        static func finished(_ time: String) -> LocalizedText {
            LocalizedText(ja: "送信は\(time)にすべて終わりました。", en: "All attempts were done at \(time).")
        }
        static let goesOn = LocalizedText(ja: "送信は続いています。", en: "Sending goes on.")
        static let allDone = LocalizedText(ja: "送信はすべて終わりました。", en: "All attempts are done.")
        static let nothingWasSent = LocalizedText(
            ja: "取り消したため、だれにも送っていません。", en: "It was called off, so nothing was sent.")
        static let nothingSentYet = LocalizedText(ja: "まだ送り始めていません。", en: "Nothing has been sent yet.")
        static let sentenceGap = LocalizedText(ja: "", en: " ")
        static func progress(_ sentences: String) -> LocalizedText {
            LocalizedText(ja: "送信の進み具合：\(sentences)", en: "Progress: \(sentences)")
        }
        static let byDepartment = LocalizedText(ja: "部門別", en: "By department")
        static let departmentCaption = LocalizedText(
            ja: "回答率の低い順。部門名を押すと名簿が開きます。", en: "Lowest rate first. A name opens its people.")
        static let department = LocalizedText(ja: "部門", en: "Department")
        static let answeredOf = LocalizedText(ja: "回答 / 対象", en: "Answered / asked")
        static let chart = LocalizedText(ja: "グラフ", en: "Chart")
        static let rate = LocalizedText(ja: "率", en: "Rate")
        static let hurtShort = LocalizedText(ja: "けが", en: "Hurt")
        static let unreachedShort = LocalizedText(ja: "連絡できず", en: "Not reached")
        static let total = LocalizedText(ja: "合計", en: "Total")
        static let byPrefecture = LocalizedText(ja: "都道府県別の回答率", en: "Answers by prefecture")
        static let map = LocalizedText(
            ja: "都道府県別の回答率。色の付いた県が今回の対象です。", en: "Answer rate by prefecture. Coloured ones were asked.")
        static let byRegion = LocalizedText(ja: "地域別の回答率", en: "Answers by region")
        static let allRegions = LocalizedText(ja: "この都道府県のすべての地域を表示する", en: "Show all regions of this prefecture")
        static let noRegion = LocalizedText(ja: "地域の登録なし", en: "No region registered")
        static let someoneHurt = LocalizedText(ja: "助けが必要な方あり", en: "Somebody needs help")
        static let mapHint = LocalizedText(
            ja: "強く塗られた県は回答率70%未満、太い枠は重いけがの方がいる県、字の薄い県は対象外です。",
            en: "Dark: under 70 % answered. Thick frame: somebody needs help. Faint: not asked.")
        static func tile(_ name: String, _ rate: String, _ people: String, hasGrave: Bool) -> LocalizedText {
            LocalizedText(
                ja: "\(name) 回答\(rate) 対象\(people)\(hasGrave ? " 助けが必要な方あり" : "")",
                en: "\(name): \(rate) of \(people) answered\(hasGrave ? ", somebody needs help" : "")")
        }
        static let unreachedHeading = LocalizedText(ja: "連絡できていない方", en: "Not reached")
        static func fileKind(_ kind: ResultsFileName) -> LocalizedText {
            switch kind {
            case .everybody: LocalizedText(ja: "結果", en: "results")
            case .part: LocalizedText(ja: "結果の一部", en: "part-of-results")
            case .withoutPath: LocalizedText(ja: "連絡手段のない方", en: "no-way-to-reach")
            }
        }
        static let listCSV = LocalizedText(ja: "名簿をCSVで保存", en: "Save the list as CSV")
        static let name = LocalizedText(ja: "氏名", en: "Name")
        static let reason = LocalizedText(ja: "理由", en: "Reason")
        static let lastRecord = LocalizedText(ja: "最後の記録", en: "Last record")
        static let nextStep = LocalizedText(ja: "できること", en: "What you can do")
        static let everyPathRefused = LocalizedText(ja: "すべての連絡先で届かなかった", en: "No contact got through")
        static let callDirectly = LocalizedText(ja: "上長から電話で確認", en: "Have the manager call")
        static let nobodyUnreached = LocalizedText(ja: "いまのところ、該当する方はいません。", en: "Nobody, so far.")
        static func seeAll(_ people: String) -> LocalizedText {
            LocalizedText(ja: "\(people)すべてを見る", en: "See all: \(people)")
        }
        static let resend = LocalizedText(ja: "未回答の方へもう一度送る", en: "Send again to those without an answer")
        static let resultsCSV = LocalizedText(ja: "結果をCSVで保存", en: "Save the results as CSV")
        static let close = LocalizedText(ja: "終了する", en: "Close")

        static func peopleTitle(_ subject: String) -> LocalizedText {
            LocalizedText(ja: "名簿：\(subject)", en: "People: \(subject)")
        }
        static let peopleHeading = LocalizedText(ja: "名簿", en: "People")
        static func backTo(_ subject: String) -> LocalizedText {
            LocalizedText(ja: "\(subject) の結果へ戻る", en: "Back to the results of \(subject)")
        }
        static let nobody = LocalizedText(ja: "当てはまる方はいません。", en: "Nobody fits.")
        static let query = LocalizedText(ja: "氏名・カナ・ID", en: "Name, kana or ID")
        static let state = LocalizedText(ja: "状態", en: "State")
        static let prefecture = LocalizedText(ja: "都道府県", en: "Prefecture")
        static let answer = LocalizedText(ja: "回答", en: "Answer")

        static func callOffUntil(_ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time)に送り始めます。まだだれにも届いていません", en: "Sending starts at \(time). Nobody has it yet")
        }
        static let callOff = LocalizedText(ja: "送信を取り消す", en: "Call it off")
        static let stop = LocalizedText(ja: "送信を止める", en: "Stop sending")
        static let stopTitle = LocalizedText(ja: "送信停止の確認", en: "Confirm stopping")
        static let stopHeading = LocalizedText(ja: "送信を止めますか", en: "Stop sending?")
        static let stopLead = LocalizedText(
            ja: "残っている送信をすべて取りやめます。回答は、このあとも受け付けます。",
            en: "Everything still to be sent is called off. Answers are still taken.")
        static let alreadyThere = LocalizedText(ja: "すでに渡した方", en: "Handed on already")
        static let stopLeave = LocalizedText(ja: "止めずに戻る", en: "Back without stopping")

        static let closeTitle = LocalizedText(ja: "終了の確認", en: "Confirm closing")
        static let closeHeading = LocalizedText(ja: "この送信を終了しますか", en: "Close this?")
        static let closeLead = LocalizedText(
            ja: "終了すると、残っている送信をすべて取りやめます。元には戻せません。",
            en: "Closing calls off everything that is still to be sent. It can't be undone.")
        static let notAnswered = LocalizedText(ja: "未回答", en: "Not answered")
        static let attemptsLeft = LocalizedText(ja: "取りやめる送信", en: "To be called off")
        static func attempts(_ count: String) -> LocalizedText {
            LocalizedText(ja: "\(count)件", en: count == "1" ? "1 attempt" : "\(count) attempts")
        }
        static let closeLate = LocalizedText(
            ja: "終了後30日間に届いた回答は、「締め切り後」として残ります。", en: "Answers within 30 days after closing are kept as late.")
        static let closeSubmit = LocalizedText(ja: "終了する", en: "Close")
        static let closeLeave = LocalizedText(ja: "終了せずに戻る", en: "Back without closing")

        static let resendTitle = LocalizedText(ja: "再送の確認", en: "Confirm sending again")
        static let resendHeading = LocalizedText(ja: "未回答の方へもう一度送りますか", en: "Send again to those without an answer?")
        static let resendLead = LocalizedText(
            ja: "それぞれの発信順で、最初から送り直します。回答済みの方には送りません。",
            en: "It starts over in each person's own order. Nobody who answered gets it.")
        static let resendTo = LocalizedText(ja: "送る相手", en: "Send to")
        static func atMost(_ count: String) -> LocalizedText {
            LocalizedText(ja: "最大\(count)", en: "at most \(count)")
        }
        static func stillSending(_ count: String) -> LocalizedText {
            LocalizedText(ja: "はじめの送信がまだ\(count)件残っています", en: "The first sending still has attempts to come: \(count)")
        }
        static let stillSendingText = LocalizedText(
            ja: "残りは取りやめ、新しい順番に置き換えます。", en: "They are called off and replaced by the new round.")
        static let resendSubmit = LocalizedText(ja: "もう一度送る", en: "Send again")
    }

    /// The timeline of one person.
    enum Timeline {
        static func title(_ name: String) -> LocalizedText {
            LocalizedText(ja: "送信と回答の記録：\(name)", en: "Record of \(name)")
        }
        static let heading = LocalizedText(ja: "送信と回答の記録", en: "What was sent and answered")
        static let newestFirst = LocalizedText(ja: "新しい順にする", en: "Newest first")
        static let oldestFirst = LocalizedText(ja: "古い順にする", en: "Oldest first")
        static let planned = LocalizedText(ja: "予定", en: "Planned")
        static let handingOff = LocalizedText(ja: "送信中", en: "Being sent")
        static let ringing = LocalizedText(ja: "呼び出し中", en: "Ringing")
        static let accepted = LocalizedText(ja: "渡した", en: "Handed on")
        static let inDoubt = LocalizedText(ja: "渡せたか不明", en: "Unclear")
        static let temporary = LocalizedText(ja: "いまは受け取れない", en: "Not now")
        static let undeliverable = LocalizedText(ja: "不達", en: "Not delivered")
        static func because(_ reason: String) -> LocalizedText {
            LocalizedText(ja: "：\(reason)", en: ": \(reason)")
        }
        static let noAnswer = LocalizedText(ja: "応答なし", en: "No answer")
        static let busy = LocalizedText(ja: "話し中", en: "Busy")
        static let notConnected = LocalizedText(ja: "つながらない", en: "Not connected")
        static let talked = LocalizedText(ja: "通話したが未回答", en: "Taken, no answer given")
        static let cancelled = LocalizedText(ja: "取りやめ", en: "Called off")
        static let gaveUp = LocalizedText(ja: "時間切れ", en: "Given up")
        static func viaLink(_ contact: String) -> LocalizedText {
            LocalizedText(ja: "\(contact)のリンクから回答", en: "By the link in \(contact)")
        }
        static let viaSomeLink = LocalizedText(ja: "届いたリンクから回答", en: "By the link in a message")
        static let viaReply = LocalizedText(ja: "メールに返信して回答", en: "By a reply to a mail")
        static let familyMessage = LocalizedText(
            ja: "家族の伝言（本人が会社に見せているもの）", en: "A message of the family, shown by the person")
        static let ownFamilyMessage = LocalizedText(
            ja: "本人が家族の伝言板に書いた伝言（会社に見せているもの）", en: "The person's message to the family, shown by the person")
        static let unclearReply = LocalizedText(
            ja: "メールに返信がありましたが、回答としては読み取れませんでした", en: "A reply by mail that could not be read as an answer")
        static func viaKey(_ contact: String) -> LocalizedText {
            LocalizedText(ja: "\(contact)への電話で、番号を押して回答", en: "By key press, called on \(contact)")
        }
        static let viaCall = LocalizedText(ja: "本人が電話をかけて回答", en: "By calling in")
        static let viaLogin = LocalizedText(ja: "ログインして回答", en: "While logged in")
        static let viaProgram = LocalizedText(ja: "連携したシステムから回答", en: "From a connected system")
        static func viaProxy(_ author: String) -> LocalizedText {
            LocalizedText(ja: "\(author)が代わりに登録", en: "Entered by \(author)")
        }
        static let targeted = LocalizedText(ja: "対象になりました", en: "Became a target")
        static let opened = LocalizedText(ja: "回答画面が開かれた", en: "Answer page fetched")
        static let openedWhy = LocalizedText(ja: "メールの自動検査のこともあります", en: "It may have been a mail scanner")
        static let answerCame = LocalizedText(ja: "回答", en: "Answer")
        static func answerGiven(_ answer: String) -> LocalizedText {
            LocalizedText(ja: "回答「\(answer)」", en: "Answer: \(answer)")
        }
        static func lateAnswer(_ answer: String) -> LocalizedText {
            LocalizedText(ja: "締め切り後の回答「\(answer)」", en: "Late answer: \(answer)")
        }
        static func calledOff(_ contact: String, _ attempts: Int) -> LocalizedText {
            LocalizedText(
                ja: "\(contact)への送信（\(attempts)回）は取りやめ",
                en: "\(contact): \(attempts) \(attempts == 1 ? "attempt" : "attempts") called off")
        }
        static let resent = LocalizedText(ja: "管理者がもう一度送りました", en: "Sent again by an administrator")
        static func order(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "発信順\(number)", en: "Order \(number)")
        }
        static let firstTry = LocalizedText(ja: "1回目", en: "first try")
        static func retry(_ number: Int, of total: Int) -> LocalizedText {
            LocalizedText(ja: "再送\(number)/\(total)", en: "retry \(number) of \(total)")
        }
        static func interval(_ length: String) -> LocalizedText {
            LocalizedText(ja: "間隔\(length)", en: "after \(length)")
        }
        static func callTo(_ contact: String) -> LocalizedText {
            LocalizedText(ja: "\(contact)へ発信", en: "Call to \(contact)")
        }
        static func sum(planned: Int, done: Int, calledOff: Int) -> LocalizedText {
            LocalizedText(
                ja: "予定\(planned)回のうち\(done)回を実行、\(calledOff)回を取りやめ。記録はあとから書き換えられません。",
                en:
                    "Of \(planned) planned, \(done) were done and \(calledOff) called off. The record can't be rewritten."
            )
        }
        static let now = LocalizedText(ja: "いまの状況", en: "Now")
        static let answer = LocalizedText(ja: "安否", en: "Answer")
        static let answeredAt = LocalizedText(ja: "回答の時刻", en: "Answered")
        static let contacts = LocalizedText(ja: "連絡先", en: "Contacts")
        static let masked = LocalizedText(
            ja: "宛先は一部を伏せています。いま登録されているものです。", en: "Partly hidden. These are registered now.")
        static let attendance = LocalizedText(ja: "出社", en: "Coming to work")
        static let comment = LocalizedText(ja: "ひとこと", en: "Comment")
    }
}
