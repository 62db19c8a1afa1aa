import Domain

/// One line of a CSV of people. A column that the file lacks leaves the stored value; an empty cell clears it where
/// that is allowed and otherwise leaves it.
struct PeopleRow {
    /// Whoever leaves because the file does not name them has a line from this one on: no file has as many.
    static let firstAbsentLine = 1 << 40

    let line: Int
    let loginID: LoginID
    private(set) var employeeCode: EmployeeCode?
    private(set) var name: PersonName?
    private(set) var kana: KanaName?
    private(set) var role: Role?
    private(set) var language: Language?
    private(set) var employment: Employment?
    /// Codes: nil if the column is missing, empty to clear.
    private(set) var departmentCode: String?
    private(set) var departmentName: String?
    private(set) var locationCode: String?
    private(set) var userCode: String?
    /// Days: nil if the column is missing, `.some(nil)` to clear.
    private(set) var joinedAt: Instant??
    private(set) var leftAt: Instant??
    private(set) var removeAt: Instant??
    private(set) var extras: PeopleImportExtras.Cells = [:]
    /// What is wrong with the other cells; together with what is found later, so that a person sees all of it at once.
    private(set) var ownErrors: [FieldError] = []
    /// What is wrong with `extras` if they change anything: what is stored already was right by the rules of its day.
    var extraErrors: [FieldError] = []

    /// Reads the cells of a line.
    ///
    /// - Throws: `InvalidInput` if nobody can say whose line it is; other faults are in `ownErrors`.
    init(_ row: CSVRow, heading: PeopleHeading, days: DayFormat) throws(InvalidInput) {
        guard row.cells.count == heading.columns.count else {
            throw InputField("file", ja: "CSVファイル", en: "CSV file").refusal(
                "cellCount", ja: "のこの行は\(row.cells.count)列ですが、見出しは\(heading.columns.count)列です。列の数を合わせてください。",
                en: "This line of % has \(row.cells.count) cells, but there are \(heading.columns.count) headings.")
        }
        var check = InputCheck()
        var loginID: LoginID?
        line = row.line
        for (cell, column) in zip(row.cells, heading.columns) {
            switch column {
            case .extra(let name): extras[name] = cell
            case .own(.loginID): loginID = check.take { () throws(InvalidInput) in try LoginID(cell) }
            case .own(.employeeCode):
                employeeCode = check.take { () throws(InvalidInput) in try EmployeeCode(cell) }
            case .own(.name): name = check.take { () throws(InvalidInput) in try PersonName(cell) }
            case .own(.kana): kana = check.take { () throws(InvalidInput) in try KanaName(cell) }
            case .own(.departmentCode):
                departmentCode = check.take { () throws(InvalidInput) in try Self.code(cell, .departments) }
            case .own(.departmentName):
                if !cell.isEmpty {
                    departmentName = check.take { () throws(InvalidInput) in
                        try TextRule(maximum: 64).check(
                            cell, InputField("department_name", ja: "部門名", en: "Department name"))
                    }
                }
            case .own(.locationCode):
                locationCode = check.take { () throws(InvalidInput) in try Self.code(cell, .locations) }
            case .own(.userCode):
                userCode = check.take { () throws(InvalidInput) in try Self.code(cell, .userCodes) }
            case .own(.role): role = check.take { () throws(InvalidInput) in try Self.role(cell) } ?? nil
            case .own(.language):
                language = check.take { () throws(InvalidInput) in try Self.language(cell) } ?? nil
            case .own(.employment):
                employment = check.take { () throws(InvalidInput) in try Self.employment(cell) } ?? nil
            case .own(.joinedOn):
                joinedAt = check.take { () throws(InvalidInput) in try Self.day(cell, Self.joinedField, days) }
            case .own(.removeOn):
                removeAt = check.take { () throws(InvalidInput) in try Self.day(cell, Self.removeField, days) }
            case .own(.leftOn):
                leftAt = check.take { () throws(InvalidInput) in try Self.day(cell, Self.leftField, days) }
            }
        }
        guard let loginID else {
            try check.finish()
            throw LoginID.field.missing
        }
        self.loginID = loginID
        ownErrors = check.errors
    }

    /// Somebody whom the file does not name, and who therefore leaves.
    init(absent loginID: LoginID, line: Int) {
        self.line = line
        self.loginID = loginID
        employment = .left
    }

    /// Whether this is nobody's line, but stands for somebody whom the file does not name.
    var isAbsent: Bool { line >= Self.firstAbsentLine }

    /// A staged line.
    ///
    /// - Throws: `InvalidInput` as above.
    static func staged(_ row: CSVRow, heading: PeopleHeading, days: DayFormat) throws(InvalidInput) -> PeopleRow {
        guard row.line >= firstAbsentLine else { return try PeopleRow(row, heading: heading, days: days) }
        return PeopleRow(absent: try LoginID(row.cells.first ?? ""), line: row.line)
    }

    private static let joinedField = InputField("joined_on", ja: "入社日", en: "Joined on")
    private static let leftField = InputField("left_on", ja: "退職日", en: "Left on")
    private static let removeField = InputField("remove_on", ja: "削除予定日", en: "Removed on")
    private static let languageField = InputField("language", ja: "言語", en: "Language")

    private static func code<Kind>(_ cell: String, _ list: CodeList<Kind>) throws(InvalidInput) -> String {
        cell.isEmpty ? "" : try list.checkedCode(cell)
    }

    private static func role(_ cell: String) throws(InvalidInput) -> Role? {
        if cell.isEmpty { return nil }
        if let role = Role(rawValue: cell) { return role }
        if let role = Role.allCases.first(where: { $0.label[.japanese] == cell }) { return role }
        throw Role.field.refusal(
            "choice", ja: "は「一般」か「管理者」（member か administrator）にしてください。",
            en: "Use member or administrator (一般 or 管理者) in %.")
    }

    private static func language(_ cell: String) throws(InvalidInput) -> Language? {
        switch cell {
        case "": return nil
        case "ja", "日本語": return .japanese
        case "en", "English", "英語": return .english
        default:
            throw languageField.refusal(
                "choice", ja: "は「日本語」か「English」（ja か en）にしてください。", en: "Use ja or en (日本語 or English) in %.")
        }
    }

    private static func employment(_ cell: String) throws(InvalidInput) -> Employment? {
        if cell.isEmpty { return nil }
        if let employment = Employment(rawValue: cell) { return employment }
        if let employment = Employment.allCases.first(where: { $0.label[.japanese] == cell }) { return employment }
        throw Employment.field.refusal(
            "choice", ja: "は「在職」「休職」「退職」（active、onLeave、left）のどれかにしてください。",
            en: "Use active, onLeave or left (在職, 休職 or 退職) in %.")
    }

    private static func day(_ cell: String, _ field: InputField, _ days: DayFormat) throws(InvalidInput) -> Instant? {
        if cell.isEmpty { return nil }
        guard let instant = days.instant(cell) else {
            throw field.refusal("day", ja: "は 2024-04-01 の形で入力してください。", en: "Write a day such as 2024-04-01 in %.")
        }
        return instant
    }
}
