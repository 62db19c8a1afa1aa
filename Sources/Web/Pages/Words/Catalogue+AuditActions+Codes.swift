import Domain

extension Catalogue.AuditActions {
    /// Codes by mail and phone, passkeys.
    static let codes: [String: LocalizedText] = [:]
}
