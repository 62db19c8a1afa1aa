/// Which rows are chosen, in the order in which they were chosen: 個別登録 takes the last one. With 全チェックON
/// it is all that the search finds, however many, but the rows whose ticks were taken away.
struct SelectionOrder: Hashable, Sendable {
    /// The most rows that are named one by one.
    static let most = 1_000
    /// Everything that the search finds, in its order.
    static let all = SelectionOrder(isAll: true)

    /// Whether it begins with all rows.
    private(set) var isAll = false
    /// The rows that are left out of all.
    private(set) var left: [String] = []
    /// The chosen rows, the last one last; of all, those that were chosen again.
    private(set) var chosen: [String] = []

    private init(isAll: Bool) {
        self.isAll = isAll
    }

    /// Nothing, or these rows.
    init(_ chosen: [String] = []) {
        self.chosen = Self.once(chosen)
    }

    /// Whether a row is chosen.
    func holds(_ row: String) -> Bool { isAll ? !left.contains(row) : chosen.contains(row) }

    /// The chosen rows, the last one last.
    ///
    /// - Parameter found: All rows that the search finds; read only where all are chosen.
    func picked(of found: [String]) -> [String] {
        guard isAll else { return chosen }
        let (all, moved) = (Set(found), Set(left + chosen))
        return found.filter { !moved.contains($0) } + chosen.filter(all.contains)
    }

    /// Takes over what a page says: rows that were shown and are not ticked any more are left out; rows that are
    /// ticked now come behind those that were before, in the order in which they stand.
    mutating func take(ticked: [String], ofShown shown: [String]) {
        let (ticks, rows) = (Set(ticked), Set(shown))
        let kept = chosen.filter { !rows.contains($0) || ticks.contains($0) }
        guard isAll else {
            self = SelectionOrder(kept + shown.filter(ticks.contains))
            return
        }
        let again = shown.filter { ticks.contains($0) && left.contains($0) }
        chosen = Self.once(kept + again)
        left = Self.once(left.filter { !again.contains($0) } + shown.filter { !ticks.contains($0) })
        // Nobody may be taken in because too many were left out.
        if left.count >= Self.most { self = SelectionOrder() }
    }

    /// As a form carries it along: `*` for all, and `-` before what is left out.
    var text: String { ((isAll ? ["*"] : []) + left.map { "-" + $0 } + chosen).joined(separator: " ") }

    /// What a form carried along.
    init(text: String) {
        let words = text.split(separator: " ").map(String.init)
        chosen = Self.once(words.filter { !$0.hasPrefix("-") && $0 != "*" })
        guard words.first == "*" else { return }
        isAll = true
        left = Self.once(words.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) })
        if left.count >= Self.most { self = SelectionOrder() }
    }

    private static func once(_ rows: [String]) -> [String] {
        var seen: Set<String> = []
        return Array(rows.filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(most))
    }
}
