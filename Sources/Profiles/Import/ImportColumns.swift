import Tenants

/// The columns of a people's file that belong to the profile.
enum ImportColumns {
    /// The column that a heading means, or nil. Headings are those of the form's fields, and their Japanese labels.
    static func column(_ heading: String) -> String? {
        let name = heading.filter { $0 != "_" && $0 != " " }.lowercased()
        return names[name] ?? labels[heading] ?? (name == "voiceid" || heading == "音声認証用個人id" ? voiceID : nil)
    }

    /// A column of exports that nobody can set: the program makes it. A file that comes back may hold it.
    private static let voiceID = "voice_id"

    /// What a line's cells make of the profile that is stored; columns that the file does not have, and cells that are
    /// masked, leave it as it is.
    static func apply(_ cells: [String: String], to draft: ProfileDraft) -> ProfileDraft {
        var draft = draft
        for (column, cell) in cells {
            if let field = fields[column], !ContactMask.isMasked(cell) { draft[keyPath: field] = cell }
        }
        return draft
    }

    /// The cells of a profile in the order of `all`: what `apply` takes.
    static func cells(of draft: ProfileDraft) -> [String] {
        columns.map { draft[keyPath: $0.field] }
    }

    /// In which columns a profile would become another one; contacts are masked, and of addresses only the region is shown.
    ///
    /// - Parameters:
    ///   - typed: As the file writes it.
    ///   - kept: As it would be stored: a number with and without hyphens is the same one.
    static func differences(
        from draft: ProfileDraft, to typed: ProfileDraft, kept: ProfileDraft
    ) -> [PeopleImportExtras.Difference] {
        let (before, typed, kept) = (cells(of: draft), cells(of: typed), cells(of: kept))
        return all.indices.compactMap { index in
            // What cannot be stored is shown as it was typed, beside its reason.
            let after = kept[index].isEmpty ? typed[index] : kept[index]
            if before[index] == typed[index] || before[index] == after { return nil }
            return PeopleImportExtras.Difference(
                column: all[index], before: before[index], after: after,
                lasting: { all[index].hasSuffix("Region") ? ProfileChange.prefectures(from: $0, to: $1) : ($0, $1) }
            ) {
                masked($0, all[index])
            }
        }
    }

    /// The cells of a profile as others than the person may see them: contacts masked, and of addresses only the regions.
    /// `apply` leaves alone what such a cell stands for.
    static func maskedCells(of draft: ProfileDraft) -> [String] {
        zip(all, cells(of: draft)).map { column, value in ContactMask.inFile(masked(value, column)) }
    }

    /// The columns of a line whose cells are masked.
    static func maskedColumns(_ cells: [String: String]) -> [String] {
        all.filter { cells[$0].map(ContactMask.isMasked) ?? false }
    }

    private static func masked(_ value: String, _ column: String) -> String {
        if value.isEmpty || column.hasSuffix("Order") || column.hasSuffix("Region") { return value }
        if column.lowercased().contains("mail") { return ContactMask.mail(value) }
        if column.lowercased().contains("phone") { return ContactMask.phone(value) }
        return ContactMask.whole
    }

    /// The columns in the order of an export.
    static let all = columns.map(\.name)

    private typealias Field = any WritableKeyPath<ProfileDraft, String> & Sendable

    private static let columns: [(name: String, field: Field)] = {
        var columns: [(name: String, field: Field)] = (0..<3).map { ("mail\($0 + 1)", \.mails[$0]) }
        columns.append(("mailOrder", \.mailOrder))
        for index in 0..<3 {
            columns.append(("phone\(index + 1)", \.phones[index]))
            columns.append(("phone\(index + 1)Order", \.phoneOrders[index]))
        }
        columns += [("spareMail", \.spareMail), ("sparePhone", \.sparePhone)]
        for kind in AddressKind.allCases {
            columns.append(("\(kind.rawValue)Region", \.[kind].place))
            columns.append(("\(kind.rawValue)City", \.[kind].city))
            columns.append(("\(kind.rawValue)Street", \.[kind].street))
        }
        return columns
    }()

    private static let names = Dictionary(all.map { ($0.lowercased(), $0) }) { first, _ in first }

    private static let fields = Dictionary(columns.map { ($0.name, $0.field) }) { first, _ in first }

    private static let labels: [String: String] = {
        var labels = ["メール発信順": "mailOrder", "予備メール": "spareMail", "予備電話": "sparePhone"]
        for number in 1...3 {
            labels["メール\(number)"] = "mail\(number)"
            labels["電話\(number)"] = "phone\(number)"
            labels["電話\(number)発信順"] = "phone\(number)Order"
        }
        for (kind, label) in [(AddressKind.work, "勤務先"), (.home, "住所1"), (.secondHome, "住所2")] {
            labels["\(label)地域"] = "\(kind.rawValue)Region"
            labels["\(label)市区町村"] = "\(kind.rawValue)City"
            labels["\(label)番地"] = "\(kind.rawValue)Street"
        }
        return labels
    }()
}
