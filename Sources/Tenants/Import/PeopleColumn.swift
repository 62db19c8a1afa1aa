import Domain

/// A column of the CSV of people that this room knows.
enum PeopleColumn: String, CaseIterable {
    case loginID = "login_id"
    case employeeCode = "employee_code"
    case name
    case kana = "name_kana"
    case departmentCode = "department_code"
    /// Only used to name departments that are made on the way.
    case departmentName = "department_name"
    case locationCode = "location_code"
    case userCode = "user_code"
    case role
    case language
    case employment
    case joinedOn = "joined_on"
    case leftOn = "left_on"
    case removeOn = "remove_on"

    /// The column that a heading means, in any width and case, in English or Japanese.
    init?(heading: String) {
        if let column = PeopleColumn(rawValue: heading) {
            self = column
            return
        }
        guard let column = Self.japanese[heading] else { return nil }
        self = column
    }

    private static let japanese: [String: PeopleColumn] = [
        "ログインid": .loginID, "従業員コード": .employeeCode, "氏名": .name, "カナ氏名": .kana, "部門コード": .departmentCode,
        "所属コード": .departmentCode, "部門": .departmentName, "部門名": .departmentName, "所属": .departmentName,
        "ロケーションコード": .locationCode, "ユーザ設定コード": .userCode, "権限": .role, "言語": .language, "在職状態": .employment,
        "入社日": .joinedOn, "退職日": .leftOn, "削除予定日": .removeOn,
    ]
}

/// What the first line of a CSV of people says about its columns.
struct PeopleHeading {
    /// A column's meaning.
    enum Column {
        case own(PeopleColumn)
        /// A column of another room, by the name that the room gave it.
        case extra(String)
    }

    /// One per column of the file.
    let columns: [Column]

    /// Reads the first line; a misspelt heading must not lose a column of contacts, so unknown ones are refused.
    init(_ row: CSVRow, extras: PeopleImportExtras) throws(InvalidInput) {
        var columns: [Column] = []
        var check = InputCheck()
        var seen: Set<String> = []
        for cell in row.cells {
            let heading = WidthFolding.trimmed(WidthFolding.halfWidth(WidthFolding.fullWidthKatakana(cell)))
                .lowercased()
            let name: String
            if let column = PeopleColumn(heading: heading) {
                columns.append(.own(column))
                name = column.rawValue
            } else if let extra = extras.column(heading) {
                columns.append(.extra(extra))
                name = extra
            } else {
                check.add(Self.unknown(cell))
                continue
            }
            if !seen.insert(name).inserted { check.add(Self.repeated(cell)) }
        }
        if !seen.contains(PeopleColumn.loginID.rawValue) { check.add(Self.withoutLoginID) }
        try check.finish()
        self.columns = columns
    }

    /// The cells of a line that belong to another room.
    func extras(in row: CSVRow) -> PeopleImportExtras.Cells {
        var cells: PeopleImportExtras.Cells = [:]
        for (cell, column) in zip(row.cells, columns) {
            if case .extra(let name) = column { cells[name] = cell }
        }
        return cells
    }

    /// The heading that `stored` was made from.
    init(stored: String) {
        columns = stored.split(separator: ",").map { name in
            if name.hasPrefix("+") { return .extra(String(name.dropFirst())) }
            return PeopleColumn(rawValue: String(name)).map(Column.own) ?? .extra(String(name))
        }
    }

    /// As kept with staged lines.
    var stored: String {
        columns.map { column in
            switch column {
            case .own(let own): own.rawValue
            case .extra(let name): "+" + name
            }
        }.joined(separator: ",")
    }

    private static let field = InputField("file", ja: "CSVファイル", en: "CSV file")

    private static func unknown(_ cell: String) -> FieldError {
        let shown = String(cell.prefix(40))
        return field.error(
            "unknownColumn", ja: "の見出し「\(shown)」は使えません。見出しを直すか、列を消してください。",
            en: "The heading “\(shown)” of % is not known. Correct it or remove the column.")
    }

    private static func repeated(_ cell: String) -> FieldError {
        let shown = String(cell.prefix(40))
        return field.error(
            "repeatedColumn", ja: "に見出し「\(shown)」が2つあります。1つにしてください。",
            en: "The heading “\(shown)” stands twice in %. Keep one.")
    }

    private static let withoutLoginID = field.error(
        "loginIDColumn", ja: "に見出し「login_id」（ログインID）の列がありません。1行目に見出しを入れてください。",
        en: "% has no column login_id. Put the headings into the first line.")
}
