package import Database
package import Domain
import Profiles
import Tenants

/// Mails a person that something about their login was changed, so that whoever it wasn't can act.
package struct SecurityNoticeMail: Sendable {
    /// A notice says nothing new after a week.
    private static let life = Duration.seconds(7 * 86_400)

    private static let advice = LocalizedText(
        ja: "心当たりがない場合は、直ちにパスワードを変更し、管理者に連絡してください。",
        en: "If this was not you, change your password at once and tell your administrator.")

    private static let ownLogin = LocalizedText(ja: "ログイン設定のお知らせ", en: "About your login")

    private let identifiers: IdentifierSource
    private let seal: MessageSeal
    private let further: @Sendable (PersonID, TenantID, Transaction) throws -> [String]

    /// Notices of one installation.
    ///
    /// - Parameter further: Addresses of a person beside the contacts; throws `DatabaseError`.
    package init(
        identifiers: IdentifierSource, seal: MessageSeal,
        further: @escaping @Sendable (PersonID, TenantID, Transaction) throws -> [String] = { _, _, _ in [] }
    ) {
        self.identifiers = identifiers
        self.seal = seal
        self.further = further
    }

    /// Queues a mail to each mail contact that is used for sending and to each further address, whatever the plan sends, in
    /// the transaction of the change; nobody without one gets it. The caller wakes the engine after the commit.
    ///
    /// - Parameters:
    ///   - what: What was changed, as a whole sentence.
    ///   - advice: What to do if it was not expected, as a whole sentence; nil for changing the password.
    ///   - subject: What the mail is about; nil for one's login.
    /// - Throws: `DatabaseError`.
    package func queue(
        _ what: LocalizedText, advice: LocalizedText? = nil, subject: LocalizedText? = nil, to person: PersonID,
        in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        let title = try ReadOrganization.load(tenant, in: transaction).systemTitle
        let zone = try ReadSettings.load(tenant, in: transaction).timeZone
        let time = DayFormat(timeZone: zone).minute(now).replacing("-", with: "/")
        let advice = advice ?? Self.advice
        let body = LocalizedText(
            ja: """
                \(what[.japanese])
                日時：\(time)

                \(advice[.japanese])
                ―― \(title) ――

                """,
            en: """
                \(what[.english])
                Time: \(time)

                \(advice[.english])
                ―― \(title) ――

                """)
        try send(
            .notice, body, about: subject ?? Self.ownLogin, until: now + Self.life, to: person, in: tenant, at: now,
            transaction)
    }

    /// Queues a mail about what was decided about logins, in the same way: nobody needs to be alarmed, and it says where
    /// to set up a second factor.
    ///
    /// - Parameters:
    ///   - what: What was decided, as whole sentences.
    ///   - address: Where one's own second factors are set.
    ///   - start: Until when it is news; nil for a week.
    /// - Throws: `DatabaseError`.
    package func announce(
        _ what: LocalizedText, at address: String, until start: Instant?, to person: PersonID, in tenant: TenantID,
        at now: Instant, _ transaction: Transaction
    ) throws {
        let title = try ReadOrganization.load(tenant, in: transaction).systemTitle
        let body = LocalizedText(
            ja: """
                \(what[.japanese])

                設定する画面：\(address)
                ―― \(title) ――

                """,
            en: """
                \(what[.english])

                Where to set it up: \(address)
                ―― \(title) ――

                """)
        try send(
            start == nil ? .notice : .announcement, body, until: start ?? now + Self.life, to: person, in: tenant,
            at: now, transaction)
    }

    private func send(
        _ purpose: ServiceMessage.Purpose, _ body: LocalizedText, about subject: LocalizedText = ownLogin,
        until end: Instant, to person: PersonID,
        in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        let contacts = try SendingContacts.load(of: [person], in: tenant, transaction)[person]
        let addresses = try Set((contacts?.mails ?? []).map(\.value) + further(person, tenant, transaction))
        if addresses.isEmpty { return }
        let title = try ReadOrganization.load(tenant, in: transaction).systemTitle
        let language = try ServiceMessage.language(of: person, in: tenant, transaction)
        for address in addresses.sorted() {
            try ServiceMessage(
                purpose, person: person, address: address, subject: "【\(title)】\(subject[language])",
                body: body[language],
                language: language, expiresAt: end
            ).enqueue(in: tenant, identifiers, seal, at: now, transaction)
        }
    }
}
