/// How an organization wants its people to be asked: what its contract allows, how often and how long each contact is
/// tried. A broadcast keeps the settings that it was sent with, so that its plan can be made again at any time.
package struct DispatchSettings: Hashable, Sendable {
    /// How often one channel is tried again, and after what time.
    package struct Retry: Hashable, Sendable {
        /// Extra tries after the first, 0 to 9.
        package let count: Int
        /// Time between two tries of the same contact, 0 to 24 hours.
        package let interval: Duration

        /// Extra tries and the time between them, or nil outside of the ranges.
        package init?(count: Int, interval: Duration) {
            guard (0...9).contains(count), interval >= .zero, interval <= .seconds(86_400) else { return nil }
            self.count = count
            self.interval = interval
        }

        private init(known count: Int, _ interval: Duration) {
            self.count = count
            self.interval = interval
        }

        /// No extra tries of a mail; ten minutes between rounds if there were any.
        package static let mailDefault = Retry(known: 0, .seconds(600))
        /// One extra call after three minutes.
        package static let voiceDefault = Retry(known: 1, .seconds(180))
    }

    /// Whether the contract lets mails be relied on; not so on スマホプラン.
    package var usesMail: Bool
    /// Whether the contract has the voice option; without it there is no 発信順.
    package var usesVoice: Bool
    /// Tries of the mail group.
    package var mail: Retry
    /// Tries of each telephone number.
    package var voice: Retry
    /// Time between two slots of the 発信順, zero or more; 5 minutes by default.
    package var slotInterval: Duration
    /// After this time nothing more is started, 24 hours by default.
    package var giveUpAfter: Duration
    /// Whether an answer stops the remaining attempts.
    package var stopsAfterAnswer: Bool
    /// What the installation can send through; without a relay or a gateway nothing is planned there.
    package var channels: Set<Channel>

    /// Settings with the defaults of R-187.
    package init(
        usesMail: Bool = true, usesVoice: Bool = true, mail: Retry = .mailDefault, voice: Retry = .voiceDefault,
        slotInterval: Duration = .seconds(300), giveUpAfter: Duration = .seconds(86_400),
        stopsAfterAnswer: Bool = true, channels: Set<Channel> = Set(Channel.ofBroadcasts)
    ) {
        self.usesMail = usesMail
        self.usesVoice = usesVoice
        self.mail = mail
        self.voice = voice
        self.slotInterval = max(.zero, slotInterval)
        self.giveUpAfter = max(.zero, giveUpAfter)
        self.stopsAfterAnswer = stopsAfterAnswer
        self.channels = channels
    }

    /// Whether the contract has a channel.
    private func includes(_ channel: Channel) -> Bool {
        switch channel {
        case .mail: usesMail
        case .voice: usesVoice
        case .sms: false
        }
    }

    /// Whether people are asked on a channel: the contract has it, and so has the installation.
    package func carries(_ channel: Channel) -> Bool { includes(channel) && channels.contains(channel) }

    /// Channels of the contract that the installation does not have.
    package var absentChannels: [Channel] {
        Channel.ofBroadcasts.filter { includes($0) && !channels.contains($0) }
    }

    /// The tries of one channel.
    package func retry(of channel: Channel) -> Retry {
        switch channel {
        case .mail: mail
        case .voice, .sms: voice
        }
    }
}
