import Domain

extension Catalogue {
    /// People of the organization.
    enum People {
        static let title = LocalizedText(ja: "社員の一覧", en: "People")
        static let add = LocalizedText(ja: "社員を加える", en: "Add a person")
        static let toImport = LocalizedText(ja: "CSVから取り込む", en: "Import from CSV")
        static let export = LocalizedText(ja: "CSVに保存", en: "Save as CSV")
        static let nobodySelected = LocalizedText(
            ja: "仮パスワードを発行する方を、一覧から選んでください。", en: "Select the people in the list who get a temporary password.")
        static let nobodyMissing = LocalizedText(
            ja: "未発行の方はいません。", en: "Everybody has a password already.")
        static func tooMany(_ most: Int) -> LocalizedText {
            LocalizedText(
                ja: "一度に発行できるのは\(most)人までです。分けて選んでください。", en: "At most \(most) people at a time. Please split the list."
            )
        }
        static let addTitle = LocalizedText(ja: "社員の追加", en: "Add a person")
        static func personTitle(_ name: String) -> LocalizedText {
            LocalizedText(ja: "社員情報：\(name)", en: "Person: \(name)")
        }
        static let back = LocalizedText(ja: "社員の一覧へ戻る", en: "Back to people")
        static func selectPerson(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name) さんを選ぶ", en: "Select \(name)")
        }
        static let name = LocalizedText(ja: "氏名", en: "Name")
        static let nameHint = LocalizedText(
            ja: "64文字まで。半角カタカナは使えません。", en: "Up to 64 characters; no half-width katakana.")
        static let kana = LocalizedText(ja: "カナ氏名", en: "Name in kana")
        static let kanaHint = LocalizedText(ja: "全角カタカナで64文字まで。", en: "Full-width katakana, up to 64 characters.")
        static let loginID = LocalizedText(ja: "ログインID", en: "Login ID")
        static let loginIDHint = LocalizedText(
            ja: "半角の英数字と - _ . で32文字まで。本人がログインに使います。",
            en: "Up to 32 half-width letters, digits and - _ . ; used to log in.")
        static let department = LocalizedText(ja: "部門", en: "Department")
        static let role = LocalizedText(ja: "権限", en: "Role")
        static func roleNote(_ role: Role) -> LocalizedText {
            switch role {
            case .administrator:
                LocalizedText(ja: "送信、結果、社員、設定を扱えます", en: "Can send, see results, and keep people and settings")
            case .member:
                LocalizedText(ja: "自分の回答と連絡先だけを扱えます", en: "Only their own answers and contacts")
            }
        }
        static let password = LocalizedText(ja: "パスワード", en: "Password")
        static let passwordNone = LocalizedText(ja: "未発行", en: "Not issued")
        static let passwordTemporary = LocalizedText(ja: "仮パスワード", en: "Temporary")
        static let passwordExpired = LocalizedText(ja: "仮パスワード（期限切れ）", en: "Temporary (expired)")
        static let passwordOwn = LocalizedText(ja: "ユーザ変更済", en: "Changed by user")
        static let state = LocalizedText(ja: "状態", en: "State")
        static let employed = LocalizedText(ja: "在職", en: "Active")
        static let retired = LocalizedText(ja: "退職", en: "Left")
        static let retire = LocalizedText(ja: "退職にする", en: "Has left")
        static let retireNote = LocalizedText(
            ja: "送信の対象から外れ、ログインできなくなります。記録は残ります。", en: "No longer asked and can't log in. Records stay.")
        static let leftOn = LocalizedText(ja: "退職日", en: "Last day")
        static let leftOnHint = LocalizedText(
            ja: "この日が終わると、自動で「退職」になります。", en: "When this day is over, the person counts as left by itself.")
        static let removeOn = LocalizedText(ja: "削除予定日", en: "Removed on")
        static let removeOnHint = LocalizedText(
            ja:
                "退職した方の連絡先・住所・ログイン・家族の情報を、この日に自動で削除します。どの安否確認に何と回答したかは、番号だけで残ります。終わっていない安否確認の対象の方は、それが終わるまで残ります。「退職」にするときに空なら、団体の設定の日数で決まります。退職後に空にすると、自動では削除しません。",
            en:
                "On this day contacts, addresses, logins and family of somebody who has left are removed. What they answered stays, under a number. Whoever is asked by a safety check stays until it is over. Left empty when they leave, it follows the organization's setting; emptied later, nothing is removed by itself."
        )
        static func leaverHasID(_ name: String) -> LocalizedText {
            LocalizedText(ja: "このログインIDは、退職した\(name)さんのものです", en: "This login ID belongs to \(name), who has left")
        }
        static let leaverHasIDNote = LocalizedText(
            ja: "同じ方が戻られたときは、前の連絡先や住所と一緒に、もう一度登録できます。ここに入力した氏名などは、次の画面の欄に入ります。別の方のときは、別のログインIDにしてください。",
            en:
                "If the same person comes back, you can take them up again with their contacts and addresses; the name and whatever else you entered here is filled in on the next page. For somebody else choose another login ID."
        )
        static let takeUpAgain = LocalizedText(ja: "もう一度登録する", en: "Take up again")
        static let includeRetired = LocalizedText(ja: "退職した方も表示", en: "Include people who left")
        static func manyLeft(_ people: String) -> LocalizedText {
            LocalizedText(ja: "連携システムが\(people)を退職にしました", en: "A connected system marked \(people) as left")
        }
        static func manyLeftText(_ since: String, _ program: String) -> LocalizedText {
            LocalizedText(
                ja:
                    "\(since)からの24時間に、APIトークン「\(program)」などで退職になりました。退職した方には安否確認が届きません。意図したものでない場合は、トークンを停止し、退職した方を確かめて元に戻してください。",
                en:
                    "Within 24 hours from \(since), by the API token “\(program)” or others. Nobody who has left is asked whether they are safe. If nobody means this, revoke the token and take those people up again."
            )
        }
        static let manyLeftList = LocalizedText(ja: "退職した方を見る", en: "See who has left")
        static let leavers = LocalizedText(ja: "退職した方", en: "People who left")
        static func leavers(_ which: PeopleFilter.Leavers) -> LocalizedText {
            switch which {
            case .none: LocalizedText(ja: "表示しない", en: "Not shown")
            case .also: includeRetired
            case .only: LocalizedText(ja: "退職した方だけ", en: "Only people who left")
            }
        }
        static func removedOn(_ day: String) -> LocalizedText {
            LocalizedText(ja: "\(day)に削除", en: "Removed on \(day)")
        }
        static let onlyUnreachable = LocalizedText(ja: "連絡手段がない方だけ", en: "Only people without a way to reach")
        static let onlyToAsk = LocalizedText(
            ja: "住所を選び直す必要がある方だけ", en: "Only people who have to choose an address again")
        static let nobody = LocalizedText(ja: "当てはまる方はいません。", en: "Nobody fits.")
        static let issueSelected = LocalizedText(ja: "選んだ方に仮パスワードを発行", en: "Issue temporary passwords to selected")
        static let issueMissing = LocalizedText(ja: "未発行の全員に発行", en: "Issue to all without one")
        static let issueOne = LocalizedText(ja: "仮パスワードを発行する", en: "Issue a temporary password")
        static let issueHint = LocalizedText(
            ja: "次の画面で確かめてから発行します。", en: "You can check on the next page before anything is issued.")
        static func issueMissingHint(_ most: Int) -> LocalizedText {
            LocalizedText(
                ja: "次の画面で確かめてから発行します。印刷は一度に\(most)人まで。残りの方には、終わってからもう一度「未発行の全員に発行」を押します。",
                en:
                    "You can check before anything is issued. A sheet takes \(most) people; press the button again for the rest."
            )
        }
        static let lastLogin = LocalizedText(ja: "前回ログイン", en: "Last login")
        static let neverLoggedIn = LocalizedText(ja: "まだありません", en: "Never")
        static let contactsOwn = LocalizedText(
            ja: "連絡先は本人が登録します。ここでは一部を伏せて表示します。", en: "People keep their own contacts; they are partly hidden here.")
        static let sequence = LocalizedText(ja: "届く順番", en: "Order of contact")
    }

    /// Importing people.
    enum Importing {
        static let title = LocalizedText(ja: "社員の一括取り込み", en: "Import people")
        static let lead = LocalizedText(
            ja: "まず内容を確かめます。確かめるだけでは、何も変わりません。", en: "The file is checked first. Checking changes nothing.")
        static let file = LocalizedText(ja: "CSVファイル", en: "CSV file")
        static func fileHint(_ megabytes: Int) -> LocalizedText {
            LocalizedText(
                ja: "UTF-8またはShift_JIS。\(megabytes)MBまで。1行目は列の名前にします。",
                en: "UTF-8 or Shift_JIS, up to \(megabytes) MB. The first line names the columns.")
        }
        static let noFile = LocalizedText(ja: "CSVファイルを選んでください。", en: "Choose a CSV file.")
        static let fileGone = LocalizedText(
            ja: "確かめてから時間がたちました。CSVファイルをもう一度選んでください。", en: "It has been a while. Please choose the CSV file again.")
        static let createDepartments = LocalizedText(
            ja: "一覧にない部門を新しく作る", en: "Add departments that are not in the list")
        static let createDepartmentsNote = LocalizedText(
            ja: "選ばないと、一覧にない部門の行は取り込めません", en: "Otherwise lines with unknown departments can't be taken")
        static let newDepartments = LocalizedText(ja: "新しく作る部門", en: "Departments added")
        static let reasons = LocalizedText(ja: "すべての理由をCSVに保存", en: "Save all reasons as CSV")
        static func moreReasons(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "ほかに\(count)件あります", en: "\(count) more")
        }
        static let reasonsFile = LocalizedText(ja: "取り込めない行.csv", en: "lines-to-mend.csv")
        static let sampleFile = LocalizedText(ja: "社員一覧の見本.csv", en: "people-sample.csv")
        static let check = LocalizedText(ja: "内容を確かめる", en: "Check the file")
        static let columns = LocalizedText(ja: "列の並び", en: "Columns")
        static let columnsCaption = LocalizedText(ja: "列の順番は変えてもかまいません。", en: "In any order.")
        static let column = LocalizedText(ja: "列", en: "Column")
        static let rule = LocalizedText(ja: "決まり", en: "Rule")
        static let sample = LocalizedText(ja: "見本のCSVを保存", en: "Save a sample CSV")
        static let resultTitle = LocalizedText(ja: "取り込み内容の確認", en: "Check the import")
        static let resultHeading = LocalizedText(ja: "この内容で取り込みますか", en: "Import this?")
        static let resultLead = LocalizedText(ja: "まだ取り込んでいません。", en: "Nothing has been imported yet.")
        static let nothingImported = LocalizedText(
            ja: "取り込めない行があるため、全体の取り込みはできません", en: "Some lines can't be taken, so the file can't be imported as a whole")
        static let nothingImportedText = LocalizedText(
            ja: "ファイルを直して、もう一度確かめてください。取り込める行だけを先に取り込むこともできます。",
            en: "Mend the file and check it again, or import only the lines that can be taken.")
        static let whatHappens = LocalizedText(ja: "取り込むとどうなるか", en: "What the import does")
        static let read = LocalizedText(ja: "読み取った行", en: "Lines read")
        static let added = LocalizedText(ja: "追加", en: "Added")
        static let changed = LocalizedText(ja: "変更", en: "Changed")
        static let unchanged = LocalizedText(ja: "変わらない", en: "Unchanged")
        static let bad = LocalizedText(ja: "取り込めない行", en: "Lines that can't be taken")
        static let badHeading = LocalizedText(ja: "取り込めない行", en: "Lines that can't be taken")
        static let badCaption = LocalizedText(ja: "ファイルの順", en: "In the file's order")
        static let line = LocalizedText(ja: "行", en: "Line")
        static func lineNumber(_ number: String) -> LocalizedText {
            LocalizedText(ja: "\(number)行目", en: "Line \(number)")
        }
        static let reason = LocalizedText(ja: "理由と直し方", en: "Reason and remedy")
        static func more(_ lines: String) -> LocalizedText {
            LocalizedText(ja: "ほかに\(lines)あります。", en: "And \(lines) more.")
        }
        static func importAll(_ people: String) -> LocalizedText {
            LocalizedText(ja: "\(people)を取り込む", en: "Import \(people)")
        }
        static func importGood(_ people: String) -> LocalizedText {
            LocalizedText(ja: "取り込める\(people)だけを取り込む", en: "Import only the good lines: \(people)")
        }
        static let appointed = LocalizedText(
            ja: "管理者になる方・管理者でなくなる方", en: "Who become administrators, or are none any more")
        static let leave = LocalizedText(ja: "取り込まずに戻る", en: "Back without importing")
        static let backToFile = LocalizedText(ja: "ファイルの選択へ戻る", en: "Back to choosing a file")
    }

    /// First passwords.
    enum FirstPasswords {
        static let title = LocalizedText(ja: "仮パスワードの発行の確認", en: "Confirm issuing temporary passwords")
        static let heading = LocalizedText(ja: "仮パスワードを発行しますか", en: "Issue temporary passwords?")
        static let lead = LocalizedText(
            ja: "印刷するときは、印刷用の画面が1回だけ表示されます。用意をしてから進んでください。",
            en: "A sheet to print is shown once. Have the printer ready if you want one.")
        static let mailNote = LocalizedText(
            ja: "メールは、本人が登録しているメールの連絡先に送ります。連絡先がない方の分は発行しません。",
            en: "Mails go to the mail contacts that each person registered. Nothing is issued for people without one.")
        static func sheetPart(_ people: String) -> LocalizedText {
            LocalizedText(ja: "印刷は、はじめの\(people)までです。", en: "The sheet takes the first \(people).")
        }
        static let mailSubmit = LocalizedText(ja: "発行してメールで送る", en: "Issue and mail them")
        static let mails = LocalizedText(ja: "メール", en: "Mail")
        static let whom = LocalizedText(ja: "発行する方", en: "For")
        static func more(_ people: String) -> LocalizedText {
            LocalizedText(ja: "ほか\(people)人", en: "and \(people) more")
        }
        static let validity = LocalizedText(ja: "有効期間", en: "Valid")
        static func validFor(_ length: String) -> LocalizedText {
            LocalizedText(ja: "発行から\(length)間", en: "\(length) from now")
        }
        static func replacing(_ people: String) -> LocalizedText {
            LocalizedText(ja: "\(people)は、いまのパスワードが使えなくなります", en: "The present password ends for \(people)")
        }
        static let replacingText = LocalizedText(
            ja: "ログイン中の端末からもログアウトします。", en: "They are logged out on every device.")
        static let submit = LocalizedText(ja: "発行して印刷画面を開く", en: "Issue and open the sheet")
        static let leave = LocalizedText(ja: "発行せずに戻る", en: "Back without issuing")
        static let sheetTitle = LocalizedText(ja: "仮パスワードのお知らせ", en: "Temporary passwords")
        static let sheetLead = LocalizedText(
            ja: "ブラウザーの印刷機能で印刷し、切り離してご本人に渡してください。",
            en: "Print with your browser, cut, and hand each slip to its person.")
        static let onlyOnce = LocalizedText(ja: "この画面が表示されるのは今回だけです", en: "This page is shown only this once")
        static let onlyOnceText = LocalizedText(
            ja: "印刷できなかったときは、もう一度発行してください。前のものは使えなくなります。",
            en: "If printing did not work, issue them again; these then end.")
        static let address = LocalizedText(ja: "ログイン画面", en: "Login page")
        static let firstPassword = LocalizedText(ja: "仮パスワード", en: "Temporary password")
        static let validUntil = LocalizedText(ja: "有効期限", en: "Valid until")
        static let slipHint = LocalizedText(
            ja: "初めてのログインで、新しいパスワードを決めていただきます。", en: "At the first login you choose your own password.")
    }
}
