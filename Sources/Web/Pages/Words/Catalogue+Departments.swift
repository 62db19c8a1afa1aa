import Domain

extension Catalogue {
    /// Many people into another department, and departments into one.
    enum Departments {
        static let moveSelected = LocalizedText(ja: "選んだ方の部門を変更", en: "Move the selected")
        static let moveFound = LocalizedText(ja: "検索に合う全員の部門を変更", en: "Move everybody found")
        static let title = LocalizedText(ja: "部門の一括変更", en: "Move people")
        static let whom = LocalizedText(ja: "対象の方", en: "People")
        static let target = LocalizedText(ja: "新しい部門", en: "New department")
        static let noDepartment = LocalizedText(ja: "部門なし", en: "No department")
        static let next = LocalizedText(ja: "確認画面へ進む", en: "Go to confirmation")
        static let confirm = LocalizedText(ja: "この内容で変更しますか", en: "Move them like this?")
        static let submit = LocalizedText(ja: "変更する", en: "Move them")
        static let leave = LocalizedText(ja: "変更せずに戻る", en: "Go back without moving")
        static let changed = LocalizedText(
            ja: "表示してから、対象の方か部門が変わりました。下の内容を確認して、もう一度進んでください。",
            en: "People or departments have changed since this was shown. Please look again below.")
        static let nobody = LocalizedText(ja: "部門を変更する方を、一覧から選んでください。", en: "Select the people in the list who move.")
        static let nobodyMoves = LocalizedText(
            ja: "対象の方は、全員すでにこの部門です。別の部門を選んでください。",
            en: "Everybody is in this department already. Choose another.")
        static func stays(_ people: String) -> LocalizedText {
            LocalizedText(ja: "\(people)は、すでにこの部門です。", en: "Already there: \(people).")
        }
        static let audited = LocalizedText(
            ja: "監査記録に、1人ずつ残ります。これまでの送信の記録は変わりません。",
            en: "The audit trail keeps each of them. Records of earlier broadcasts stay.")
        static func moved(_ people: String) -> LocalizedText {
            LocalizedText(ja: "\(people)の部門を変更しました", en: "Moved: \(people)")
        }
        static let merge = LocalizedText(ja: "ほかの部門にまとめる", en: "Merge into another")
        static let mergeTitle = LocalizedText(ja: "部門をまとめる", en: "Merge departments")
        static func mergeLead(_ name: String) -> LocalizedText {
            LocalizedText(
                ja: "「\(name)」の全員を別の部門に移し、「\(name)」をなくします。",
                en: "Everybody in “\(name)” moves to another department, and “\(name)” is gone.")
        }
        static let into = LocalizedText(ja: "まとめる先", en: "Merge into")
        static let mergeConfirm = LocalizedText(ja: "この2つの部門をまとめますか", en: "Merge these two departments?")
        static let old = LocalizedText(ja: "なくなる部門", en: "Goes")
        static let moving = LocalizedText(ja: "移る方", en: "People who move")
        static func leavers(_ people: String) -> LocalizedText {
            LocalizedText(ja: "ほかに退職した方 \(people)", en: "and \(people) who have left")
        }
        static let drafts = LocalizedText(ja: "送信の下書き", en: "Drafts of broadcasts")
        static func draftsFollow(_ count: String) -> LocalizedText {
            LocalizedText(
                ja: "\(count)件の送信先を、まとめる先に変えます。", en: "\(count) name it; they will name the other instead.")
        }
        static let noDrafts = LocalizedText(ja: "この部門を送信先にした下書きはありません。", en: "None names it.")
        static let mergeNote = LocalizedText(
            ja: "元には戻せません。ひな形と自動送信の規則は部門を使わないので、変わりません。これまでの送信の記録も変わりません。",
            en:
                "This cannot be undone. Templates and trigger rules name no departments and stay. Records of earlier broadcasts stay too."
        )
        static let mergeSubmit = LocalizedText(ja: "まとめる", en: "Merge them")
        static func merged(_ people: String) -> LocalizedText {
            LocalizedText(ja: "部門をまとめました（\(people)）", en: "Departments merged; moved: \(people)")
        }
        static let notMoved = LocalizedText(ja: "部門は変更していません。", en: "Nobody was moved.")
        static let notMerged = LocalizedText(ja: "部門はまとめていません。", en: "No departments were merged.")
    }
}
