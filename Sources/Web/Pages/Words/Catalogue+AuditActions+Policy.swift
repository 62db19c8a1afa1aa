import Domain

extension Catalogue.AuditActions {
    /// Policy, offices and the list of logins.
    static let policy: [String: LocalizedText] = [:]
}
