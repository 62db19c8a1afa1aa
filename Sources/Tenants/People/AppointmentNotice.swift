package import Database
package import Domain

/// This room's way to tell the administrators of an organization that somebody became one of them, or no longer is, and
/// what a connected system does that they should look at; the room Auth lends its own.
package struct AppointmentNotice: Sendable {
    /// The most people that a sentence names.
    private static let mostNames = 5

    /// Queues a sentence to a person in the transaction that it is about; throws `DatabaseError`.
    private let queue: @Sendable (LocalizedText, TenantID, PersonID, Instant, Transaction) throws -> Void
    /// The same for what is to be looked at, with what can be done.
    private let queueWarning:
        @Sendable (LocalizedText, _ advice: LocalizedText, TenantID, PersonID, Instant, Transaction) throws -> Void
    /// Says that something may have been queued.
    let wake: @Sendable () -> Void

    /// A way to tell.
    ///
    /// - Parameter warn: Queues what a connected system does, with what can be done.
    package init(
        queue: @escaping @Sendable (LocalizedText, TenantID, PersonID, Instant, Transaction) throws -> Void,
        warn:
            @escaping @Sendable (
                LocalizedText, _ advice: LocalizedText, TenantID, PersonID, Instant, Transaction
            ) throws -> Void,
        wake: @escaping @Sendable () -> Void
    ) {
        self.queue = queue
        queueWarning = warn
        self.wake = wake
    }

    /// Nobody is told, as at the command line.
    package static let none = AppointmentNotice(
        queue: { _, _, _, _, _ in }, warn: { _, _, _, _, _, _ in }, wake: {})

    /// Tells whoever is an administrator now, and whoever no longer is.
    func tell(
        _ changed: [(id: PersonID, details: PersonDetails)], in tenant: TenantID, at now: Instant,
        _ transaction: Transaction
    ) throws {
        if changed.isEmpty { return }
        let administrators = try Self.administrators(of: tenant, in: transaction)
        let sentence = Self.sentence(changed.map(\.details))
        for person in Set(administrators + changed.map(\.id)).sorted() {
            try queue(sentence, tenant, person, now, transaction)
        }
    }

    /// Tells whoever is an administrator now what a connected system does.
    func warn(
        _ sentence: LocalizedText, _ advice: LocalizedText, in tenant: TenantID, at now: Instant,
        _ transaction: Transaction
    ) throws {
        for person in try Self.administrators(of: tenant, in: transaction).sorted() {
            try queueWarning(sentence, advice, tenant, person, now, transaction)
        }
    }

    /// Whoever is an administrator of an organization now.
    ///
    /// - Throws: `DatabaseError`.
    package static func administrators(of tenant: TenantID, in transaction: Transaction) throws -> [PersonID] {
        try transaction.values(
            PersonID.self,
            """
            SELECT id FROM person WHERE tenant_id = \(tenant) AND role = \(Role.administrator)
              AND employment <> \(Employment.left)
            """)
    }

    private static let hasLeft = LocalizedText(ja: "退職により管理者ではなくなりました", en: "no longer an administrator, having left")

    private static func sentence(_ people: [PersonDetails]) -> LocalizedText {
        let named = people.prefix(mostNames)
        let more = people.count - named.count
        func words(_ language: Language) -> String {
            named.map { person in
                let role = person.employment == .left ? hasLeft : person.role.label
                return "\(person.name) (\(person.loginID)): \(role[language])"
            }.joined(separator: "\n")
        }
        return LocalizedText(
            ja: "次の方の権限が変わりました。\n\(words(.japanese))" + (more > 0 ? "\nほか\(more)人" : ""),
            en: "The role of these people was changed:\n\(words(.english))" + (more > 0 ? "\nand \(more) more" : ""))
    }
}
