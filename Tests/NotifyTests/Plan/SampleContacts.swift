import Domain
import Notify
import Profiles

/// Contacts as a test writes them: mails with one slot, telephones with one each; nil for no slot.
func contacts(mails: [String] = [], mailSlot: Int? = nil, phones: [(String, Int?)] = []) -> SendingContacts {
    SendingContacts(
        mails: mails.enumerated().map {
            .init(position: $0.offset + 1, value: $0.element, order: mailSlot.flatMap(ContactOrder.init(rawValue:)))
        },
        phones: phones.enumerated().map {
            .init(
                position: $0.offset + 1, value: $0.element.0, order: $0.element.1.flatMap(ContactOrder.init(rawValue:)))
        })
}

/// The order of the manual's example: 1 TEL, 2 mail, 3 TEL, 4 TEL; three mail addresses.
let manualsExample = contacts(
    mails: ["a@example.jp", "b@example.jp", "c@example.jp"], mailSlot: 2,
    phones: [("0311111111", 1), ("0322222222", 3), ("0333333333", 4)])

/// Extra tries and the time between them.
func retry(_ count: Int, _ interval: Duration) -> DispatchSettings.Retry {
    guard let retry = DispatchSettings.Retry(count: count, interval: interval) else {
        preconditionFailure("a test asked for retries out of range")
    }
    return retry
}

/// The sequence as the manual writes it.
func line(_ plan: [PlannedAttempt]) -> String {
    plan.map(\.description).joined(separator: " → ")
}

/// The minutes at which the steps start.
func minutes(_ plan: [PlannedAttempt]) -> [Double] {
    plan.map { Double($0.offset.inMilliseconds) / 60_000 }
}
