import Domain
import Profiles
import Tenants

/// Says the fields that a row of the audit chain changed in the words of the pages on which they stand.
struct AuditChangeWords: Sendable {
    private typealias Words = Catalogue.AuditDetails

    /// The regions that addresses name by their codes.
    let table: RegionTable
    /// Names of locations by code; what people choose themselves is kept by code.
    var locations: [String: String] = [:]
    /// Names of user codes by code.
    var userCodes: [String: String] = [:]

    /// One line for each change.
    func lines(_ row: AuditRecord) -> [LocalizedText] {
        row.changes.map { change in
            let label = Self.label(of: change.field, in: row.action)
            guard let after = change.after.map({ value($0, of: change.field) }) else { return label }
            guard let before = change.before.map({ value($0, of: change.field) }) else {
                return Words.field(label, after)
            }
            if before == after { return Words.field(label, Words.hiddenPart(after)) }
            return Words.field(label, Words.change(before, after))
        }
    }

    private func value(_ value: String, of field: String) -> LocalizedText {
        func same(_ text: String) -> LocalizedText { LocalizedText(ja: text, en: text) }
        if value.isEmpty { return Catalogue.EveryPage.empty }
        if field.hasSuffix("Region") {
            // Rows of earlier programs name the municipality of a home, which is nobody else's business.
            let prefecture = String(value.prefix { $0 != "-" })
            return AddressRegion(place: prefecture, in: table)?.name(in: table) ?? same(prefecture)
        }
        switch field {
        case "language": return same(value == "en" ? "English" : "日本語")
        case "role": return Tenants.Role(rawValue: value)?.label ?? same(value)
        case "employment": return Employment(rawValue: value)?.label ?? same(value)
        case "joinedAt", "leftAt", "removeAt": return same(value.replacing("-", with: "/"))
        case "location": return same(locations[value].map { "\(value) \($0)" } ?? value)
        case "userCode": return same(userCodes[value].map { "\(value) \($0)" } ?? value)
        default: return same(value)
        }
    }

    private static func label(of field: String, in action: String) -> LocalizedText {
        switch field {
        case "code": Catalogue.CodeLists.code
        case "name": action.hasPrefix("codeList.") ? Catalogue.CodeLists.name : Catalogue.People.name
        case "kana": Catalogue.People.kana
        case "loginID": Catalogue.People.loginID
        case "employeeCode": Catalogue.Accounts.employeeCode
        case "department": Catalogue.People.department
        case "role": Catalogue.People.role
        case "employment": Employment.field.label
        case "joinedAt": Words.joined
        case "leftAt": Catalogue.People.leftOn
        case "removeAt": Catalogue.People.removeOn
        default: ProfileChangeWords.label(of: field) ?? LocalizedText(ja: field, en: field)
        }
    }
}
