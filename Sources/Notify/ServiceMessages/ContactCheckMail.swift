package import Database
package import Domain
import Tenants

/// 連絡先確認: the mail that somebody sends to an address to see whether it arrives.
package struct ContactCheckMail: Sendable {
    /// Why an address gets such a mail.
    package enum Occasion: String, Sendable, CaseIterable {
        /// Somebody asked for it.
        case test
        /// It was confirmed long ago.
        case review
        /// Nobody answered to that a week ago.
        case reminder
        /// It was registered as an address of somebody's family.
        case family

        var purpose: ServiceMessage.Purpose {
            switch self {
            case .test: .contactTest
            case .review, .reminder: .contactReview
            case .family: .familyCheck
            }
        }
    }

    /// One mail to one address.
    package struct Content: Sendable {
        /// Who asked for it.
        package let person: PersonID
        /// Where it goes; need not be a contact of anybody.
        package let address: String
        /// What the link ends with.
        package let token: Secret
        /// The language that the person reads now.
        package let language: Language
        /// When the link stops working.
        package let expiresAt: Instant
        /// Why it is sent.
        package let occasion: Occasion

        /// One mail.
        package init(
            person: PersonID, address: String, token: Secret, language: Language, expiresAt: Instant,
            occasion: Occasion = .test
        ) {
            self.occasion = occasion
            self.person = person
            self.address = address
            self.token = token
            self.language = language
            self.expiresAt = expiresAt
        }
    }

    private let linkBase: String
    private let identifiers: IdentifierSource
    private let seal: MessageSeal

    /// Mails of one installation.
    ///
    /// - Parameter linkBase: What links begin with, up to the token.
    package init(linkBase: String, identifiers: IdentifierSource, seal: MessageSeal) {
        self.linkBase = linkBase
        self.identifiers = identifiers
        self.seal = seal
    }

    /// Queues a mail in the transaction that stores the hash of its link. The caller wakes the engine after the commit.
    ///
    /// - Returns: The message's number.
    /// - Throws: `DatabaseError`.
    package func queue(
        _ content: Content, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws -> BroadcastID {
        let title = try ReadOrganization.load(tenant, in: transaction).systemTitle
        let link = linkBase + content.token.exposed
        let subject = LocalizedText(ja: "【\(title)】連絡先確認", en: "【\(title)】Contact check")
        let body = Self.body(content.occasion, title, link)
        return try ServiceMessage(
            content.occasion.purpose, person: content.person, address: content.address,
            subject: subject[content.language], body: body[content.language], language: content.language,
            expiresAt: content.expiresAt
        ).enqueue(in: tenant, identifiers, seal, at: now, transaction)
    }

    /// Whoever typed a stranger's address wrong must learn nothing here, and the stranger nothing of whoever typed it.
    private static func body(_ occasion: Occasion, _ title: String, _ link: String) -> LocalizedText {
        switch occasion {
        case .test: test(title, link)
        case .review, .reminder: review(isAgain: occasion == .reminder, title, link)
        case .family: family(title, link)
        }
    }

    private static func test(_ title: String, _ link: String) -> LocalizedText {
        LocalizedText(
            ja: """
                「\(title)」の連絡先確認メールです。

                このメールが届いていれば、24時間以内に下の画面で［届きました］を押してください。
                \(link)

                心当たりのない方は、このメールを破棄してください。
                ―― \(title) ――

                """,
            en: """
                This is a mail of \(title) to check a contact address.

                If it arrived, open this page within 24 hours and press “It arrived”.
                \(link)

                If you did not expect it, please delete this mail.
                ―― \(title) ――

                """)
    }

    /// Nothing of whose family it is: the address may have been typed wrong.
    private static func family(_ title: String, _ link: String) -> LocalizedText {
        LocalizedText(
            ja: """
                「\(title)」に、このアドレスが、社員のご家族の連絡先として登録されました。

                確認していただくと、ご家族の安否の回答、伝言、お住まいの地域の大きな地震のお知らせが、このアドレスに届くようになります。7日以内に下の画面で［届きました］を押してください。ログインはいりません。
                \(link)

                心当たりのない方は、何も押さずに、このメールを破棄してください。
                ―― \(title) ――

                """,
            en: """
                Somebody registered this address with \(title) for the family of an employee.

                Once you confirm it, it is told how your family answers safety checks, their messages, and strong \
                earthquakes where you live. Open this page within 7 days and press “It arrived”. No login is needed.
                \(link)

                If you did not expect it, press nothing and delete this mail.
                ―― \(title) ――

                """)
    }

    private static func review(isAgain: Bool, _ title: String, _ link: String) -> LocalizedText {
        let again =
            isAgain
            ? LocalizedText(ja: "先週お送りしたメールの、もう一度のお願いです。\n", en: "We asked you the same a week ago.\n")
            : LocalizedText(ja: "", en: "")
        return LocalizedText(
            ja: """
                「\(title)」の連絡先の定期確認です。
                \(again[.japanese])
                安否確認がいまも届くかどうかを確かめています。下の画面で［届きました］を押してください。ログインはいりません。
                \(link)

                心当たりのない方は、このメールを破棄してください。
                ―― \(title) ――

                """,
            en: """
                \(title) checks from time to time whether your contacts still work.
                \(again[.english])
                Please open this page and press “It arrived”. No login is needed.
                \(link)

                If you did not expect it, please delete this mail.
                ―― \(title) ――

                """)
    }
}
