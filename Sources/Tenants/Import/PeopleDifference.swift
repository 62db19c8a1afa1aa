import Domain

/// What one line of a file would change, field by field, for a person to read before it is done.
package struct PeopleDifference: Hashable, Sendable {
    /// One column.
    package struct Field: Hashable, Sendable {
        /// The column, as the file's heading names it.
        package let column: String
        /// Before; contacts are masked. Empty for none.
        package let before: String
        /// After; contacts are masked. Empty for none.
        package let after: String
    }

    /// The number of the line; the heading is line 1. Nil for somebody whom the file does not name.
    package let line: Int?
    /// The login ID.
    package let loginID: String
    /// The name as it will be.
    package let name: String
    /// Whether somebody is added.
    package let isNew: Bool
    /// The columns that change, in the order of an export.
    package let fields: [Field]

    /// What the lines of a chunk would change, and a mark of everything that this depends on.
    static func all(_ chunk: PeopleChunk, _ cells: PeopleCells) -> (differences: [PeopleDifference], mark: String) {
        let lines = chunk.lines.filter { $0.effect != .none }
        if lines.isEmpty { return ([], "") }
        var marks: [String] = []
        let differences = lines.map { line -> PeopleDifference in
            var fields = own(line, cells)
            marks.append(
                "\(line.row.line) \(line.existing?.description ?? "+") \(line.mark) "
                    + fields.map { "\($0.column)=\($0.before)>\($0.after)" }.joined(separator: " ")
                    + line.others.map { " \($0.column)=\($0.exact)" }.joined())
            fields += line.others.map { Field(column: $0.column, before: $0.before, after: $0.after) }
            return PeopleDifference(
                line: line.row.isAbsent ? nil : line.row.line, loginID: line.details.loginID.description,
                name: line.details.name.description,
                isNew: line.existing == nil, fields: fields)
        }
        return (differences, Digest.name(marks.joined(separator: "\n")))
    }

    /// The columns of this room; a department that is yet to be made has its code already.
    private static func own(_ line: PeopleChunk.Line, _ cells: PeopleCells) -> [Field] {
        let before = line.before.map { cells.cells(of: $0) }
        var after = cells.cells(of: line.details)
        if let code = line.row.departmentCode, !code.isEmpty, line.details.department == nil {
            for (index, column) in PeopleColumn.allCases.enumerated() {
                if column == .departmentCode { after[index] = code }
                if column == .departmentName { after[index] = line.row.departmentName ?? code }
            }
        }
        return PeopleColumn.allCases.enumerated().compactMap { index, column in
            let (old, new) = (before?[index] ?? "", after[index])
            return old == new ? nil : Field(column: column.rawValue, before: old, after: new)
        }
    }
}
