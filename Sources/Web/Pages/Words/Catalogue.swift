import Domain

/// Every word a person reads on a page, Japanese and English side by side; one nested name per area of pages.
///
/// The texts follow the rules of the house: です・ます, one fact per sentence, what can be done beside what cannot, and
/// no blame. A word that lacks a language does not compile.
enum Catalogue {
    /// Counted things.
    enum Counts {
        static func people(_ number: String, one: Bool) -> LocalizedText {
            LocalizedText(ja: "\(number)人", en: "\(number) \(one ? "person" : "people")")
        }
        static func peopleUnit(one: Bool) -> LocalizedText {
            LocalizedText(ja: "人", en: one ? " person" : " people")
        }
        static func lines(_ number: String, one: Bool) -> LocalizedText {
            LocalizedText(ja: "\(number)行", en: "\(number) \(one ? "line" : "lines")")
        }
        static func mails(_ number: String, one: Bool) -> LocalizedText {
            LocalizedText(ja: "\(number)通", en: "\(number) \(one ? "mail" : "mails")")
        }
        static func calls(_ number: String, one: Bool) -> LocalizedText {
            LocalizedText(ja: "\(number)回", en: "\(number) \(one ? "call" : "calls")")
        }
        static func slice(total: String, from: String, to: String) -> LocalizedText {
            LocalizedText(ja: "\(total)件中 \(from)～\(to)件目", en: "\(from)–\(to) of \(total)")
        }
        static let noItems = LocalizedText(ja: "0件", en: "None")
    }

    /// Dates, times and lengths of time.
    enum Dates {
        static func date(year: Int, month: Int, day: Int) -> LocalizedText {
            LocalizedText(ja: "\(year)年\(month)月\(day)日", en: "\(day) \(englishMonths[month - 1]) \(year)")
        }
        static func day(month: Int, day: Int) -> LocalizedText {
            LocalizedText(ja: "\(month)月\(day)日", en: "\(day) \(englishMonths[month - 1])")
        }
        static let underASecond = LocalizedText(ja: "1秒未満", en: "under 1 s")
        static func seconds(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "\(count)秒", en: "\(count) s")
        }
        static func minutes(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "\(count)分", en: "\(count) min")
        }
        static func hours(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "\(count)時間", en: "\(count) h")
        }
        static func days(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "\(count)日", en: "\(count) days")
        }
        static func aboutMinutes(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "約\(count)分", en: "about \(count) min")
        }
        static func aboutHours(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "約\(count)時間", en: "about \(count) h")
        }
        private static let englishMonths = [
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ]
    }

    /// Words that stand on many pages.
    enum EveryPage {
        static let productName = LocalizedText(ja: "安否確認・一斉通報", en: "Safety check and broadcast")
        static let skip = LocalizedText(ja: "本文へ進む", en: "Skip to content")
        static let required = LocalizedText(ja: "※必須", en: "required")
        static let honorific = LocalizedText(ja: " さん", en: "")
        static func lastLogin(_ time: String) -> LocalizedText {
            LocalizedText(ja: "前回ログイン \(time)", en: "Last login \(time)")
        }
        static let firstLogin = LocalizedText(ja: "初めてのログイン", en: "First login")
        static let mainMenu = LocalizedText(ja: "メインメニュー", en: "Main menu")
        static let personalMenu = LocalizedText(ja: "個人メニュー", en: "My menu")
        static let adminMenu = LocalizedText(ja: "管理者メニュー", en: "Administration")
        static let maintenance = LocalizedText(ja: "メンテナンス", en: "Maintenance")
        static let disaster = LocalizedText(ja: "災害情報", en: "Disaster information")
        static let logout = LocalizedText(ja: "ログアウト", en: "Log out")
        static let bookmark = LocalizedText(ja: "ログイン画面ブックマーク", en: "Bookmark the login page")
        static func helpDesk(_ contact: String) -> LocalizedText {
            LocalizedText(ja: "問い合わせ先：\(contact)", en: "Help: \(contact)")
        }
        static func idleNotice(_ length: String) -> LocalizedText {
            LocalizedText(
                ja: "操作がないまま\(length)たつと、自動でログアウトします。",
                en: "You are logged out after \(length) without use.")
        }
        static let idleTitle = LocalizedText(ja: "まもなくログアウトします", en: "You will be logged out soon")
        static let idleText = LocalizedText(
            ja: "操作がないため、2分後に自動でログアウトします。このまま続けますか。",
            en: "There has been no activity, so you will be logged out in 2 minutes. Do you want to stay?")
        static let idleStay = LocalizedText(ja: "このまま続ける", en: "Stay logged in")
        static let show = LocalizedText(ja: "表示", en: "Show")
        static let hide = LocalizedText(ja: "隠す", en: "Hide")
        static func errorHeading(_ count: Int) -> LocalizedText {
            LocalizedText(
                ja: "入力内容を\(count)か所ご確認ください", en: "Please check \(count) \(count == 1 ? "place" : "places")")
        }
        static let errorTitle = LocalizedText(ja: "入力内容をご確認ください", en: "Please check what you typed")
        static let drill = LocalizedText(ja: "【訓練】これは訓練です", en: "[DRILL] This is a drill")
        static let pages = LocalizedText(ja: "ページ", en: "Pages")
        static let next = LocalizedText(ja: "次へ", en: "Next")
        static let previous = LocalizedText(ja: "前へ", en: "Previous")
        static let search = LocalizedText(ja: "検索", en: "Search")
        static let clear = LocalizedText(ja: "条件クリア", en: "Clear")
        static let all = LocalizedText(ja: "すべて", en: "All")
        static let back = LocalizedText(ja: "戻る", en: "Back")
        static let backToInput = LocalizedText(ja: "入力画面へ戻る", en: "Back to the form")
        static let register = LocalizedText(ja: "登録する", en: "Register")
        static let toConfirm = LocalizedText(ja: "確認画面へ進む", en: "Continue")
        static let fix = LocalizedText(ja: "直す", en: "Edit")
        static let before = LocalizedText(ja: "変更前", en: "Before")
        static let after = LocalizedText(ja: "変更後", en: "After")
        static let empty = LocalizedText(ja: "（なし）", en: "(empty)")
        static let notSelected = LocalizedText(ja: "選んでいません", en: "None selected")
        static let yes = LocalizedText(ja: "はい", en: "Yes")
        static let no = LocalizedText(ja: "いいえ", en: "No")
        static let comma = LocalizedText(ja: "、", en: ", ")
        static let dash = LocalizedText(ja: "―", en: "–")
        static func heard(_ words: String) -> LocalizedText {
            LocalizedText(ja: "（\(words)）", en: " (\(words))")
        }
    }
}

extension LocalizedText {
    /// Whole sentences, one after the other; a heading among them gets the stop that it has none of.
    static func sentences(_ parts: [LocalizedText]) -> LocalizedText {
        func ended(_ text: String, _ stop: Character) -> String {
            text.last.map { "。.？?！!".contains($0) } ?? true ? text : text + [stop]
        }
        return LocalizedText(
            ja: parts.map { ended($0[.japanese], "。") }.joined(),
            en: parts.map { ended($0[.english], ".") }.joined(separator: " "))
    }
}
