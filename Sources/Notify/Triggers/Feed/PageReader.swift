package import Domain

/// Reads pages for the feed: https only, hosts that the installation allows, no redirects, bounded in size and time.
package struct PageReader: Sendable {
    /// The version of a page, in its server's words.
    package struct Version: Hashable, Sendable {
        /// The `ETag` field.
        package let entityTag: String?
        /// The `Last-Modified` field.
        package let lastModified: String?

        /// A version; both nil if nothing is known.
        package init(entityTag: String? = nil, lastModified: String? = nil) {
            self.entityTag = entityTag
            self.lastModified = lastModified
        }
    }

    /// What reading brought.
    package enum Result: Hashable, Sendable {
        /// The version that was known.
        case unchanged
        /// The page and its version.
        case page([UInt8], Version)
        /// Another status; how long the server asks to wait.
        case status(Int, retryAfter: Duration?)
        /// The page is larger than allowed.
        case tooLarge
        /// No whole reply came; the reason in a stable word.
        case failed(String)
    }

    /// Whether an address may be read at all.
    package let allows: @Sendable (_ address: String) -> Bool
    /// Reads an address, unless it is still the given version.
    package let read:
        @Sendable (_ address: String, _ unless: Version, _ maximumBytes: Int, _ now: Instant) async -> Result

    /// A reader from functions.
    package init(
        allows: @escaping @Sendable (_ address: String) -> Bool,
        read:
            @escaping @Sendable (_ address: String, _ unless: Version, _ maximumBytes: Int, _ now: Instant) async ->
            Result
    ) {
        self.allows = allows
        self.read = read
    }
}
