package import Database
package import Domain

/// This room's way to tell people that their contacts were changed, at the addresses stored so far; the wiring connects it
/// with the room Notify.
package struct ContactNotice: Sendable {
    /// What is told.
    package static let sentence = LocalizedText(
        ja: "登録されている連絡先（メールアドレスまたは電話番号）が変更されました。",
        en: "Your mail addresses or phone numbers were changed.")

    /// Queues a notice to the stored addresses of a person in the transaction that replaces them; throws `DatabaseError`.
    package let queue: @Sendable (TenantID, PersonID, Instant, Transaction) throws -> Void
    /// Says that something may have been queued.
    package let wake: @Sendable () -> Void

    /// A way to tell.
    package init(
        queue: @escaping @Sendable (TenantID, PersonID, Instant, Transaction) throws -> Void,
        wake: @escaping @Sendable () -> Void
    ) {
        self.queue = queue
        self.wake = wake
    }

    /// Nobody is told: there is no mail relay.
    package static let none = ContactNotice(queue: { _, _, _, _ in }, wake: {})
}
