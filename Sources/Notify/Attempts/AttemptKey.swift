package import Domain

/// Which attempt: one step of one round of one person's sequence. It can exist only once.
///
/// Its text goes to providers as Message-ID and call reference, the same at every hand-off of the attempt.
package struct AttemptKey: Hashable, Sendable, CustomStringConvertible {
    /// The organization.
    package let tenant: TenantID
    /// The broadcast; for a message of the service itself the number of that mail.
    package let broadcast: BroadcastID
    /// The person.
    package let person: PersonID
    /// The round of sending, from 1.
    package let round: Int
    /// The step of the plan, from 0.
    package let step: Int

    /// One step of one round of one person's sequence.
    package init(tenant: TenantID, broadcast: BroadcastID, person: PersonID, round: Int, step: Int) {
        self.tenant = tenant
        self.broadcast = broadcast
        self.person = person
        self.round = round
        self.step = step
    }

    /// The key with this text, or nil if it is not one.
    package init?(_ text: some StringProtocol) {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count == 5 else { return nil }
        let numbers = words.compactMap { Int64($0, radix: 36) }
        guard numbers.count == 5, numbers.allSatisfy({ $0 >= 0 }), numbers[3] < 1 << 31, numbers[4] < 1 << 31 else {
            return nil
        }
        tenant = TenantID(rawValue: numbers[0])
        broadcast = BroadcastID(rawValue: numbers[1])
        person = PersonID(rawValue: numbers[2])
        round = Int(numbers[3])
        step = Int(numbers[4])
    }

    /// Five numbers in base 36 with hyphens between them: letters, digits and hyphens only, at most 64 characters.
    package var description: String {
        [tenant.rawValue, broadcast.rawValue, person.rawValue, Int64(round), Int64(step)]
            .map { String($0, radix: 36) }.joined(separator: "-")
    }
}
