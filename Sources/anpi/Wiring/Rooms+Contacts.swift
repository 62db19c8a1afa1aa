import Notify
import Profiles

extension Rooms {
    /// How people are told that their contacts were changed: by mail, if there is any.
    func contactNotice(wake: @escaping @Sendable () -> Void) -> ContactNotice {
        guard settings.mailRelay != nil else { return .none }
        let mail = noticeMail
        return ContactNotice(
            queue: { tenant, person, now, transaction in
                try mail.queue(ContactNotice.sentence, to: person, in: tenant, at: now, transaction)
            }, wake: wake)
    }
}
