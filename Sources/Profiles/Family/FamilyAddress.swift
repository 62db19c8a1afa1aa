package import Database
package import Domain

/// What is known of one mail address of a family user.
package struct FamilyAddress: Hashable, Sendable {
    /// Whether its owner confirmed it, and whether mail comes back from it.
    package let state: ContactState
    /// Whether what concerns the family is sent there: the owner confirmed it, or it is from before anybody was asked.
    package let isTold: Bool
    /// When its owner was asked last to confirm it; nil if nobody was.
    package let askedAt: Instant?
    /// How far the last mail came that asks; nil if there is none, and once that is forgotten.
    package internal(set) var progress: ContactMail.Progress?

    /// The condition on rows of `family_contact`, by the name `c`, for addresses that get more than the question. Answers,
    /// messages and the place of a home are private, and whoever typed an address may have typed a stranger's.
    package static let whereTold: SQL = "(c.verified_at IS NOT NULL OR c.is_older = 1)"
}
