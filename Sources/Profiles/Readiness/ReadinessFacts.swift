import Database

/// What is known of how well a person could be reached, whatever plan and settings make of it: one number that is kept.
/// A changed setting therefore changes the report at once, and no row.
package struct ReadinessFacts: OptionSet, Hashable, Sendable, DatabaseConvertible {
    /// The number that is kept.
    package let rawValue: Int

    /// The facts of a kept number.
    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// A mail address is registered for sending.
    package static let mail = ReadinessFacts(rawValue: 1 << 0)
    /// A telephone number is registered for sending.
    package static let phone = ReadinessFacts(rawValue: 1 << 1)
    /// The last message to a mail address came back.
    package static let deadMail = ReadinessFacts(rawValue: 1 << 2)
    /// The last call to a number failed because there is no such number.
    package static let deadPhone = ReadinessFacts(rawValue: 1 << 3)
    /// A contact has no place in the contact order (発信順), or a place before it is empty.
    package static let orderHole = ReadinessFacts(rawValue: 1 << 4)
    /// An address says at least in which prefecture it lies.
    package static let prefecture = ReadinessFacts(rawValue: 1 << 5)
    /// An address says in which of the 188 regions it lies.
    package static let region = ReadinessFacts(rawValue: 1 << 6)
    /// The person has logged in.
    package static let loggedIn = ReadinessFacts(rawValue: 1 << 7)
    /// A further proof is set that no setting forbids: an authenticator or a passkey.
    package static let lastingProof = ReadinessFacts(rawValue: 1 << 8)
    /// Codes by mail are set up.
    package static let mailProof = ReadinessFacts(rawValue: 1 << 9)
    /// Codes by telephone are set up.
    package static let phoneProof = ReadinessFacts(rawValue: 1 << 10)
    /// Mail is known to arrive at one provider.
    package static let oneMailPath = ReadinessFacts(rawValue: 1 << 11)
    /// Mail is known to arrive at two providers or more.
    package static let twoMailPaths = ReadinessFacts(rawValue: 1 << 12)
    /// One telephone number is known to work.
    package static let onePhonePath = ReadinessFacts(rawValue: 1 << 13)
    /// Two numbers or more are known to work.
    package static let twoPhonePaths = ReadinessFacts(rawValue: 1 << 14)

    /// One contact as the facts see it.
    struct Contact: Hashable, Sendable {
        let kind: ContactKind
        let value: String
        var order: ContactOrder?
        var isVerified = false
        var isFailing = false
    }

    /// The facts of somebody's contacts. Two addresses at one provider are one path: they fail together.
    init(_ contacts: [Contact]) {
        self = []
        let mails = contacts.filter { $0.kind == .mail }
        let phones = contacts.filter { $0.kind == .phone }
        if !mails.isEmpty { insert(.mail) }
        if !phones.isEmpty { insert(.phone) }
        if mails.contains(where: \.isFailing) { insert(.deadMail) }
        if phones.contains(where: \.isFailing) { insert(.deadPhone) }
        func works(_ contact: Contact) -> Bool { contact.isVerified && !contact.isFailing }
        let providers = Set(mails.filter(works).map { $0.value.lowercased().split(separator: "@").last ?? "" })
        let numbers = Set(phones.filter(works).map(\.value))
        if !providers.isEmpty { insert(.oneMailPath) }
        if providers.count > 1 { insert(.twoMailPaths) }
        if !numbers.isEmpty { insert(.onePhonePath) }
        if numbers.count > 1 { insert(.twoPhonePaths) }
        // All mails of a person share one place.
        let orders = mails.prefix(1).map(\.order) + phones.map(\.order)
        let places = Set(orders.compactMap { $0?.rawValue })
        if orders.contains(nil) || places.count != places.max() ?? 0 { insert(.orderHole) }
    }
}
