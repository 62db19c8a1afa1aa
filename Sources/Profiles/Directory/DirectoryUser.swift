import Domain
package import Tenants

/// A person as the organization's directory sees them.
package struct DirectoryUser: Hashable, Sendable {
    /// Who.
    package let person: Person
    /// What the directory said; nil if it has said nothing yet.
    package let link: DirectoryLink?
    /// The mail addresses that the directory gave. Those that people entered themselves are not the directory's.
    package let mails: [DirectoryContact]
    /// The telephone numbers that the directory gave.
    package let phones: [DirectoryContact]
    /// The name of the department; nil for none.
    package let department: String?

    /// The person in the directory's words: where somebody changed them here since then, as they are now.
    package var entry: DirectoryEntry {
        let details = person.details
        var entry = DirectoryEntry(userName: link?.userName ?? details.loginID.description)
        entry.externalID = link?.externalID
        if let link, link.appliedName == details.name.description {
            entry.displayName = link.displayName
            entry.formattedName = link.formattedName
            entry.familyName = link.familyName
            entry.givenName = link.givenName
        } else {
            entry.displayName = details.name.description
        }
        entry.kana = Self.said(link?.kana, details.kana.description) { (try? KanaName($0))?.description }
        entry.employeeNumber = Self.said(link?.employeeNumber, details.employeeCode.description) {
            (try? EmployeeCode($0))?.description
        }
        entry.isActive = details.employment != .left
        entry.preferredLanguage = link?.preferredLanguage
        if link == nil || (entry.language.map { $0 != details.language } ?? false) {
            entry.preferredLanguage = details.language.rawValue
        }
        entry.department = link?.department
        if let department {
            let isSame = link?.department.map { $0.uppercased() == department.uppercased() } ?? false
            if !isSame { entry.department = department }
        } else {
            entry.department = nil
        }
        entry.mails = mails.map { DirectoryEntry.Contact(value: $0.sent, type: $0.type, isPrimary: $0.isPrimary) }
        entry.phones = phones.map { DirectoryEntry.Contact(value: $0.sent, type: $0.type, isPrimary: $0.isPrimary) }
        return entry
    }

    /// What the directory wrote if it still means what is stored; else what is stored.
    private static func said(_ sent: String?, _ stored: String, _ meaning: (String) -> String?) -> String? {
        if let sent, meaning(sent) == stored { return sent }
        return stored.isEmpty ? nil : stored
    }
}
