import CSodium
package import Database
package import Domain
package import Tenants

/// Addresses whose owners sent a blank mail to register them. Whose they become is known only when somebody logs in
/// with the link that was replied; until then the address is sealed.
package struct MailRegistrations: Sendable {
    /// How long a link can be used.
    package static let life = Duration.seconds(86_400)
    /// One reply to a sender within this.
    private static let pause = Duration.seconds(600)
    /// How long somebody who sends a reply has for it before it is sent again.
    private static let lease = Duration.seconds(120)

    /// A link on its way to the address that asked for it.
    package struct Reply: Sendable {
        /// What opens the page.
        package let token: AnswerToken
        /// Where it goes.
        package let address: String
        /// The `Message-ID` of the blank mail; may be empty.
        package let inReplyTo: String
    }

    /// Where blank mails go.
    package let mailbox: String
    private let database: Database
    private let sealer: SecretSealer
    private let randomness: Randomness
    let failpoints: Failpoints

    /// The registrations of one installation.
    package init(
        mailbox: String, database: Database, keys: [SecretSealer.Key], randomness: Randomness,
        failpoints: Failpoints = .none
    ) {
        self.failpoints = failpoints
        self.mailbox = mailbox
        self.database = database
        sealer = SecretSealer(keys: keys)
        self.randomness = randomness
    }

    /// Offers a sender to register the address, once in ten minutes, together with the note that the mail was taken.
    func offer(
        to address: String, inReplyTo message: String, from file: String, at now: Instant
    ) async throws -> InboundOutcome {
        let token = AnswerToken(randomness)
        let text = [token.text.exposed, address, message].joined(separator: "\n")
        let sealed = sealer.seal(Array(text.utf8), for: Self.use, randomness: randomness)
        let sender = Self.hash(address)
        let outcome = try await database.write(InstallationScope(purpose: "offer to register an address")) {
            [failpoints] transaction -> InboundOutcome in
            guard try InboundJournal.take(file, .offered, at: now, transaction) else { return .offered }
            let isFirst =
                try transaction.execute(
                    """
                    INSERT INTO inbound_reply (sender_hash, at) VALUES (\(sender), \(now))
                    ON CONFLICT (sender_hash) DO UPDATE SET at = excluded.at WHERE inbound_reply.at <= \(now - Self.pause)
                    """) == 1
            guard isFirst else {
                try InboundJournal.correct(file, .tooSoon, transaction)
                return .tooSoon
            }
            try transaction.execute(
                """
                INSERT INTO mail_registration (token_hash, sealed, made_at, expires_at, used_at, reply_due_at)
                VALUES (\(token.hash), \(sealed), \(now), \(now + Self.life), NULL, \(now))
                """)
            failpoints.reach(.offerUncommitted)
            return .offered
        }
        if outcome == .offered { failpoints.reach(.offerCommitted) }
        return outcome
    }

    /// Some replies that are due. Whoever gets one has two minutes to send it.
    package func claimReplies(_ count: Int, at now: Instant) async throws -> [Reply] {
        let sealed = try await database.write(InstallationScope(purpose: "send replies to blank mails")) {
            [failpoints] transaction in
            let claimed = try transaction.values(
                [UInt8].self,
                """
                UPDATE mail_registration SET reply_due_at = \(now + Self.lease)
                WHERE token_hash IN (
                    SELECT token_hash FROM mail_registration
                    WHERE reply_due_at <= \(now) AND expires_at > \(now) ORDER BY reply_due_at LIMIT \(count))
                  AND reply_due_at <= \(now)
                RETURNING sealed
                """)
            if !claimed.isEmpty { failpoints.reach(.replierUncommitted) }
            return claimed
        }
        if !sealed.isEmpty { failpoints.reach(.replierCommitted) }
        return sealed.compactMap(opened)
    }

    /// A reply was handed on, or never can be.
    package func end(_ reply: Reply) async throws {
        try await database.write(InstallationScope(purpose: "note a reply to a blank mail")) {
            [failpoints] transaction in
            _ = try transaction.execute(
                "UPDATE mail_registration SET reply_due_at = NULL WHERE token_hash = \(reply.token.hash)")
            failpoints.reach(.invitedUncommitted)
        }
        failpoints.reach(.invitedCommitted)
    }

    /// The address that a link registers; nil if the link is unknown, used or over.
    ///
    /// - Throws: `DatabaseError`.
    package func address(of token: AnswerToken, at now: Instant) async throws -> String? {
        let sealed = try await database.read(InstallationScope(purpose: "find an address to be registered")) {
            try $0.value(
                [UInt8].self,
                """
                SELECT sealed FROM mail_registration
                WHERE token_hash = \(token.hash) AND used_at IS NULL AND expires_at > \(now)
                """)
        }
        return sealed.flatMap(opened)?.address
    }

    /// Uses a link up in the transaction that registers its address; false if somebody has used it before.
    ///
    /// - Throws: `DatabaseError`.
    package static func use(_ token: AnswerToken, at now: Instant, _ transaction: Transaction) throws -> Bool {
        try transaction.execute(
            """
            UPDATE mail_registration SET used_at = \(now), reply_due_at = NULL
            WHERE token_hash = \(token.hash) AND used_at IS NULL AND expires_at > \(now)
            """) == 1
    }

    /// Forgets what is over.
    func forget(at now: Instant) async throws {
        try await database.write(InstallationScope(purpose: "forget blank mails")) { transaction in
            try transaction.execute("DELETE FROM mail_registration WHERE expires_at < \(now)")
            try transaction.execute("DELETE FROM inbound_reply WHERE at < \(now - Self.pause)")
        }
    }

    private static let use = "mail registration"

    private func opened(_ sealed: [UInt8]) -> Reply? {
        let lines = sealer.open(sealed, for: Self.use).map {
            String(decoding: $0, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
                String.init)
        }
        guard let lines, lines.count == 3, let token = AnswerToken(lines[0]) else { return nil }
        return Reply(token: token, address: lines[1], inReplyTo: lines[2])
    }

    private static func hash(_ address: String) -> [UInt8] {
        let input = Array(address.utf8)
        var output = [UInt8](repeating: 0, count: 16)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        return output
    }
}

/// What a blank mail is replied: Japanese and English in one mail, since nobody knows yet who reads it.
package struct RegistrationReplyWords: Sendable {
    /// 件名.
    package static let subject = "連絡先メールアドレスの登録 / Registering your mail address"

    /// The text with the link.
    package static func body(link: String) -> String {
        """
        このメールアドレスを、安否確認の連絡先に登録できます。
        24時間以内に次の画面を開き、団体コード・ログインID・パスワードでログインして、優先順を選んでください。

        \(link)

        心当たりがない場合は、このメールを破棄してください。何も登録されません。
        このメールは送信専用です。返信はできません。

        ----------------------------------------

        You can register this mail address for safety checks.
        Within 24 hours open the page below, log in with your organization code, login ID and password, and choose its
        priority.

        \(link)

        If you do not know what this is, please delete this mail. Nothing will be registered.
        This mail comes from a send-only address. Replies are not read.

        """
    }
}
