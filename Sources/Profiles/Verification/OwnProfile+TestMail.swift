import Database
package import Domain
package import Tenants

extension OwnProfile {
    /// Test mails of one person within an hour.
    static let mostTests = 5
    /// Test mails to one address within a day, from everybody: it may be a stranger's.
    static let mostToAddress = 3
    /// How long the link of a test mail works.
    static let testLife = Duration.seconds(86_400)
    /// A second press within this time sends nothing new.
    private static let pause = Duration.seconds(60)

    /// Sends a mail with a link to an address as typed, saved or not.
    ///
    /// - Parameters:
    ///   - field: The name of the field it was typed into, for refusals.
    ///   - language: What the person reads now.
    /// - Returns: The address in the form in which it is stored.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` or `DatabaseError`; nothing is sent then.
    @discardableResult
    package func sendTest(
        _ scope: TenantScope, to typed: String, field: String, language: Language, now: Instant,
        randomness: Randomness
    ) async throws -> String {
        try scope.require(.editOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        guard let contactMail else { throw InvalidInput(Self.noMail(field)) }
        let address = try testAddress(typed, field: field)
        let token = ContactToken(scope.tenant, randomness: randomness)
        try await database.write(scope) { transaction in
            guard try ReadOrganization.load(scope.tenant, in: transaction).contract.plan.sendsMail else {
                throw InvalidInput(Self.noMail(field))
            }
            // Whoever presses twice at once waits here, so that both are counted.
            _ = try transaction.value(
                PersonID.self,
                "SELECT id FROM person WHERE tenant_id = \(scope.tenant) AND id = \(person)\(dialect: .forUpdate)")
            let hour = try Self.tests(of: person, in: scope.tenant, since: now - .seconds(3_600), transaction)
            if hour.contains(where: { $0.value == address && $0.askedAt > now - Self.pause }) { return }
            guard hour.count < Self.mostTests else { throw InvalidInput(Self.tooMany(field)) }
            guard try Self.countTest(to: address, now: now, transaction) else {
                throw InvalidInput(Self.tooManyThere(field))
            }
            let message = try contactMail.queue(
                ContactMail.Message(
                    person: person, address: address, token: token.text, language: language,
                    expiresAt: now + Self.testLife), scope.tenant, now, transaction)
            try transaction.execute(
                """
                INSERT INTO contact_check (tenant_id, token_hash, person_id, value, reason, asked_at, message_id)
                VALUES (\(scope.tenant), \(token.hash), \(person), \(address), 'test', \(now), \(message))
                """)
            try AuditChain.append(
                AuditEvent(
                    "profile.testMail", subject: "person:\(person)", reason: ContactMask.mail(address)),
                by: scope, at: now, in: transaction)
        }
        contactMail.wake()
        return address
    }

    private func testAddress(_ typed: String, field: String) throws(InvalidInput) -> String {
        var check = ProfileCheck(table: table, mail: mail)
        if let address = check.mail(typed, field: field) { return address }
        throw InvalidInput(
            check.errors.isEmpty
                ? [
                    FieldError(
                        field: field, rule: "required",
                        message: LocalizedText(
                            ja: "確認メールを送るアドレスを入力してください。", en: "Enter the address that the test mail goes to."))
                ] : check.errors)
    }

    /// The person's test mails since then, with the value they went to.
    private static func tests(
        of person: PersonID, in tenant: TenantID, since start: Instant, _ transaction: Transaction
    ) throws -> [(value: String, askedAt: Instant)] {
        try transaction.all(
            """
            SELECT value, asked_at FROM contact_check
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND asked_at > \(start) AND reason = 'test'
            """
        ) { (value: try $0.next(String.self), askedAt: try $0.next(Instant.self)) }
    }

    /// Counts a mail to an address; false if nobody may send another there today.
    static func countTest(to address: String, now: Instant, _ transaction: Transaction) throws -> Bool {
        let day = now.milliseconds / 86_400_000
        try transaction.execute("DELETE FROM test_mail_count WHERE day < \(day)")
        let hash = Digest.blake2b(Array("test mail \(address.lowercased())".utf8))
        return try transaction.execute(
            """
            INSERT INTO test_mail_count (day, address_hash, mails) VALUES (\(day), \(hash), 1)
            ON CONFLICT (day, address_hash) DO UPDATE SET mails = test_mail_count.mails + 1
                WHERE test_mail_count.mails < \(mostToAddress)
            """) == 1
    }

    static func noMail(_ field: String) -> [FieldError] {
        [
            FieldError(
                field: field, rule: "noMail",
                message: LocalizedText(
                    ja: "この団体では、確認メールを送ることができません。", en: "Your organization cannot send test mails."))
        ]
    }

    private static func tooMany(_ field: String) -> [FieldError] {
        [
            FieldError(
                field: field, rule: "tooManyTests",
                message: LocalizedText(
                    ja: "確認メールは1時間に\(mostTests)通までです。しばらくしてから、もう一度お試しください。",
                    en: "Only \(mostTests) test mails can be sent within an hour. Please try again later."))
        ]
    }

    static func tooManyThere(_ field: String) -> [FieldError] {
        [
            FieldError(
                field: field, rule: "tooManyThere",
                message: LocalizedText(
                    ja: "この宛先に送れる確認メールは1日に\(mostToAddress)通までです。明日、もう一度お試しください。",
                    en: "Only \(mostToAddress) test mails a day can go to one address. Please try again tomorrow."))
        ]
    }
}
