import Domain
import Notify
import Profiles
import TestKit

/// Numbers, contacts and settings that repeat themselves for the same seed.
struct Dice: RandomNumberGenerator {
    private let randomness: Randomness

    init(seed: UInt64) {
        randomness = .seeded(seed)
    }

    mutating func next() -> UInt64 { randomness.number() }

    /// A number from 0 up to, not including, `limit`.
    mutating func below(_ limit: Int) -> Int {
        Int(randomness.number() % UInt64(limit))
    }

    mutating func contacts() -> SendingContacts {
        let slots: [Int?] = [1, 2, 3, 4, nil]
        return NotifyTests.contacts(
            mails: (0..<below(4)).map { _ in "\(below(3))@example.jp" }, mailSlot: slots[below(5)],
            phones: (0..<below(4)).map { ("03000000\($0)", slots[below(5)]) })
    }

    mutating func settings() -> DispatchSettings {
        DispatchSettings(
            usesMail: below(8) > 0, usesVoice: below(4) > 0,
            mail: retry(below(4), .seconds(below(3) * 300)), voice: retry(below(4), .seconds(below(3) * 90)),
            slotInterval: .seconds(below(3) * 150))
    }
}
