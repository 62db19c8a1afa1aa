import Domain

extension Catalogue.AuditActions {
    /// Backup codes, resets, sessions, other providers.
    static let care: [String: LocalizedText] = [:]
}
