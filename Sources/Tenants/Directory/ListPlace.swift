/// Where a page of a list that is ordered by identifiers begins.
///
/// RFC 7644 (section 3.4.2.4) gives a page by a number alone and allows that the same number means another place next time.
/// Whoever deletes somebody of an earlier page while they read would then miss whoever moved up. A page that follows one
/// that was read therefore begins behind its last identifier: who was there all the time is in exactly one page.
package enum ListPlace<ID: Sendable & Hashable>: Sendable, Hashable {
    /// From this number on, the first one being 1: nobody knows the page before.
    case from(Int)
    /// Behind this identifier, which was the last one before this number.
    case behind(ID, number: Int)

    /// The identifier behind which it begins; nil where a number alone says it.
    package var after: ID? { if case .behind(let id, _) = self { id } else { nil } }

    /// How many rows are passed over.
    package var skipped: Int { if case .from(let number) = self { max(number, 1) - 1 } else { 0 } }

    /// How many there are for whoever pages by numbers: those of the pages before, as many as there were, and the rest.
    ///
    /// - Parameter left: How many there are behind the identifier, or of all.
    package func total(left: Int) -> Int {
        if case .behind(_, let number) = self { max(number, 1) - 1 + left } else { left }
    }
}
