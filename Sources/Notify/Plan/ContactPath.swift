package import Profiles

/// The contacts of one person in the order in which they are tried, without the addresses themselves.
///
/// A recipient keeps the path that it was planned with: from it and the settings of the round the whole plan can be made
/// again, years later, without any contact being stored twice.
package struct ContactPath: Hashable, Sendable {
    /// One contact on the path.
    package struct Stop: Hashable, Sendable {
        /// The slot of the 発信順; all mails share one.
        package let slot: Int
        /// How this contact is reached.
        package let channel: Channel
        /// Its place in the profile, 1 to 3: mail(1) to mail(3), TEL 1 to 3.
        package let position: Int

        /// A contact at one place of the path.
        package init(slot: Int, channel: Channel, position: Int) {
            self.slot = slot
            self.channel = channel
            self.position = position
        }
    }

    /// The contacts; the slots never go back.
    package let stops: [Stop]

    /// A path of these stops, in this order.
    package init(stops: [Stop]) {
        self.stops = stops
    }

    /// Arranges what a person may be reached by under these settings.
    ///
    /// Gaps between slots are allowed and empty contacts are skipped. Without the voice option there are only
    /// the mails, in the order of their position, and nothing on a channel that the installation does not have.
    /// A contact without a slot comes after all that have one, mails
    /// first, because a missing number must not cost anybody a way to be reached. A mail address that stands twice in
    /// the group is used once.
    package init(of contacts: SendingContacts, _ settings: DispatchSettings) {
        var groups: [(slot: Int?, stops: [(Channel, Int)])] = []
        if settings.carries(.mail), let first = contacts.mails.first {
            var seen: Set<String> = []
            let positions = contacts.mails.filter { seen.insert($0.value).inserted }.map(\.position).sorted()
            groups.append((settings.usesVoice ? first.order?.rawValue : 1, positions.map { (.mail, $0) }))
        }
        if settings.carries(.voice) {
            for phone in contacts.phones.sorted(by: { $0.position < $1.position }) {
                groups.append((phone.order?.rawValue, [(.voice, phone.position)]))
            }
        }
        // Sorting by (slot, place in the list) keeps contacts that share a slot apart, mails first.
        let ordered = groups.enumerated().sorted {
            ($0.element.slot ?? Int.max, $0.offset) < ($1.element.slot ?? Int.max, $1.offset)
        }.map(\.element)
        var last = 0
        stops = ordered.flatMap { group in
            last = max(group.slot ?? last + 1, last)
            return group.stops.map { Stop(slot: last, channel: $0.0, position: $0.1) }
        }
    }
}

extension Channel {
    /// How a path names it; stored, and never another one.
    fileprivate var letter: Character {
        switch self {
        case .mail: "M"
        case .voice: "T"
        case .sms: "S"
        }
    }
}

extension ContactPath {
    /// Such as `1T1 2M1 2M2 2M3 3T2`: slot, channel, position.
    package var text: String {
        stops.map { "\($0.slot)\($0.channel.letter)\($0.position)" }.joined(separator: " ")
    }

    /// The path with this text, or nil if it is not one.
    package init?(text: some StringProtocol) {
        var stops: [Stop] = []
        for word in text.split(separator: " ") {
            guard let letter = word.firstIndex(where: { !$0.isNumber }),
                let channel = Channel.all.first(where: { $0.letter == word[letter] }),
                let slot = Int(word[..<letter]), let position = Int(word[word.index(after: letter)...])
            else { return nil }
            stops.append(Stop(slot: slot, channel: channel, position: position))
        }
        self.stops = stops
    }
}
