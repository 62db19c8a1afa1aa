package import Database
package import Domain

/// This room's way to tell people that their contacts, or the codes of their family, were changed, at the addresses stored
/// so far; the wiring connects it with the room Notify.
package struct ContactNotice: Sendable {
    /// What is told of contacts.
    static let contacts = LocalizedText(
        ja: "登録されている連絡先（メールアドレスまたは電話番号）が変更されました。",
        en: "Your mail addresses or phone numbers were changed.")
    /// What is told of family users.
    static let family = LocalizedText(
        ja: "ご家族が新しく登録されたか、登録されているご家族の家族コードが変更されました。心当たりのない登録は、「家族情報メンテナンス」で削除してください。",
        en:
            "A family user of yours was added, or a family code was changed. Remove whom you do not know under “My family”."
    )

    /// Queues a notice of this sentence to the stored addresses of a person in the transaction that changes something;
    /// throws `DatabaseError`.
    package let queue: @Sendable (LocalizedText, TenantID, PersonID, Instant, Transaction) throws -> Void
    /// The same for a sentence after which nobody needs to change a password: somebody has seen contacts.
    package let disclose: @Sendable (LocalizedText, TenantID, PersonID, Instant, Transaction) throws -> Void
    /// Takes back what waits for addresses that nobody of a person's family has any more, in the transaction that removes
    /// or changes a family user; throws `DatabaseError`.
    package let takeBackFamily: @Sendable (TenantID, PersonID, Instant, Transaction) throws -> Void
    /// Says that something may have been queued.
    package let wake: @Sendable () -> Void

    /// A way to tell.
    ///
    /// - Parameter disclose: Nil for the same as `queue`.
    package init(
        queue: @escaping @Sendable (LocalizedText, TenantID, PersonID, Instant, Transaction) throws -> Void,
        disclose: (@Sendable (LocalizedText, TenantID, PersonID, Instant, Transaction) throws -> Void)? = nil,
        takeBackFamily: @escaping @Sendable (TenantID, PersonID, Instant, Transaction) throws -> Void = { _, _, _, _ in
        },
        wake: @escaping @Sendable () -> Void
    ) {
        self.queue = queue
        self.disclose = disclose ?? queue
        self.takeBackFamily = takeBackFamily
        self.wake = wake
    }

    /// Nobody is told: there is no mail relay.
    package static let none = ContactNotice(queue: { _, _, _, _, _ in }, wake: {})
}
