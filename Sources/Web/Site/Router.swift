import HTTPServer

/// Finds the route of a request.
struct Router: Sendable {
    /// What a request leads to.
    enum Finding: Sendable {
        case route(Route, parameters: [String: String])
        /// The path exists for these other methods only.
        case otherMethods([HTTPMethod])
        case nothing
    }

    /// How many parts a path has, and the first of them: what only a few routes have in common.
    private struct Head: Hashable {
        let count: Int
        let words: ArraySlice<String>

        init(_ segments: [String]) {
            count = segments.count
            words = segments.prefix(3)
        }
    }

    /// The routes that a path can lead to, for each head that is all words.
    private let byHead: [Head: [Route]]
    /// Those that any other path of this length can lead to.
    private let byLength: [Int: [Route]]

    /// A router of these routes. Where a word and a name both match, the route that was listed first answers.
    init(_ routes: [Route]) {
        var byHead: [Head: [Route]] = [:]
        var byLength: [Int: [Route]] = [:]
        for (count, alike) in Dictionary(grouping: routes, by: { $0.pattern.parts.count }) {
            let heads = alike.map { $0.pattern.words(ofFirst: 3) }
            byLength[count] = zip(alike, heads).filter { $0.1 == nil }.map(\.0)
            for words in Set(heads.compactMap(\.self)) {
                let head = Head(words + repeatElement("", count: count - words.count))
                byHead[head] = alike.filter { $0.pattern.canBegin(with: words) }
            }
        }
        (self.byHead, self.byLength) = (byHead, byLength)
    }

    func find(_ method: HTTPMethod, _ segments: [String]) -> Finding {
        // HEAD is answered as GET; the server leaves the body out.
        let wanted = method == .head ? HTTPMethod.get : method
        var others: [HTTPMethod] = []
        var isNamed = false
        for route in byHead[Head(segments)] ?? byLength[segments.count] ?? [] {
            guard let parameters = route.pattern.match(segments) else { continue }
            // What is called by its own name is nobody's identifier, whichever methods it takes.
            if isNamed && !parameters.isEmpty { continue }
            if route.method == wanted { return .route(route, parameters: parameters) }
            others.append(route.method)
            isNamed = isNamed || parameters.isEmpty
        }
        return others.isEmpty ? .nothing : .otherMethods(others)
    }

    /// The nearest page at or above an address that takes forms: where its form stands, or begins.
    func page(near segments: [String]) -> [String] {
        var near = segments
        while !near.isEmpty {
            if case .route = find(.get, near) { break }
            near.removeLast()
        }
        return near
    }
}
