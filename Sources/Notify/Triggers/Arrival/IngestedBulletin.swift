import Domain

/// What came of a document that was handed in.
package struct IngestedBulletin: Hashable, Sendable {
    /// The number of its record.
    package let id: BulletinID
    /// Whether it came for the first time; a copy does nothing.
    package let isNew: Bool
    /// What it says, or why it was refused.
    package let document: ParsedBulletin
    /// How many organizations could not decide yet, because something failed; they do so within seconds.
    package let undecided: Int
}
