/// What a transaction outlasts, once its caller was told that it is committed.
package enum Durability: Sendable, Hashable {
    /// A power cut. What somebody was told is done needs this: an answer, a message, a session, a row of an audit chain.
    case disk
    /// The end of this process, however it comes. Nobody waits for the disk, and a power cut may take the last seconds of
    /// these back, the latest first, as far back as the last one that waited for the disk; so may the death of a PostgreSQL
    /// server.
    ///
    /// For what only counts (tries, uses of sessions) and for what only leads on, such as a step of a login: afterwards a
    /// try may be counted once too few, and whoever was in the middle of a login begins anew.
    case process
}
