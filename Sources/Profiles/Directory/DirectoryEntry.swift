package import Domain
import Tenants

/// A person as the organization's directory describes them, before anything was checked.
package struct DirectoryEntry: Hashable, Sendable {
    /// A mail address or telephone number.
    package struct Contact: Hashable, Sendable {
        /// As the directory writes it.
        package var value: String
        /// `work`, `home`, `mobile`, …
        package var type: String?
        /// Whether it is preferred.
        package var isPrimary: Bool?

        /// A contact of no type.
        package init(value: String, type: String? = nil, isPrimary: Bool? = nil) {
            self.value = value
            self.type = type
            self.isPrimary = isPrimary
        }
    }

    /// `userName`.
    package var userName: String
    /// `externalId`.
    package var externalID: String?
    /// `displayName`: goes before all other names.
    package var displayName: String?
    /// `name.formatted`: goes before its parts.
    package var formattedName: String?
    /// `name.familyName`.
    package var familyName: String?
    /// `name.givenName`.
    package var givenName: String?
    /// カナ氏名.
    package var kana: String?
    /// `active`: whether the person works here.
    package var isActive = true
    /// Whether the directory says so itself; else whoever is there stays what they are.
    package var saysActive = false
    /// `preferredLanguage`.
    package var preferredLanguage: String?
    /// `employeeNumber`.
    package var employeeNumber: String?
    /// `department`: a code or a name.
    package var department: String?
    /// `emails`.
    package var mails: [Contact] = []
    /// `phoneNumbers`.
    package var phones: [Contact] = []

    /// Somebody who works here and has nothing but a name in the directory.
    package init(userName: String) {
        self.userName = userName
    }

    /// The name as it is written here: Japanese names begin with the family's.
    package var fullName: String? {
        let parts = [familyName, givenName].compactMap { $0?.isEmpty == false ? $0 : nil }
        let isWestern = parts.joined().unicodeScalars.allSatisfy { $0.value < 0x2000 }
        let composed = (isWestern ? parts.reversed() : parts).joined(separator: " ")
        return [displayName, formattedName, composed].compactMap(\.self).first { !$0.isEmpty }
    }

    /// The language of pages and mails; nil if the directory says none. Whoever reads neither gets English.
    package var language: Language? {
        guard let tag = preferredLanguage?.lowercased(), !tag.isEmpty else { return nil }
        let first = tag.split { "-_,; ".contains($0) }.first
        return first == "ja" ? .japanese : .english
    }

    /// The person's details as they are to be; the login ID stays, or is the one that is given.
    ///
    /// A field that the directory never spoke of stays; one of which it no longer speaks is emptied.
    ///
    /// - Parameter isTakenUp: Whether the directory adds somebody who had left.
    /// - Throws: `InvalidInput`.
    func details(
        over old: Person?, _ link: DirectoryLink?, loginID: LoginID, language: Language, isTakenUp: Bool = false
    ) throws(InvalidInput) -> PersonDetails {
        var check = InputCheck()
        let typed = fullName ?? old?.details.name.description ?? userName
        let name = check.take { () throws(InvalidInput) in try PersonName(typed) }
        let kana = check.take { () throws(InvalidInput) in try KanaName(self.kana ?? "") }
        let number = check.take { () throws(InvalidInput) in try EmployeeCode(employeeNumber ?? "") }
        try check.finish()
        guard let name, let kana, let number else { throw InvalidInput(check.errors) }
        var details = old?.details ?? PersonDetails(loginID: loginID, name: name)
        if old == nil { details.language = language }
        details.name = name
        if self.kana != nil || link?.kana != nil { details.kana = kana }
        if employeeNumber != nil || link?.employeeNumber != nil { details.employeeCode = number }
        if let own = self.language { details.language = own }
        if !isActive {
            details.employment = .left
        } else if details.employment == .left && (saysActive || isTakenUp) {
            details.employment = .active
            // No program says who is an administrator, and whoever comes back is none by having been one.
            details.role = .member
        }
        return details
    }

    /// What is kept of it beside the person's own fields.
    func link(appliedName: PersonName) -> DirectoryLink {
        var link = DirectoryLink(userName: userName, appliedName: appliedName.description)
        link.externalID = externalID
        link.displayName = displayName
        link.formattedName = formattedName
        link.familyName = familyName
        link.givenName = givenName
        link.kana = kana
        link.employeeNumber = employeeNumber
        link.preferredLanguage = preferredLanguage
        link.department = department
        return link
    }
}
