import Database

/// A way to reach a person.
package enum Channel: String, Sendable, CaseIterable, DatabaseConvertible {
    /// A mail to one of up to three addresses.
    case mail
    /// A call to one of up to three numbers; needs the voice option.
    case voice
    /// A short message (SMS): codes of the service only, never a broadcast.
    case sms

    /// The channels that people are asked through.
    package static let ofBroadcasts: [Channel] = [.mail, .voice]
    /// All of them.
    package static let all: [Channel] = Channel.allCases
}

extension Set<Channel> {
    /// The channels as one column keeps them: `mail voice`.
    var stored: String { map(\.rawValue).sorted().joined(separator: " ") }

    /// The channels in a column.
    init(stored text: String) {
        self = Set(text.split(separator: " ").compactMap { Channel(rawValue: String($0)) })
    }
}
