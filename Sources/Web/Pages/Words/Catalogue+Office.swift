import Domain
import Tenants

extension Catalogue {
    /// What an office sees: its clients and their second factors.
    enum Office {
        // Tabs and places
        static let tabPolicy = LocalizedText(ja: "2要素認証設定", en: "Second factors")
        static let tabClients = LocalizedText(ja: "事業所一覧", en: "Organizations")
        static let tabDrift = LocalizedText(ja: "設定もれ", en: "Gaps")
        static let title = LocalizedText(ja: "2要素認証設定", en: "Second factors of organizations")
        static let switchTitle = LocalizedText(ja: "事務所の2要素認証", en: "Second factor of the office")

        // The office's own switch
        static func stands(_ isUsed: Bool) -> LocalizedText {
            isUsed
                ? LocalizedText(
                    ja: "事務所の設定：使用する（すべての事務所ID）", en: "The office uses second factors (all office IDs).")
                : LocalizedText(ja: "事務所の設定：使用しない", en: "The office does not use second factors.")
        }
        static let change = LocalizedText(ja: "変更", en: "Change")
        static let officeOff = LocalizedText(
            ja: "事業所の設定は、事務所が2要素認証を使用してからできます",
            en: "Organizations can be set once the office uses second factors")
        static let officeOffText = LocalizedText(
            ja: "先に「事務所の2要素認証」で「使用する」を選んで登録してください。",
            en: "First choose “Used” under “Second factor of the office” and register it.")
        static let switchLead = LocalizedText(
            ja: "「使用する」にすると、事務所のすべてのID（A…）でログイン時に認証コードを入力します。",
            en: "If it is used, everybody with an office ID (A…) enters a code at login.")
        static func switchOff(_ count: String) -> LocalizedText {
            LocalizedText(
                ja: "「使用しない」にすると、いま使用している\(count)件の事業所でも2要素認証を求めなくなります。",
                en: "If it is not used, the \(count) organizations that use it now no longer ask for it either.")
        }
        static let confirmSwitch = LocalizedText(
            ja: "事務所の2要素認証を「使用する」にします。よろしいですか？", en: "Use second factors in the office?")
        static let confirmSwitchOff = LocalizedText(
            ja: "事務所の2要素認証を「使用しない」にします。よろしいですか？", en: "Stop using second factors in the office?")

        // Mandatory for everybody
        static func mandatory(_ day: String) -> LocalizedText {
            LocalizedText(
                ja: "\(day)から、設定にかかわらず全事業所で必須になります",
                en: "From \(day) everybody must use a second factor, whatever is set")
        }
        static func mandatorySince(_ day: String) -> LocalizedText {
            LocalizedText(
                ja: "\(day)から、設定にかかわらず全事業所で必須です",
                en: "Since \(day) everybody must use a second factor, whatever is set")
        }
        static func mandatoryText(_ count: String) -> LocalizedText {
            LocalizedText(ja: "まだ使用していない事業所は\(count)件です。", en: "\(count) organizations don't use it yet.")
        }

        // Search
        static let office = LocalizedText(ja: "事務所", en: "Office")
        static let codeFrom = LocalizedText(ja: "事業所コード（から）", en: "Code from")
        static let codeTo = LocalizedText(ja: "事業所コード（まで）", en: "Code to")
        static let name = LocalizedText(ja: "事業所名（一部でも可）", en: "Name or a part of it")
        static let kana = LocalizedText(ja: "事業所名カナ（一部でも可）", en: "Name in kana or a part of it")
        static let use = LocalizedText(ja: "利用状況", en: "Use")
        static let used = LocalizedText(ja: "利用中", en: "In use")
        static let unused = PolicyFile.unset
        static let noClient = LocalizedText(ja: "条件に合う事業所はありません。", en: "No organization matches.")

        // One client
        static let clientCode = LocalizedText(ja: "事業所コード", en: "Organization code")
        static let clientKana = LocalizedText(ja: "事業所名カナ", en: "Name in kana")
        static let clientKanaHint = LocalizedText(
            ja: "64文字まで。一覧の検索に使います。例：アオバクリニック",
            en: "Up to 64 characters; lists are searched by it.")
        static let ahead = LocalizedText(ja: "これからの変更", en: "Decided for later")
        static let nothingAhead = LocalizedText(ja: "なし", en: "Nothing")

        // The list
        static let client = LocalizedText(ja: "事業所", en: "Organization")
        static let factor = LocalizedText(ja: "2要素認証", en: "Second factor")
        static let view = LocalizedText(ja: "自分の状況の閲覧", en: "Own status")
        static let answer = LocalizedText(ja: "安否の回答", en: "Answering")
        static let state = LocalizedText(ja: "状態", en: "State")
        static func fromDay(_ day: String, _ isUsed: Bool) -> LocalizedText {
            isUsed
                ? LocalizedText(ja: "\(day)から使用する", en: "Used from \(day)")
                : LocalizedText(ja: "\(day)から使用しない", en: "Not used from \(day)")
        }
        static func pick(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name)を選ぶ", en: "Choose \(name)")
        }
        static let picked = LocalizedText(ja: "選択した件数：", en: "Chosen:")
        static let allOn = LocalizedText(ja: "全チェックON", en: "Check all")
        static let allOff = LocalizedText(ja: "全チェックOFF", en: "Check none")
        static let lastPicked = LocalizedText(ja: "最後に選択", en: "Chosen last")
        static let export = LocalizedText(ja: "ファイル出力", en: "Export as a file")
        static let exportFile = LocalizedText(ja: "2要素認証設定", en: "second-factors")
        static let toImport = LocalizedText(ja: "ファイルから登録", en: "Register from a file")

        // What is applied
        static let toApply = LocalizedText(ja: "選んだ事業所に適用する設定", en: "What to apply to the chosen organizations")
        static let withoutCode = LocalizedText(ja: "コードなしで使える機能", en: "What works without a code")
        static let viewTick = LocalizedText(ja: "自分の状況の閲覧", en: "Viewing one's own status")
        static func answering(_ name: String) -> LocalizedText {
            switch name {
            case "answer": LocalizedText(ja: "安否の回答のみ", en: "Answering safety checks only")
            case "answerAndEdit":
                LocalizedText(ja: "安否の回答と、自分の連絡先の変更", en: "Answering, and changing one's own contacts")
            default: LocalizedText(ja: "なし", en: "Nothing")
            }
        }
        static let always = LocalizedText(
            ja: "一斉送信・他の方の情報・リセットには、いつも2要素認証が必要です。メールのリンクからの回答は、いつでもできます。",
            en: "Sending, other people's data and resets always need the code. Answering by a link always works.")
        static let withoutCodeYes = LocalizedText(ja: "コードなしで使える", en: "Without a code")
        static let withCode = LocalizedText(ja: "コードが必要", en: "With a code")
        static let effective = LocalizedText(ja: "適用日（空欄は今すぐ）", en: "From which day (empty: at once)")
        static let one = LocalizedText(ja: "個別登録", en: "Register for one")
        static let many = LocalizedText(ja: "一括登録", en: "Register for all chosen")
        static let counted = LocalizedText(ja: "件", en: "")
        static let oneNote = LocalizedText(
            ja: "個別登録：最後に選択した橙色の行の事業所だけに適用します。", en: "For one: only the organization chosen last (orange row).")
        static let manyNote = LocalizedText(
            ja: "一括登録：チェックした事業所すべてに適用します。", en: "For all: every organization that is checked.")
        static let nothingPicked = LocalizedText(
            ja: "事業所が選ばれていません。一覧で選んでください。", en: "No organization is chosen. Choose some in the list.")
        static let oneOnly = LocalizedText(
            ja: "どの事業所を最後に選んだか分かりません。1件だけを選ぶか、橙色の行でよければもう一度押してください。",
            en:
                "It is not clear which organization was chosen last. Choose one only, or press again for the orange row."
        )
        static let badDay = LocalizedText(
            ja: "「適用日」は 2024-06-05 の形で入力してください。", en: "Enter the day as 2024-06-05.")
        static let pastDay = LocalizedText(
            ja: "「適用日」は今日以降の日にしてください。", en: "Choose today or a later day.")

        // Confirming
        static let confirmTitle = LocalizedText(ja: "2要素認証設定の確認", en: "Check before registering")
        static let confirmOne = LocalizedText(
            ja: "現在表示されている設定を、最後に選択した事業所(橙色行の事業所)に適用します。よろしいですか？",
            en: "Apply the settings shown to the organization selected last (orange row)?")
        static func confirmMany(_ count: String) -> LocalizedText {
            LocalizedText(
                ja: "現在表示されている設定を、チェックした\(count)件の事業所すべてに適用します。よろしいですか？",
                en: "Apply the settings shown to all \(count) organizations that are checked?")
        }
        static let to = LocalizedText(ja: "適用する事業所", en: "Organizations")
        static func more(_ count: String) -> LocalizedText {
            LocalizedText(ja: "ほか\(count)件", en: "and \(count) more")
        }
        static let from = LocalizedText(ja: "適用日", en: "From")
        static let atOnce = LocalizedText(ja: "今すぐ", en: "At once")
        static let back = LocalizedText(ja: "一覧に戻る", en: "Back to the list")
        static let register = LocalizedText(ja: "登録", en: "Register")

        // Files
        static let importTitle = LocalizedText(ja: "ファイルから登録", en: "Register from a file")
        static let importLead = LocalizedText(
            ja: "「ファイル出力」のCSVを直して選んでください。まず変更の内容だけを表示し、登録はその後です。",
            en: "Choose the exported CSV file after changing it. It is only compared first; nothing is registered yet.")
        static let file = LocalizedText(ja: "CSVファイル", en: "CSV file")
        static let fileHint = LocalizedText(
            ja: "1MBまで。表計算で消えた事業所コードの先頭の0は補います。",
            en: "Up to 1 MB. Leading zeros that a spreadsheet took away from codes are added again.")
        static let compare = LocalizedText(ja: "変更の内容を見る", en: "See what would change")
        static let diffTitle = LocalizedText(ja: "ファイルによる変更の確認", en: "What the file changes")
        static func diffLead(changed: String, unchanged: String) -> LocalizedText {
            LocalizedText(
                ja: "変更：\(changed)件　変更なし：\(unchanged)件", en: "Changed: \(changed). As before: \(unchanged).")
        }
        static let noChange = LocalizedText(
            ja: "ファイルの内容は、いまの設定と同じです。", en: "The file says what is set already.")
        static func badLines(_ count: String) -> LocalizedText {
            LocalizedText(
                ja: "\(count)か所を直してください。まだ何も登録していません。", en: "Please mend \(count) places. Nothing was registered.")
        }
        static let line = LocalizedText(ja: "行", en: "Line")
        static let reason = LocalizedText(ja: "理由", en: "Reason")
        static let applyFile = LocalizedText(ja: "この内容で登録", en: "Register these")
        static let noFile = LocalizedText(ja: "ファイルを選んでください。", en: "Choose a file.")
        static let fileGone = LocalizedText(
            ja: "ファイルの保管時間が過ぎました。もう一度選んでください。", en: "The file is no longer kept. Please choose it again.")

        // Drift
        static let driftTitle = LocalizedText(ja: "2要素認証の設定もれ", en: "Gaps in second factors")
        static let driftLead = LocalizedText(
            ja: "2要素認証をまだ設定していない方と、仮パスワードのままの方の人数です。両方に当てはまる方の多い事業所から並べています。",
            en:
                "How many people have no second factor yet, and how many are still on a temporary password. Organizations where most people have both gaps come first."
        )
        static let inAll = LocalizedText(ja: "全事業所の合計", en: "All organizations")
        static let bothGaps = LocalizedText(ja: "2要素認証が未設定で、仮パスワード", en: "No second factor and temporary password")
        static let people = LocalizedText(ja: "在職者", en: "People")
        static let withoutFactor = LocalizedText(ja: "2要素認証が未設定", en: "No second factor")
        static let temporary = LocalizedText(ja: "仮パスワード", en: "Temporary password")
        static let logins = LocalizedText(ja: "ログインID管理", en: "Login IDs")
    }
}
