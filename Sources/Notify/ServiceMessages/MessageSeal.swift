package import Domain
package import Tenants

/// Seals the texts of the service's messages while they wait. Codes and first passwords would otherwise stay readable in
/// the database's files long after their rows are emptied.
package struct MessageSeal: Sendable {
    private let sealer: SecretSealer
    private let randomness: Randomness

    /// Seals with the first of these keys and opens with any.
    package init(keys: [SecretSealer.Key], randomness: Randomness) {
        sealer = SecretSealer(keys: keys)
        self.randomness = randomness
    }

    /// The text as it is stored; it can only be opened as this message's.
    func seal(_ text: String, _ id: BroadcastID, of tenant: TenantID) -> [UInt8] {
        sealer.seal(Array(text.utf8), for: Self.use(id, tenant), randomness: randomness)
    }

    /// The text; nil if its key is gone.
    package func open(_ sealed: [UInt8], _ id: BroadcastID, of tenant: TenantID) -> String? {
        sealer.open(sealed, for: Self.use(id, tenant)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func use(_ id: BroadcastID, _ tenant: TenantID) -> String { "message:\(tenant):\(id)" }
}
