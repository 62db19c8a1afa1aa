/// One try at one contact, as the plan foresees it.
package struct PlannedAttempt: Hashable, Sendable, CustomStringConvertible {
    /// Its place in the whole sequence, from 0; names the attempt within its round.
    package let step: Int
    /// The slot of the 発信順.
    package let slot: Int
    /// How the contact is reached.
    package let channel: Channel
    /// The contact's place in the profile, 1 to 3.
    package let position: Int
    /// Which try of this contact, from 1 (R-174: "retry n" means n extra tries).
    package let tryNumber: Int
    /// Earliest time after the start of the round: the intervals before it, as if each attempt ended at once.
    package let offset: Duration
    /// The interval that lies between the attempt before and this one.
    package let wait: Duration
    /// Why it stands here.
    package let rule: DispatchRule

    /// As the manual writes it, such as `2 mail(1)#1` or `1 TEL#2`.
    package var description: String {
        switch channel {
        case .mail: "\(slot) mail(\(position))#\(tryNumber)"
        case .voice: "\(slot) TEL#\(tryNumber)"
        case .sms: "\(slot) SMS#\(tryNumber)"
        }
    }
}
