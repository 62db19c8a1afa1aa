package import Database
package import Domain

/// This room's way to send mails that check a contact; the wiring connects it with the room Notify.
package struct ContactMail: Sendable {
    /// Why a mail is sent.
    package enum Occasion: String, Sendable, CaseIterable {
        /// Somebody asked for it.
        case test
        /// The address was confirmed long ago.
        case review
        /// Nobody answered to that a week ago.
        case reminder
        /// An employee or a family user registered it as an address of the family.
        case family
    }

    /// A mail on its way.
    package struct Message: Sendable {
        /// Whose contact it is, or may become; whose family's it is.
        package let person: PersonID
        /// Where it goes.
        package let address: String
        /// What the link ends with.
        package let token: Secret
        /// The language that the person reads now.
        package let language: Language
        /// When the link stops working.
        package let expiresAt: Instant
        /// Why it is sent.
        package var occasion = Occasion.test
    }

    /// How far a mail came.
    package enum Progress: Hashable, Sendable {
        /// It waits for its turn.
        case queued
        /// The relay took it: nobody knows whether it arrived.
        case accepted(at: Instant)
        /// It was refused or came back, in a provider's words.
        case refused(reason: String)
        /// Nobody knows.
        case unclear
    }

    /// Queues a mail in the transaction that makes its link, and returns its number; throws `DatabaseError`.
    package let queue: @Sendable (Message, TenantID, Instant, Transaction) throws -> Int64
    /// How far a mail came; nil once that is forgotten; throws `DatabaseError`.
    package let progress: @Sendable (Int64, TenantID, Transaction) throws -> Progress?
    /// Says that something was queued.
    package let wake: @Sendable () -> Void

    /// A way to send.
    package init(
        queue: @escaping @Sendable (Message, TenantID, Instant, Transaction) throws -> Int64,
        progress: @escaping @Sendable (Int64, TenantID, Transaction) throws -> Progress?,
        wake: @escaping @Sendable () -> Void
    ) {
        self.queue = queue
        self.progress = progress
        self.wake = wake
    }
}
