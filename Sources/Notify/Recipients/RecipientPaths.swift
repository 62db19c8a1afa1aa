/// The path of one recipient in each round that reached them, as one column keeps it: `1:1M1 2T1|2:1M1`.
struct RecipientPaths: Hashable, Sendable {
    private(set) var byRound: [Int: ContactPath] = [:]

    init() {}

    /// The paths as stored; text that no version ever wrote is left out, and the audit then shows the difference.
    init(text: String) {
        for part in text.split(separator: "|") {
            guard let colon = part.firstIndex(of: ":"), let round = Int(part[..<colon]),
                let path = ContactPath(text: part[part.index(after: colon)...])
            else { continue }
            byRound[round] = path
        }
    }

    subscript(round: Int) -> ContactPath? {
        get { byRound[round] }
        set { byRound[round] = newValue }
    }

    var text: String {
        byRound.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.text)" }.joined(separator: "|")
    }
}
