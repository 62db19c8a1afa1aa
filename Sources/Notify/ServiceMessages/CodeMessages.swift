package import Database
package import Domain
import Tenants

/// Sends six-digit codes by mail, short message or call, and says how far each came.
package struct CodeMessages: Sendable {
    /// One code on its way to one person.
    package struct Content: Sendable {
        /// Who asked for it.
        package let person: PersonID
        /// The six digits.
        package let code: Secret
        /// How it goes out.
        package let channel: Channel
        /// A mail address, or a number in international form.
        package let address: String
        /// When it stops working.
        package let validUntil: Instant
        /// The message of the code before it, which works no longer.
        package let replaces: BroadcastID?
        /// The language that was chosen for it; nil for the person's own.
        package let language: Language?

        /// A code on its way.
        package init(
            person: PersonID, code: Secret, by channel: Channel, to address: String, validUntil: Instant,
            replaces: BroadcastID?, language: Language? = nil
        ) {
            self.person = person
            self.code = code
            self.channel = channel
            self.address = address
            self.validUntil = validUntil
            self.replaces = replaces
            self.language = language
        }
    }

    /// How far a message came.
    package struct Progress: Hashable, Sendable {
        /// Where it stands; `accepted` says that a relay or gateway took it, not that somebody read it.
        package let state: AttemptState
        /// Why it stands there; a provider's word, never a contact.
        package let reason: String
        /// Since when.
        package let since: Instant
        /// When it was queued.
        package let queuedAt: Instant
    }

    private let identifiers: IdentifierSource
    private let seal: MessageSeal

    /// Codes of one installation.
    package init(identifiers: IdentifierSource, seal: MessageSeal) {
        self.identifiers = identifiers
        self.seal = seal
    }

    /// Queues a code in the transaction that stores it; the one before it is not sent any more. The caller wakes
    /// the engine after the commit.
    ///
    /// - Returns: The message's number.
    /// - Throws: `DatabaseError`.
    package func queue(
        _ content: Content, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws -> BroadcastID {
        if let old = content.replaces {
            try ServiceMessage.takeBack(old, of: tenant, at: now, transaction)
        }
        let title = try ReadOrganization.load(tenant, in: transaction).systemTitle
        let zone = try ReadSettings.load(tenant, in: transaction).timeZone
        // As the manual prints it: 2026/11/22 10:30.
        let end = DayFormat(timeZone: zone).minute(content.validUntil).replacing("-", with: "/")
        let words = CodeWords(title: title, code: content.code, validUntil: end)
        let language =
            try content.language ?? ServiceMessage.language(of: content.person, in: tenant, transaction)
        return try ServiceMessage(
            .code, by: content.channel, person: content.person, address: content.address,
            subject: content.channel == .mail ? words.subject[language] : "",
            body: words.body(content.channel)[language], language: language, expiresAt: content.validUntil
        ).enqueue(in: tenant, identifiers, seal, at: now, transaction)
    }

    /// How far a message came, or nil if retention has removed it.
    ///
    /// - Throws: `DatabaseError`.
    package func progress(
        of id: BroadcastID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> Progress? {
        try transaction.first(
            """
            SELECT state, reason, changed_at, created_at FROM attempt
            WHERE tenant_id = \(tenant) AND broadcast_id = \(id)
            """
        ) {
            Progress(state: try $0.next(), reason: try $0.next(), since: try $0.next(), queuedAt: try $0.next())
        }
    }
}

/// What a code's message says. The system title is never translated.
struct CodeWords {
    let title: String
    let code: Secret
    let validUntil: String

    /// 件名.
    var subject: LocalizedText {
        LocalizedText(ja: "二要素認証ワンタイムパスワード \(title)", en: "Two-step verification code \(title)")
    }

    /// The text of a mail or short message, or what a call says.
    func body(_ channel: Channel) -> LocalizedText {
        switch channel {
        case .mail: mail
        case .sms: text
        case .voice: call
        }
    }

    private var mail: LocalizedText {
        LocalizedText(
            ja: """
                \(title) の二要素認証ワンタイムパスワードをお知らせします。

                ワンタイムパスワード：\(code.exposed)
                有効期限：\(validUntil)

                心当たりがない場合は、直ちにパスワードを変更してください。

                このメールは、\(title) の二要素認証でこのメールアドレスが使われたため、お送りしています。
                ―― \(title) ――

                """,
            en: """
                Here is your code for the two-step verification of \(title).

                Code: \(code.exposed)
                Valid until: \(validUntil)

                If you did not ask for it, change your password at once.

                You get this mail because this address was used for the two-step verification of \(title).
                ―― \(title) ――

                """)
    }

    private var text: LocalizedText {
        LocalizedText(
            ja: "\(title) 確認コード：\(code.exposed)（\(validUntil)まで有効）心当たりがない場合は、パスワードを変更してください。",
            en: "\(title) code: \(code.exposed) (until \(validUntil)). Not you? Change your password.")
    }

    /// Digit by digit and twice, so that it can be written down.
    private var call: LocalizedText {
        let japanese = code.exposed.map(String.init).joined(separator: "、")
        let english = code.exposed.map(String.init).joined(separator: ", ")
        return LocalizedText(
            ja: "\(title)です。確認コードは、\(japanese)、です。繰り返します。\(japanese)、です。心当たりがない場合は、パスワードを変更してください。",
            en:
                "This is \(title). Your code is: \(english). I repeat: \(english). If you did not ask for it, change your password."
        )
    }
}
