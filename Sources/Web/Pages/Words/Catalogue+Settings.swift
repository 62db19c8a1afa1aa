import Domain
import Tenants

extension Catalogue {
    /// The organization's settings.
    enum Settings {
        static let title = LocalizedText(ja: "団体の設定", en: "Organization settings")
        static let lead = LocalizedText(
            ja: "変えなければ標準の値のままです。おすすめの値は、いまの一般的な考え方によるものです。",
            en: "Untouched settings keep their default. Recommendations follow today's good practice.")
        static func leftOut(_ people: Int) -> LocalizedText {
            LocalizedText(
                ja: "使えなくなる方法だけを設定している方が\(people)人います。次のログインで最後に1回だけ使い、別の方法を設定していただきます。",
                en: """
                    \(people == 1 ? "One person has" : "\(people) people have") nothing but what would be forbidden. At the \
                    next login they use it a last time, and set up another method.
                    """)
        }
        static let back = LocalizedText(ja: "メンテナンスへ戻る", en: "Back to maintenance")
        static let naming = LocalizedText(ja: "名称", en: "Names")
        static let systemTitle = LocalizedText(ja: "システムタイトル", en: "System title")
        static let systemTitleHint = LocalizedText(
            ja: "画面の上と、メールの件名・本文に入ります。40文字まで。英語のメールでも訳しません。",
            en: "Stands on every page and in each mail; up to 40 characters, never translated.")
        static let times = LocalizedText(ja: "回", en: "times")
        static let characters = LocalizedText(ja: "文字", en: "characters")
        static let daysUnit = LocalizedText(ja: "日", en: "days")
        static let peopleUnit = LocalizedText(ja: "人", en: "people")
        static let minutes = LocalizedText(ja: "分", en: "minutes")
        static let secondsUnit = LocalizedText(ja: "秒", en: "seconds")
        static let plan = LocalizedText(ja: "プラン", en: "Plan")
        static let voice = LocalizedText(ja: "音声サービス", en: "Voice option")
        static let family = LocalizedText(ja: "家族サービス", en: "Family option")
        static let secondFactor = LocalizedText(ja: "2要素認証", en: "Second factor")
        static let isUsed = LocalizedText(ja: "あり", en: "Yes")
        static let isNotUsed = LocalizedText(ja: "なし", en: "No")
        static let provider = LocalizedText(ja: "外部アカウントの提供元", en: "Provider of other accounts")
        /// The operator sets it up, because the server itself calls whatever address stands there.
        static func provider(_ issuer: String?) -> LocalizedText {
            issuer.map { LocalizedText(ja: $0, en: $0) }
                ?? LocalizedText(ja: "なし（設定は運用担当者に依頼してください）", en: "None (the operator of the service can set one up)")
        }
        static let mailLimit = LocalizedText(ja: "メールの上限", en: "Limit of mails")
        static let voiceLimit = LocalizedText(ja: "電話の上限", en: "Limit of calls")
        /// What holds for the organization, and whether it was agreed with it alone.
        static func limit(_ limit: SendingLimit, standard: RateLimit?) -> LocalizedText {
            let isStandard = limit == .standard
            guard let rate = limit.inForce(standard: standard) else {
                return LocalizedText(
                    ja: isStandard ? "なし（標準）" : "なし", en: isStandard ? "None (default)" : "None")
            }
            let (number, unit) = period(rate)
            return LocalizedText(
                ja: "\(number)\(unit[.japanese])に\(rate.count)件まで\(isStandard ? "（標準）" : "")",
                en: "Up to \(rate.count) in \(number) \(unit[.english])\(isStandard ? " (default)" : "")")
        }
        private static func period(_ rate: RateLimit) -> (Int64, LocalizedText) {
            let milliseconds = rate.period.inMilliseconds
            let units: [(Int64, LocalizedText)] = [
                (86_400_000, LocalizedText(ja: "日", en: "d")), (3_600_000, LocalizedText(ja: "時間", en: "h")),
                (60_000, LocalizedText(ja: "分", en: "min")), (1_000, LocalizedText(ja: "秒", en: "s")),
            ]
            for (length, unit) in units where milliseconds % length == 0 { return (milliseconds / length, unit) }
            return (milliseconds, LocalizedText(ja: "ミリ秒", en: "ms"))
        }
        static func readings(_ number: Int) -> LocalizedText {
            LocalizedText(
                ja: "回答\(number)のやさしい日本語では、すべての漢字に読みを付けてください。例：助(たす)けて",
                en: "In easy Japanese of answer \(number), give every kanji its reading: 助(たす)けて")
        }
        static let contract = LocalizedText(ja: "契約の内容", en: "Contract")
        static let on = LocalizedText(ja: "する", en: "On")
        static let off = LocalizedText(ja: "しない", en: "Off")
        static func standard(_ value: String) -> LocalizedText {
            LocalizedText(ja: "標準：\(value)", en: "Default: \(value)")
        }
        static func standardRecommended(_ value: String) -> LocalizedText {
            LocalizedText(ja: "標準・おすすめ：\(value)", en: "Default, recommended: \(value)")
        }
        static func recommended(_ value: String) -> LocalizedText {
            LocalizedText(ja: "おすすめ：\(value)", en: "Recommended: \(value)")
        }
        static let answersLead = LocalizedText(
            ja: "良い順に2つ以上5つまで。安否確認の回答画面に、この順で並びます。",
            en: "Two to five, best first. The answer page shows them in this order.")
        static let easyHint = LocalizedText(
            ja: "やさしい日本語では、漢字のすぐ後に読みを ( ) で書きます。例：助(たす)けて ください",
            en: "In easy Japanese, write the reading in brackets right after the kanji: 助(たす)けて ください")
        static func answer(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "回答\(number)", en: "Answer \(number)")
        }
        static let inJapanese = LocalizedText(ja: "日本語", en: "In Japanese")
        static let inEnglish = LocalizedText(ja: "英語", en: "In English")
        static let inEasyJapanese = LocalizedText(ja: "やさしい日本語", en: "In easy Japanese")
        static let severityLabel = LocalizedText(ja: "重さ", en: "Severity")
        static func severity(_ severity: Severity) -> LocalizedText {
            switch severity {
            case .safe: LocalizedText(ja: "● 無事", en: "● Safe")
            case .hurt: LocalizedText(ja: "▲ けが", en: "▲ Hurt")
            case .grave: LocalizedText(ja: "◆ 助けが必要", en: "◆ Needs help")
            }
        }
    }

    /// The trigger rule.
    enum Triggers {
        static let lead = LocalizedText(
            ja: "気象庁の地震情報が届いたとき、人の手を待たずに安否確認を送る決まりです。",
            en: "Which earthquake bulletins start a safety check without waiting for anybody.")
        static func regionsGone(_ names: String) -> LocalizedText {
            LocalizedText(ja: "気象庁の地域が変わりました：\(names)は、いまはありません", en: "JMA changed its regions: \(names) is gone")
        }
        static let regionsGoneText = LocalizedText(
            ja: "代わりの地域が1つに決まらないため、その場所を含む地域をすべて対象に入れてあります。「見る地域」を確かめて、必要なら選び直してください。",
            en:
                "It is not certain which region takes its place, so all regions that contain its places count for now. Look at the regions below, and choose anew where needed."
        )
        static let regionsGoneWithoutSuccessor = LocalizedText(
            ja: "代わりの地域がわからないため、この地域の地震では自動で送信されません。「見る地域」を選び直してください。",
            en:
                "It is not known which region takes its place, so nothing is sent by itself there. Choose the regions anew."
        )
        static let keepRegions = LocalizedText(ja: "この地域のまま続ける", en: "Keep these regions")
        static let regionsNotDone = LocalizedText(ja: "地域の確認は登録されていません。", en: "The regions are not confirmed.")
        static let isOn = LocalizedText(ja: "自動で安否確認を送る", en: "Send safety checks automatically")
        static let isOnNote = LocalizedText(ja: "外すと、情報の表示だけになります", en: "If off, bulletins are only shown")
        static let builtIn = LocalizedText(ja: "標準の文面", en: "Built-in words")
        static func onOff(_ isOn: Bool) -> LocalizedText {
            isOn ? LocalizedText(ja: "する", en: "On") : LocalizedText(ja: "しない", en: "Off")
        }
        static let minimum = LocalizedText(ja: "送る震度", en: "From which intensity")
        static let minimumHint = LocalizedText(
            ja: "この震度以上の地域が対象です（3以上）。5強をおすすめします。",
            en: "Regions of this intensity or more, from 3 up. We recommend 5 upper.")
        static let addresses = LocalizedText(ja: "見る住所", en: "Which addresses count")
        static let timing = LocalizedText(ja: "続報への備え", en: "Further bulletins")
        static let seconds = LocalizedText(ja: "秒", en: "s")
        static let hours = LocalizedText(ja: "時間", en: "h")
        static let hold = LocalizedText(ja: "送るまで待つ時間", en: "Wait before sending")
        static let holdHint = LocalizedText(
            ja: "0から600秒まで。0で、すぐに送ります。続報で広がった地域の方には、あとから追加で送ります。",
            en: "0 to 600 s; 0 sends at once. People in regions reported later are added.")
        static let suppression = LocalizedText(ja: "同じ地域に続けて送らない時間", en: "No repeats within")
        static let suppressionHint = LocalizedText(
            ja: "0から72時間まで。この間は、同じ強さ以下の別の地震では、同じ地域の方に送りません。",
            en: "0 to 72 h. Within it, another earthquake of the same strength or less doesn't ask a region again.")
        static let promotes = LocalizedText(ja: "震度が届いていない地域も対象にする", en: "Include regions whose reports are missing")
        static let promotesNote = LocalizedText(
            ja: "「震度5弱以上未入電」の地域には、上の震度にかかわらず送ります",
            en: "Regions with “5 lower or more, not received” are asked whatever the intensity above")
        static let inShort = LocalizedText(ja: "いまの規則", en: "The rule in short")
        static func sentence(_ addresses: String, _ intensity: String) -> LocalizedText {
            LocalizedText(
                ja: "\(addresses)が\(intensity)以上の地域にある方へ、安否確認を送ります。",
                en: "People whose \(addresses) lies in a region of \(intensity) or more get a safety check.")
        }
        static func sentenceWithin(_ addresses: String, _ intensity: String) -> LocalizedText {
            LocalizedText(
                ja: "\(addresses)が、選んだ地域のうち\(intensity)以上の地域にある方へ、安否確認を送ります。",
                en: "People whose \(addresses) lies in a chosen region of \(intensity) or more get a safety check.")
        }
        static let area = LocalizedText(ja: "見る地域", en: "Where")
        static let everywhere = LocalizedText(ja: "全国", en: "All of Japan")
        static let onlyRegions = LocalizedText(ja: "選んだ地域だけ", en: "Only chosen regions")
        static let or = LocalizedText(ja: "か", en: " or ")
        static let noAddresses = LocalizedText(
            ja: "「見る住所」が選ばれていないため、自動では送りません。", en: "No address counts, so nothing is sent automatically.")
        static let isOff = LocalizedText(ja: "自動では送りません。", en: "Nothing is sent automatically.")
        static func concerned(_ people: String) -> LocalizedText {
            LocalizedText(ja: "該当する住所を登録している方：\(people)", en: "With such an address: \(people)")
        }
        static func never(_ age: String?) -> LocalizedText {
            guard let age else {
                return LocalizedText(ja: "訓練・試験の情報では送りません。", en: "Drill and test bulletins never send.")
            }
            return LocalizedText(
                ja: "訓練・試験の情報や、\(age)以上前の情報では送りません。",
                en: "Drill and test bulletins, and those older than \(age), never send.")
        }
        static func fallOut(_ people: String) -> LocalizedText {
            LocalizedText(
                ja: "この変更で、\(people)が自動送信の対象から外れます。", en: "With this change, no longer asked automatically: \(people).")
        }
        static let toBulletins = LocalizedText(ja: "受け取った情報と、その結果を見る", en: "See bulletins and what they caused")
    }

    /// The audit trail.
    enum Audit {
        static let title = LocalizedText(ja: "監査記録", en: "Audit trail")
        static let lead = LocalizedText(
            ja: "各行は前の行とつながっていて、書き換えや抜けがあれば分かります。",
            en: "Each row is chained to the one before, so a change or a gap shows.")
        static let number = LocalizedText(ja: "番号", en: "No.")
        static let time = LocalizedText(ja: "日時", en: "Time")
        static let actor = LocalizedText(ja: "だれが", en: "Who")
        static let action = LocalizedText(ja: "何を", en: "What")
        static let subject = LocalizedText(ja: "対象", en: "To what")
        static let query = LocalizedText(ja: "氏名・対象", en: "Name or subject")
        static let from = LocalizedText(ja: "いつから", en: "From")
        static let to = LocalizedText(ja: "いつまで", en: "To")
        static let reversed = LocalizedText(
            ja: "「いつまで」を「いつから」より後の日にしてください。", en: "Choose a last day after the first one.")
        static let nothing = LocalizedText(ja: "当てはまる記録はありません。", en: "No rows fit.")
        static let result = LocalizedText(ja: "結果", en: "Result")
        static let details = LocalizedText(ja: "内容", en: "Details")
        static let refused = LocalizedText(ja: "受け付けず", en: "Refused")
        static let done = LocalizedText(ja: "済み", en: "Done")
        static let giveOut = LocalizedText(ja: "表示の条件でCSVに保存", en: "Save these rows as CSV")
        static let verify = LocalizedText(ja: "記録を検証する", en: "Verify the record")
        static let whole = LocalizedText(ja: "記録に欠けや書き換えはありません", en: "The record is whole")
        static func wholeText(_ rows: String, _ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time)に\(rows)行すべてを検証しました。", en: "All \(rows) rows were verified on \(time).")
        }
        static func broken(_ number: String) -> LocalizedText {
            LocalizedText(ja: "\(number)番の行が、前の行とつながっていません", en: "Row \(number) doesn't fit the row before")
        }
        static func brokenText(_ time: String) -> LocalizedText {
            LocalizedText(
                ja: "\(time)に検証しました。記録が変えられた可能性があります。バックアップを残し、サーバーの管理者へ連絡してください。",
                en:
                    "Verified on \(time). The record may have been altered: keep a backup and tell the server's operator."
            )
        }
    }

    /// Pages that say something did not work.
    enum Failures {
        static let notFound = LocalizedText(ja: "この画面は見つかりません", en: "This page was not found")
        static let notFoundText = LocalizedText(
            ja: "アドレスが変わったか、見る権限がありません。メニューから探してください。",
            en: "Its address may have changed, or it isn't yours to see. Try the menu.")
        static let forbidden = LocalizedText(ja: "この操作は行えません", en: "You can't do this")
        static let forbiddenText = LocalizedText(
            ja: "この権限は管理者が決めています。必要な方は管理者へご連絡ください。",
            en: "Your administrator decides who may. Ask them if you need to.")
        static let stale = LocalizedText(ja: "受け付けていません", en: "This was not accepted")
        static let staleText = LocalizedText(
            ja: "画面を開いたあとに、ログアウトしたか、別の画面でログインし直しています。何も変更していません。画面を開き直して、やり直してください。",
            en:
                "You logged out, or logged in elsewhere, after opening the page. Nothing was changed. Open the page anew and try again."
        )
        static let openAnew = LocalizedText(ja: "画面を開き直す", en: "Open the page anew")
        static let tooLarge = LocalizedText(
            ja: "送信された内容が大きすぎるため、受け取れませんでした", en: "What was sent is too large and was not taken")
        static let tooLargeText = LocalizedText(
            ja: "何も変わっていません。ファイルを分けるか、文章を短くして、もう一度送信してください。",
            en: "Nothing has changed. Split the file or shorten the text, and send it again.")
        static let unprocessable = LocalizedText(ja: "この内容では受け付けられません", en: "This can't be accepted as it is")
        static let unprocessableText = LocalizedText(
            ja: "何も変更していません。前の画面に戻って、内容をお確かめください。", en: "Nothing was changed. Go back and check what was sent.")
        static let tooMany = LocalizedText(ja: "少しお待ちください", en: "Please wait a little")
        static func tooManyText(_ seconds: Int) -> LocalizedText {
            LocalizedText(
                ja: "続けて操作されたため、\(seconds)秒後から受け付けます。安否の回答は、いまもできます。",
                en: "There were many requests in a row; try again in \(seconds) s. Safety checks can be answered now.")
        }
        static let internalError = LocalizedText(ja: "処理を終えられませんでした", en: "We could not finish this")
        static let internalErrorText = LocalizedText(
            ja: "何が変わったかを確かめてから、もう一度お試しください。続くときは、下の番号を管理者へお知らせください。",
            en: "Check what has changed, then try again. If it goes on, tell your administrator the number below.")
        static let unavailable = LocalizedText(ja: "いま混み合っています", en: "We are busy")
        static func unavailableText(_ seconds: Int) -> LocalizedText {
            LocalizedText(
                ja: "何も変更していません。\(seconds)秒ほど待って、もう一度お試しください。",
                en: "Nothing was changed. Please try again in about \(seconds) s.")
        }
        static func reference(_ number: String) -> LocalizedText {
            LocalizedText(ja: "番号：\(number)", en: "Number: \(number)")
        }
        static let toMenu = LocalizedText(ja: "メニューへ", en: "To the menu")
        static let toLogin = LocalizedText(ja: "ログイン画面へ", en: "To the login page")
    }
}
