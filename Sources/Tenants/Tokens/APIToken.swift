package import Database
package import Domain

/// An API token as lists show it; its text is not known any more.
package struct APIToken: Hashable, Sendable, RowDecodable {
    /// Its number.
    package let id: Int64
    /// What it is for, in its maker's words.
    package let name: String
    /// What it may do.
    package let capabilities: Set<Capability>
    /// Who made it, such as `person:12`.
    package let createdBy: String
    /// When it was made.
    package let createdAt: Instant
    /// When it ends; nil for never.
    package let expiresAt: Instant?
    /// When it was revoked; nil while it works.
    package let revokedAt: Instant?
    /// When it was last used, to the hour; nil for never.
    package let lastUsedAt: Instant?
    /// Whether whoever made it is still there. A token is the organization's: it goes on working without them.
    package internal(set) var maker = Maker.here

    /// What became of whoever made a token.
    package enum Maker: Hashable, Sendable {
        /// They are there, or it was no person of the organization.
        case here
        /// They have left, on this day if it is known.
        case left(Instant?)
        /// They have left, and their data are removed.
        case removed
    }

    /// Whether it works.
    package func works(at now: Instant) -> Bool { revokedAt == nil && expiresAt.map { $0 > now } ?? true }

    /// The columns that `init(row:)` takes, in order.
    static let columns: SQL = """
        id, name, capabilities, created_by, created_at, expires_at, revoked_at, last_used_at
        """

    /// Takes the columns of `columns`.
    package init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        capabilities = Self.capabilities(try row.next())
        createdBy = try row.next()
        createdAt = try row.next()
        expiresAt = try row.next()
        revokedAt = try row.next()
        lastUsedAt = try row.next()
    }

    /// What an organization's token may be given: what programs need, but neither tokens nor passwords nor what only a
    /// person can do.
    package static let grantable: [Capability] = [
        .viewPeople, .managePeople, .provision, .exportContacts, .broadcast, .viewResults, .manageTriggers,
        .manageSettings,
        .viewAudit, .raiseBulletin,
    ]

    /// As stored: names with spaces between, in alphabetical order.
    static func text(_ capabilities: Set<Capability>) -> String {
        capabilities.map(\.rawValue).sorted().joined(separator: " ")
    }

    /// What `text` wrote; names that this version does not know grant nothing.
    static func capabilities(_ text: String) -> Set<Capability> {
        Set(text.split(separator: " ").compactMap { Capability(rawValue: String($0)) })
    }
}

/// A token that was just made: the only time its text can be seen.
package struct NewAPIToken: Sendable {
    /// Its number.
    package let id: Int64
    /// What the holder sends as `Authorization: Bearer …`.
    package let secret: Secret
}

/// Marks the identifiers of API tokens.
enum APITokenKind {}
