package import Database
package import Domain
import Profiles
import Tenants

/// Mails a person that something about their login was changed, so that whoever it wasn't can act.
package struct SecurityNoticeMail: Sendable {
    /// A notice says nothing new after a week.
    private static let life = Duration.seconds(7 * 86_400)

    private let identifiers: IdentifierSource

    /// Notices of one installation.
    package init(identifiers: IdentifierSource) {
        self.identifiers = identifiers
    }

    /// Queues a mail to each mail contact that is used for sending, in the transaction of the change; nobody without one
    /// gets it. The caller wakes the engine after the commit.
    ///
    /// - Parameter what: What was changed, as a whole sentence.
    /// - Throws: `DatabaseError`.
    package func queue(
        _ what: LocalizedText, to person: PersonID, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        let organization = try ReadOrganization.load(tenant, in: transaction)
        let contacts = try SendingContacts.load(of: [person], in: tenant, transaction)[person]
        guard organization.contract.plan.sendsMail, let mails = contacts?.mails, !mails.isEmpty else { return }
        let title = organization.systemTitle
        let zone = try ReadSettings.load(tenant, in: transaction).timeZone
        let time = DayFormat(timeZone: zone).minute(now)
        let language = try ServiceMessage.language(of: person, in: tenant, transaction)
        let subject = LocalizedText(ja: "【\(title)】ログイン設定のお知らせ", en: "【\(title)】About your login")
        let body = LocalizedText(
            ja: """
                \(what[.japanese])
                日時：\(time)

                心当たりがない場合は、直ちにパスワードを変更し、管理者に連絡してください。
                ―― \(title) ――

                """,
            en: """
                \(what[.english])
                Time: \(time)

                If this was not you, change your password at once and tell your administrator.
                ―― \(title) ――

                """)
        for address in Set(mails.map(\.value)).sorted() {
            try ServiceMessage(
                .notice, person: person, address: address, subject: subject[language], body: body[language],
                language: language, expiresAt: now + Self.life
            ).enqueue(in: tenant, identifiers, at: now, transaction)
        }
    }
}
