package import Database
package import Domain
import Profiles
import Tenants

/// Mails first passwords (仮パスワード) to the mail contacts of their person.
package struct FirstPasswordMail: Sendable {
    /// What the mail says.
    package struct Content: Sendable {
        /// Whose password it is.
        package let person: PersonID
        /// The person's name.
        package let name: String
        /// The ID to log in with.
        package let loginID: String
        /// The first password.
        package let password: Secret
        /// When it stops working.
        package let validUntil: Instant

        /// What the mail says.
        package init(person: PersonID, name: String, loginID: String, password: Secret, validUntil: Instant) {
            self.person = person
            self.name = name
            self.loginID = loginID
            self.password = password
            self.validUntil = validUntil
        }
    }

    private let loginAddress: String
    private let identifiers: IdentifierSource
    private let seal: MessageSeal

    /// Mails that point to a login page.
    ///
    /// - Parameter loginAddress: With scheme and host.
    package init(loginAddress: String, identifiers: IdentifierSource, seal: MessageSeal) {
        self.loginAddress = loginAddress
        self.identifiers = identifiers
        self.seal = seal
    }

    /// Queues a mail to each mail contact that is used for sending, never to a spare one. Earlier ones that still
    /// wait are not sent any more: their password has ended.
    ///
    /// - Returns: Whether there was anywhere to send it: no contact, or a plan without mail, makes it false.
    /// - Throws: `DatabaseError`.
    package func queue(
        _ content: Content, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws -> Bool {
        let organization = try ReadOrganization.load(tenant, in: transaction)
        let contacts = try SendingContacts.load(of: [content.person], in: tenant, transaction)[content.person]
        guard organization.contract.plan.sendsMail, let mails = contacts?.mails, !mails.isEmpty else { return false }
        let language = try ServiceMessage.language(of: content.person, in: tenant, transaction)
        try transaction.execute(
            """
            UPDATE service_mail SET expires_at = \(now), body = '', sealed_body = NULL
            WHERE tenant_id = \(tenant) AND person_id = \(content.person)
              AND purpose = \(ServiceMessage.Purpose.firstPassword) AND expires_at > \(now)
            """)
        let zone = try ReadSettings.load(tenant, in: transaction).timeZone
        let words = words(content, organization, DayFormat(timeZone: zone).minute(content.validUntil))
        // One address that stands twice needs no second mail.
        for address in Set(mails.map(\.value)).sorted() {
            try ServiceMessage(
                .firstPassword, person: content.person, address: address, subject: words.subject[language],
                body: words.body[language], language: language, expiresAt: content.validUntil
            ).enqueue(in: tenant, identifiers, seal, at: now, transaction)
        }
        return true
    }

    private func words(
        _ content: Content, _ organization: Organization, _ end: String
    ) -> (subject: LocalizedText, body: LocalizedText) {
        let subject = LocalizedText(
            ja: "【\(organization.systemTitle)】仮パスワードのお知らせ",
            en: "【\(organization.systemTitle)】Your temporary password")
        let body = LocalizedText(
            ja: """
                \(content.name) さん

                初めてログインするためのパスワードをお知らせします。
                ログインすると、新しいパスワードを決める画面になります。

                ログイン画面：\(loginAddress)
                団体コード：\(organization.code)
                ログインID：\(content.loginID)
                仮パスワード：\(content.password.exposed)
                有効期限：\(end)

                このパスワードを知らせる必要がある相手はいません。だれにも教えないでください。
                ―― \(organization.systemTitle) ――

                """,
            en: """
                Dear \(content.name),

                here is the password for your first login.
                After you log in, you choose your own.

                Login page: \(loginAddress)
                Organization code: \(organization.code)
                Login ID: \(content.loginID)
                Temporary password: \(content.password.exposed)
                Valid until: \(end)

                Nobody else needs this password. Do not tell it to anyone.
                ―― \(organization.systemTitle) ――

                """)
        return (subject, body)
    }
}
