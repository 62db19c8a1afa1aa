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

    private let byLength: [Int: [Route]]

    /// A router of these routes. Where a word and a name both match, the route that was listed first answers.
    init(_ routes: [Route]) {
        byLength = Dictionary(grouping: routes) { $0.pattern.parts.count }
    }

    func find(_ method: HTTPMethod, _ segments: [String]) -> Finding {
        // HEAD is answered as GET; the server leaves the body out.
        let wanted = method == .head ? HTTPMethod.get : method
        var others: [HTTPMethod] = []
        var isNamed = false
        for route in byLength[segments.count] ?? [] {
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
