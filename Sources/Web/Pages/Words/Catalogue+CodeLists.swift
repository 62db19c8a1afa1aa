import Domain

extension Catalogue {
    /// Departments, locations and user codes.
    enum CodeLists {
        static let departments = LocalizedText(ja: "部門の管理", en: "Departments")
        static let departmentsNote = LocalizedText(ja: "部門の追加、名称の変更、削除", en: "Add, rename and remove departments")
        static let locations = LocalizedText(ja: "ロケーションの管理", en: "Locations")
        static let locationsNote = LocalizedText(
            ja: "ロケーションの追加、名称の変更、削除", en: "Add, rename and remove locations")
        static let userCodes = LocalizedText(ja: "ユーザ設定コードの管理", en: "User codes")
        static let userCodesNote = LocalizedText(
            ja: "ユーザ設定コードの追加、名称の変更、削除", en: "Add, rename and remove user codes")
        static let code = LocalizedText(ja: "コード", en: "Code")
        static let codeHint = LocalizedText(
            ja: "半角の英数字と - _ . で32文字以内。英字は大文字になります。",
            en: "Up to 32 letters, digits and - _ . Letters become capitals.")
        static let name = LocalizedText(ja: "名称", en: "Name")
        static let people = LocalizedText(ja: "人数", en: "People")
        static let nothingYet = LocalizedText(ja: "まだありません。", en: "There are none yet.")
        static let addHeading = LocalizedText(ja: "追加する", en: "Add one")
        static let add = LocalizedText(ja: "追加する", en: "Add")
        static let change = LocalizedText(ja: "コードと名称の変更", en: "Change code and name")
        static let remove = LocalizedText(ja: "削除する", en: "Remove")
        static let removeHeading = LocalizedText(ja: "削除しますか", en: "Remove it?")
        static let removeText = LocalizedText(
            ja: "使っている方がいる間は削除できません。これまでの送信の記録は残ります。",
            en: "It can't be removed while people have it. Records of earlier broadcasts stay.")
        static let inUseHeading = LocalizedText(ja: "まだ削除できません", en: "It can't be removed yet")
        static func inUse(_ people: String) -> LocalizedText {
            LocalizedText(
                ja: "\(people)が使っています。先に、その方たちを別のものに変更してください。",
                en: "In use by \(people). Change them to another one first.")
        }
        static let toPeople = LocalizedText(ja: "社員の一覧へ", en: "To people")
        static func usedByDrafts(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "送信の下書き\(count)件の送信先になっています", en: "Broadcast drafts that go to it: \(count)")
        }
        static let usedByDraftsText = LocalizedText(
            ja: "削除すると、これらの下書きは、送る相手を選び直すまで送信できません。",
            en: "If you remove it, they cannot be sent until somebody chooses anew whom they go to.")
        static let removed = LocalizedText(ja: "削除しました", en: "Removed")
        static func back(_ title: String) -> LocalizedText {
            LocalizedText(ja: "\(title)へ戻る", en: "Back to \(title)")
        }
    }
}
