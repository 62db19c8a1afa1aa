import Notify
import Profiles

extension SequencePreview {
    /// What the engine's own plan makes of these contacts.
    ///
    /// - Parameter showsDestinations: Whether addresses and numbers stand in it; only their owner may see them.
    init(of contacts: SendingContacts, _ settings: DispatchSettings, showsDestinations: Bool) {
        let values = Dictionary(
            (contacts.mails.map { (ContactSlot.mail($0.position), $0.value) }
                + contacts.phones.map { (ContactSlot.phone($0.position), $0.value) })
        ) { first, _ in first }
        let steps = plan(for: contacts, settings: settings).map { attempt in
            let slot = ContactSlot(attempt.channel, attempt.position)
            return SequenceStep(
                after: attempt.offset, order: settings.usesVoice ? attempt.slot : nil, contact: slot,
                isRetry: attempt.tryNumber > 1, destination: showsDestinations ? values[slot] ?? "" : "")
        }
        self.init(
            steps: steps, stopsAtAnswer: settings.stopsAfterAnswer,
            used: UsedContacts(mail: settings.usesMail, phone: settings.usesVoice),
            absent: settings.absentChannels.map(ChannelKind.init))
    }
}

extension ContactSlot {
    /// The contact at one place of the profile.
    init(_ channel: Channel, _ position: Int) {
        self =
            switch channel {
            case .mail: .mail(position)
            case .voice, .sms: .phone(position)
            }
    }
}
