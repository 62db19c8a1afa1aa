/// Text that must not reach a log, an error or a stored URL: printing it shows dots.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The secret itself; each use of this name is a place to look at in a review.
    package let exposed: String

    /// Wraps a secret.
    package init(_ text: String) {
        exposed = text
    }

    /// Never the secret.
    package var description: String { "•••" }
    /// Never the secret.
    package var debugDescription: String { "•••" }
}
