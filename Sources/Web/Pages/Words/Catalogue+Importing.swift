import Domain

extension Catalogue.Importing {
    static let changesHeading = LocalizedText(ja: "変わる内容", en: "What changes")
    static let changesCaption = LocalizedText(ja: "行ごとの変更", en: "Changes by line")
    static let who = LocalizedText(ja: "対象の方", en: "Person")
    static let whatChanges = LocalizedText(ja: "変更", en: "Change")
    static let hiddenPartChanges = LocalizedText(ja: "（伏せた部分が変わります）", en: "(the hidden part changes)")
    static let isNew = LocalizedText(ja: "追加", en: "New")
    static let changesFile = LocalizedText(ja: "変わる内容をCSVに保存", en: "Save the changes as CSV")
    static let changesFileName = LocalizedText(ja: "取り込みの変更内容.csv", en: "import-changes.csv")
    static func moreChanges(_ people: String) -> LocalizedText {
        LocalizedText(ja: "ほかに\(people)。CSVで確認できます。", en: "And \(people) more; see the CSV file.")
    }
    static let changedSince = LocalizedText(ja: "まだ取り込んでいません", en: "Nothing was imported yet")
    static let changedSinceText = LocalizedText(
        ja: "表示してから、社員か部門の登録が変わりました。下の内容を確認して、もう一度取り込んでください。",
        en: "People or departments have changed since this was shown. Look again below, then import once more.")
    static let absentLeave = LocalizedText(
        ja: "ファイルにない方を退職にする", en: "Whoever is not in the file leaves")
    static let absentLeaveNote = LocalizedText(
        ja: "全員分のファイルのときだけ選んでください。管理者の方は対象になりません。退職にする方は、取り込む前に一覧で確認できます",
        en: "Only for a file of everybody. Administrators stay. You see who would leave before anything is done")
    static let leaving = LocalizedText(ja: "退職にする方（ファイルにない方）", en: "Leave (not in the file)")
    static let notInFile = LocalizedText(ja: "ファイルになし", en: "Not in the file")
    static func manyLeave(_ people: String) -> LocalizedText {
        LocalizedText(
            ja: "\(people)が退職になります。全体の1割を超えています", en: "\(people) would leave: more than a tenth of all")
    }
    static let manyLeaveText = LocalizedText(
        ja: "一部の方だけのファイルを選んでいませんか。間違いがないときは、下で確認にチェックを入れてから取り込んでください。",
        en: "Is this a file of some people only? If it is right, tick the box below before importing.")
    static func manyMayLeave(_ people: String) -> LocalizedText {
        LocalizedText(ja: "\(people)を退職にすることを確認しました", en: "Yes, \(people) leave")
    }
    static let nobodyLeavesText = LocalizedText(
        ja: "ファイルを直して、もう一度確かめてください。読めない行があるあいだは、だれがファイルにないかが分からないため、「ファイルにない方を退職にする」取り込みはできません。",
        en:
            "Mend the file and check it again. While lines cannot be read, nobody knows who is missing from the file, so it cannot be imported with “Whoever is not in the file leaves”."
    )
    static func overtaken(_ lines: String) -> LocalizedText {
        LocalizedText(ja: "取り込みました。ただし\(lines)は取り込んでいません", en: "Imported, but for \(lines)")
    }
    static let overtakenText = LocalizedText(
        ja: "取り込んでいるあいだに、ほかの方が同じ社員の登録を変えました。残りは下のとおりです。確認して、必要であればもう一度取り込んでください。",
        en:
            "Somebody changed the same people meanwhile. What is left is shown below: look, and import once more if it is right."
    )
    static let before = LocalizedText(ja: "変更前", en: "Before")
    static let after = LocalizedText(ja: "変更後", en: "After")
}
