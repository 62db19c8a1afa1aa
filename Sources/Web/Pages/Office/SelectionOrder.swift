/// Which rows are chosen, in the order in which they were chosen: 個別登録 takes the last one.
struct SelectionOrder: Hashable, Sendable {
    /// The most rows that can be chosen.
    static let most = 1_000
    /// The chosen rows, the last one last.
    private(set) var chosen: [String]

    /// Nothing, or these rows.
    init(_ chosen: [String] = []) {
        var seen: Set<String> = []
        self.chosen = Array(chosen.filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(Self.most))
    }

    /// The row chosen last.
    var last: String? { chosen.last }

    /// Takes over what a page says: rows that were shown and are not ticked any more are left out; rows that are
    /// ticked now come behind those that were before, in the order in which they stand.
    mutating func take(ticked: [String], ofShown shown: [String]) {
        let (ticks, rows) = (Set(ticked), Set(shown))
        let kept = chosen.filter { !rows.contains($0) || ticks.contains($0) }
        self = SelectionOrder(kept + shown.filter(ticks.contains))
    }

    /// As a form carries it along.
    var text: String { chosen.joined(separator: " ") }

    /// What a form carried along.
    init(text: String) {
        self.init(text.split(separator: " ", maxSplits: Self.most).map(String.init))
    }
}
