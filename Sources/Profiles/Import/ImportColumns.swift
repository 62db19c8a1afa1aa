/// The columns of a people's file that belong to the profile.
enum ImportColumns {
    /// The column that a heading means, or nil. Headings are those of the form's fields, and their Japanese labels.
    static func column(_ heading: String) -> String? {
        let name = heading.filter { $0 != "_" && $0 != " " }.lowercased()
        return names[name] ?? labels[heading]
    }

    /// What a line's cells make of the profile that is stored; columns that the file does not have stay as they are.
    static func apply(_ cells: [String: String], to draft: ProfileDraft) -> ProfileDraft {
        var draft = draft
        for (column, cell) in cells { set(column, cell, in: &draft) }
        return draft
    }

    private static let all: [String] =
        ["mailOrder", "spareMail", "sparePhone"]
        + (1...3).flatMap { ["mail\($0)", "phone\($0)", "phone\($0)Order"] }
        + AddressKind.allCases.flatMap { ["\($0.rawValue)Region", "\($0.rawValue)City", "\($0.rawValue)Street"] }

    private static let names = Dictionary(all.map { ($0.lowercased(), $0) }) { first, _ in first }

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

    private static func set(_ column: String, _ cell: String, in draft: inout ProfileDraft) {
        switch column {
        case "mailOrder": draft.mailOrder = cell
        case "spareMail": draft.spareMail = cell
        case "sparePhone": draft.sparePhone = cell
        default:
            for number in 1...3 {
                if column == "mail\(number)" { draft.mails[number - 1] = cell }
                if column == "phone\(number)" { draft.phones[number - 1] = cell }
                if column == "phone\(number)Order" { draft.phoneOrders[number - 1] = cell }
            }
            for kind in AddressKind.allCases where column.hasPrefix(kind.rawValue) {
                var address = draft.addresses[kind] ?? ProfileDraft.Address()
                switch column.dropFirst(kind.rawValue.count) {
                case "Region": address.place = cell
                case "City": address.city = cell
                case "Street": address.street = cell
                default: break
                }
                draft.addresses[kind] = address
            }
        }
    }
}
