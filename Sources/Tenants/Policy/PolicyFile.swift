package import Domain

/// The policies of an office's clients as a CSV file (R-067): written for a spreadsheet, and read back.
package enum PolicyFile {
    /// The largest file that is read, in bytes.
    package static let mostBytes = 1_000_000
    /// A column of the file.
    package enum Column: CaseIterable, Sendable {
        /// 事業所コード.
        case code
        /// 事業所名; not read.
        case name
        /// Whether second factors are used.
        case use
        /// ネットde明細: viewing one's own status.
        case view
        /// ネットde就業: answering.
        case answer
        /// 事業所名カナ; may be missing (R-068).
        case kana
        /// 適用日, empty for at once (R-059); without it what was decided for later stays.
        case from

        /// The heading.
        package var label: LocalizedText {
            switch self {
            case .code: LocalizedText(ja: "事業所コード", en: "Organization code")
            case .name: LocalizedText(ja: "事業所名", en: "Organization")
            case .kana: LocalizedText(ja: "事業所名カナ", en: "Name in kana")
            case .use: LocalizedText(ja: "2要素認証", en: "Second factor")
            case .view: LocalizedText(ja: "自分の状況の閲覧", en: "Viewing one's own status")
            case .answer: LocalizedText(ja: "安否の回答", en: "Answering safety checks")
            case .from: LocalizedText(ja: "適用日", en: "From")
            }
        }

        fileprivate var field: InputField {
            let name =
                switch self {
                case .code: "code"
                case .name: "name"
                case .kana: "name_kana"
                case .use: "second_factor"
                case .view: "view_own"
                case .answer: "answering"
                case .from: "effective"
                }
            return InputField(name, ja: label[.japanese], en: label[.english])
        }
    }

    /// The words for using second factors or not.
    package static func use(_ isUsed: Bool) -> LocalizedText {
        isUsed ? LocalizedText(ja: "使用する", en: "Used") : LocalizedText(ja: "使用しない", en: "Not used")
    }

    /// The word for nothing being decided yet (R-068).
    package static let unset = LocalizedText(ja: "未設定", en: "Not set")

    /// The word for viewing without a code; empty where it is not allowed (R-062).
    package static func view(_ isAllowed: Bool) -> LocalizedText {
        isAllowed ? LocalizedText(ja: "対象外にする", en: "Without a code") : LocalizedText(ja: "", en: "")
    }

    /// The whole file, as a spreadsheet opens it. Codes keep their leading zeros. What was decided for later stands with its
    /// day in place of what holds until then.
    package static func write(
        _ clients: [Client], in language: Language, days: DayFormat, at now: Instant
    ) -> [UInt8] {
        var bytes = CSVWriter.byteOrderMark
        CSVWriter.append(Column.allCases.map { $0.label[language] }, to: &bytes)
        for client in clients {
            let ahead = client.decided(after: now)
            let policy = ahead?.value ?? client.policy(at: now)
            let exemption = policy.flatMap { $0.usesSecondFactor ? $0.exemption : nil } ?? .none
            CSVWriter.append(
                [
                    client.code.description, client.name, (policy.map { use($0.usesSecondFactor) } ?? unset)[language],
                    view(exemption.viewsOwn)[language], exemption.answering.label[language], client.kana,
                    ahead.map { days.text($0.effectiveAt) } ?? "",
                ], to: &bytes)
        }
        return bytes
    }

    /// What a file would change, line by line; nothing is stored.
    ///
    /// - Throws: `InvalidInput` of `file` if it is too large, is not CSV or lacks a column.
    package static func compare(
        _ bytes: [UInt8], with clients: [Client], days: DayFormat, at now: Instant
    ) throws(InvalidInput) -> PolicyDiff {
        var rows = try rows(of: bytes)[...]
        let places = try places(in: rows.popFirst()?.cells ?? [])
        var byCode: [String: Client] = [:]
        for client in clients { byCode[client.code.description] = client }
        var diff = PolicyDiff()
        var seen: Set<TenantID> = []
        for row in rows {
            func cell(_ column: Column) -> String {
                guard let place = places[column], place < row.cells.count else { return "" }
                return folded(row.cells[place])
            }
            guard let client = find(cell(.code), in: byCode) else {
                diff.refuse(
                    row.line,
                    Column.code.field.error(
                        "unknown", ja: "の事業所はありません。コードを確認してください。",
                        en: "There is no organization with this code. Check %."))
                continue
            }
            guard seen.insert(client.id).inserted else {
                diff.refuse(
                    row.line,
                    Column.code.field.error(
                        "repeated", ja: "が前の行と同じです。1つの事業所は1行にしてください。",
                        en: "% stands in an earlier line too. Give each organization one line."))
                continue
            }
            var check = InputCheck()
            let day: Instant?? = check.take { () throws(InvalidInput) in try firstDay(cell(.from), days, now) }
            let ahead = client.decided(after: now)
            // A line with the day of what was decided for later is about that.
            let meant = (day ?? nil).flatMap { day in
                ahead.flatMap { days.text($0.effectiveAt) == days.text(day) ? $0 : nil }
            }
            let policy = policy(cell, before: meant?.value ?? client.policy(at: now), &check)
            var kana = client.kana
            // What stands there already is kept as it is; an empty cell empties it.
            if let place = places[.kana], place < row.cells.count, row.cells[place] != kana {
                let typed = row.cells[place]
                kana = check.take { () throws(InvalidInput) in try Organization.checkedKana(typed) } ?? kana
            }
            for error in check.errors { diff.refuse(row.line, error) }
            guard let policy, let day else { continue }
            let holds = client.policy(at: now)
            let from = day.flatMap { $0 > now ? $0 : nil }
            // Without the column nothing is said about later. What is registered takes back what was decided for later.
            let takesBack = places[.from] != nil && ahead != nil && meant == nil
            let differs = holds != policy && (holds != nil || policy.usesSecondFactor)
            diff.take(
                PolicyDiff.Change(
                    client: client, before: holds, ahead: ahead, after: policy, from: from,
                    kana: kana == client.kana ? nil : kana,
                    isOfPolicy: meant.map { $0.value != policy } ?? (differs || takesBack)))
        }
        guard diff.changes.count <= ChangePolicies.mostClients else {
            throw field.refusal(
                "tooMany", ja: "で一度に変更できるのは\(ChangePolicies.mostClients)件までです。ファイルを分けてください。",
                en: "The % may change at most \(ChangePolicies.mostClients) organizations at a time. Please split it.")
        }
        return diff
    }

    fileprivate static let field = InputField("file", ja: "CSVファイル", en: "CSV file")

    private static func rows(of bytes: [UInt8]) throws(InvalidInput) -> [CSVRow] {
        guard bytes.count <= mostBytes else {
            throw field.refusal(
                "tooLarge", ja: "が大きすぎます。\(mostBytes / 1_000_000)MBまでにしてください。",
                en: "The % is too large. It may have up to \(mostBytes / 1_000_000) MB.")
        }
        let reader = CSVReader(encoding: .automatic)
        do throws(CSVFault) {
            return try reader.feed(bytes) + reader.finish()
        } catch {
            throw InvalidInput([error.error])
        }
    }

    private static func places(in headings: [String]) throws(InvalidInput) -> [Column: Int] {
        var places: [Column: Int] = [:]
        for (place, heading) in headings.enumerated() {
            let heading = folded(heading)
            let column = Column.allCases.first { column in
                [column.label[.japanese], column.label[.english], column.field.name].map(folded).contains(heading)
            }
            if let column, places[column] == nil { places[column] = place }
        }
        var check = InputCheck()
        for column in Column.allCases where ![.name, .kana, .from].contains(column) && places[column] == nil {
            check.add(
                FieldError(
                    field: "file", rule: "missingColumn",
                    message: LocalizedText(
                        ja: "「\(column.label[.japanese])」の列がありません。1行目に列の名前を入れてください。",
                        en: "The column “\(column.label[.english])” is missing. Name the columns in the first line.")))
        }
        try check.finish()
        return places
    }

    /// The start of the day that is written; nil for at once.
    private static func firstDay(
        _ text: String, _ days: DayFormat, _ now: Instant
    ) throws(InvalidInput) -> Instant? {
        if text.isEmpty { return nil }
        guard let day = days.instant(text) else {
            throw Column.from.field.refusal(
                "day", ja: "は 2024-06-05 の形で入力してください。今すぐなら空欄にしてください。",
                en: "Enter % as 2024-06-05, or leave it empty for at once.")
        }
        guard day >= days.startOfDay(now) else {
            throw Column.from.field.refusal(
                "past", ja: "は今日以降の日にしてください。今すぐなら空欄にしてください。",
                en: "% must be today or later, or empty for at once.")
        }
        return day
    }

    /// Where a code without its leading zeros stands for one client only, that one is meant (R-067).
    private static func find(_ code: String, in clients: [String: Client]) -> Client? {
        if let client = clients[code] { return client }
        return ShortenedCode.whole(code).flatMap { clients[$0] }
    }

    private static func policy(
        _ cell: (Column) -> String, before: AccessPolicy?, _ check: inout InputCheck
    ) -> AccessPolicy? {
        // Where somebody has decided since, it is a change like any other, and is shown as one.
        let isUnset = [unset[.japanese], unset[.english]].map(folded).contains(cell(.use))
        let use = isUnset ? false : choice(.use, cell(.use), [true, false], Self.use, &check)
        if use == false, cell(.view).isEmpty, cell(.answer).isEmpty {
            // What goes without a code means nothing then, and stays for the day it is used again.
            return AccessPolicy(usesSecondFactor: false, exemption: (before ?? .unset).exemption)
        }
        let view = choice(.view, cell(.view), [true, false], Self.view, &check)
        let answer = choice(.answer, cell(.answer), Exemption.Answering.allCases, { $0.label }, &check)
        guard let use, let view, let answer else { return nil }
        return AccessPolicy(usesSecondFactor: use, exemption: Exemption(viewsOwn: view, answering: answer))
    }

    private static func choice<Value>(
        _ column: Column, _ text: String, _ values: [Value], _ label: (Value) -> LocalizedText,
        _ check: inout InputCheck
    ) -> Value? {
        let found = values.first { value in
            folded(label(value)[.japanese]) == text || folded(label(value)[.english]) == text
        }
        if let found { return found }
        func words(_ language: Language) -> String {
            values.map { label($0)[language] }.map { $0.isEmpty ? (language == .japanese ? "空欄" : "blank") : $0 }
                .joined(separator: language == .japanese ? "・" : ", ")
        }
        check.add(
            column.field.error(
                "choice", ja: "は次のどれかにしてください：\(words(.japanese))", en: "% must be one of: \(words(.english))"))
        return nil
    }

    private static func folded(_ text: String) -> String {
        WidthFolding.trimmed(WidthFolding.halfWidth(text)).lowercased()
    }
}

/// What a file of policies would change.
package struct PolicyDiff: Hashable, Sendable {
    /// One client that would change.
    package struct Change: Hashable, Sendable {
        /// The client.
        package let client: Client
        /// What holds now; nil if nobody has decided.
        package let before: AccessPolicy?
        /// What was decided for later until now; nil for nothing.
        package let ahead: FromTime<AccessPolicy>?
        /// What the file says.
        package let after: AccessPolicy
        /// From when on (R-059); nil for at once.
        package let from: Instant?
        /// The name in kana that the file says; nil if it is the one that stands.
        package let kana: String?

        /// Whether the policy is another, or from another day.
        package let isOfPolicy: Bool
    }

    /// A line that cannot be taken.
    package struct Problem: Hashable, Sendable {
        /// The number of the line in the file; the heading is line 1.
        package let line: Int
        /// Field, rule and sentence.
        package let error: FieldError
    }

    /// The clients that would change, in the order of the file.
    package private(set) var changes: [Change] = []
    /// How many lines say what holds already.
    package private(set) var unchanged = 0
    /// The lines that cannot be taken; with any, nothing is applied.
    package private(set) var problems: [Problem] = []

    /// Somebody changed one of the clients since they were compared.
    package static let outdated = PolicyFile.field.refusal(
        "changed", ja: "と比べたあとに、事業所の設定が変わりました。変更の内容をもう一度確認してください。",
        en: "Organizations were changed after the % was compared with them. Please look at the changes again.")

    /// Names exactly these changes: another one is another set of changes.
    package var digest: String {
        let lines = changes.map { change in
            """
            \(change.client.id) \(change.before?.auditText ?? "") \(change.ahead?.effectiveAt.milliseconds ?? 0) \
            \(change.after.auditText) \(change.from?.milliseconds ?? 0) \(change.kana ?? "")
            """
        }
        return Digest.name(lines.joined(separator: "\n"))
    }

    mutating func refuse(_ line: Int, _ error: FieldError) {
        problems.append(Problem(line: line, error: error))
    }

    mutating func take(_ change: Change) {
        if change.isOfPolicy || change.kana != nil { changes.append(change) } else { unchanged += 1 }
    }

    /// The policies that would change.
    package var policies: [(client: TenantID, policy: AccessPolicy, from: Instant?)] {
        changes.filter(\.isOfPolicy).map { ($0.client.id, $0.after, $0.from) }
    }

    /// The names in kana that would change.
    package var kanaNames: [(client: TenantID, kana: String)] {
        changes.compactMap { change in change.kana.map { (change.client.id, $0) } }
    }
}
