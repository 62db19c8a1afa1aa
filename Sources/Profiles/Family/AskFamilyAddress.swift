import Database
import Domain
import Tenants

/// Asks the owner of a family user's address to confirm it: one mail with a link, in the transaction that calls it.
///
/// So many mails go out because of one employee's family in an hour, and so many to an address in a day because of
/// everybody, that nobody is flooded in the organization's name; what is left out is asked another day (`AskFamilies`).
struct AskFamilyAddress: Sendable {
    /// How long the link of such a mail works: somebody else registered the address, and its owner waits for nothing.
    static let linkLife = Duration.seconds(7 * 86_400)
    /// Mails because of one employee's family within an hour.
    static let mostInAnHour = 20
    /// A second press within this time sends nothing new.
    private static let pause = Duration.seconds(60)

    /// What came of it.
    enum Outcome: Hashable, Sendable {
        /// A mail waits for its turn.
        case sent
        /// One went out a moment ago.
        case sentJustNow
        /// The employee's family has sent too many.
        case tooMany
        /// The address has got too many.
        case tooManyThere
    }

    /// One address of a family user.
    struct Place: Hashable, Sendable {
        let tenant: TenantID
        let person: PersonID
        let member: FamilyMemberID
        let value: String
        let language: Language
    }

    let mail: ContactMail
    let randomness: Randomness

    /// Asks, under the lock of the family.
    func callAsFunction(_ place: Place, now: Instant, _ transaction: Transaction) throws -> Outcome {
        let hour = try transaction.all(
            """
            SELECT member_id, value, asked_at FROM family_check
            WHERE tenant_id = \(place.tenant) AND person_id = \(place.person) AND asked_at > \(now - .seconds(3_600))
            """
        ) { (member: try $0.next(FamilyMemberID.self), value: try $0.next(String.self), at: try $0.next(Instant.self)) }
        if hour.contains(where: {
            $0.member == place.member && $0.value == place.value && $0.at > now - Self.pause
        }) {
            return .sentJustNow
        }
        guard hour.count < Self.mostInAnHour else { return .tooMany }
        guard try OwnProfile.countTest(to: place.value, now: now, transaction) else { return .tooManyThere }
        let token = ContactToken(place.tenant, randomness: randomness)
        let message = try mail.queue(
            ContactMail.Message(
                person: place.person, address: place.value, token: token.text, language: place.language,
                expiresAt: now + Self.linkLife, occasion: .family), place.tenant, now, transaction)
        try transaction.execute(
            """
            INSERT INTO family_check (tenant_id, token_hash, person_id, member_id, value, asked_at, message_id)
            VALUES (\(place.tenant), \(token.hash), \(place.person), \(place.member), \(place.value), \(now), \(message))
            """)
        try transaction.execute(
            """
            UPDATE family_contact SET asked_at = \(now)
            WHERE tenant_id = \(place.tenant) AND member_id = \(place.member) AND kind = 'mail' AND value = \(place.value)
            """)
        return .sent
    }

    /// Asks at all of a family user's addresses at which nobody was asked or has confirmed; those for which there is no
    /// room now are left for another day.
    func all(
        of member: FamilyMemberID, _ person: PersonID, _ language: Language, in tenant: TenantID, now: Instant,
        _ transaction: Transaction
    ) throws {
        let values = try transaction.values(
            String.self,
            """
            SELECT value FROM family_contact
            WHERE tenant_id = \(tenant) AND member_id = \(member) AND kind = 'mail' AND verified_at IS NULL
              AND asked_at IS NULL
            ORDER BY position
            """)
        var asked: Set<String> = []
        for value in values where asked.insert(value).inserted {
            _ = try self(
                Place(tenant: tenant, person: person, member: member, value: value, language: language), now: now,
                transaction)
        }
    }
}
