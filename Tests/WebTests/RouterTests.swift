import Domain
import HTTPServer
import Testing

@testable import Web

@Suite("Finding routes")
struct RouterTests {
    private static let patterns: [(HTTPMethod, RoutePattern)] = [
        (.get, "/"), (.get, "/menu"), (.get, "/{page}"), (.get, "/b/{broadcast}"), (.get, "/b/new"),
        (.post, "/b/{broadcast}/p/{person}"), (.get, "/b/new/p/all"), (.get, "/{place}/new/p/all"),
        (.get, "/api/v1/people"), (.post, "/api/v1/people"), (.get, "/api/v1/people/template"),
        (.get, "/api/v1/people/{person}"), (.delete, "/api/v1/people/{person}"), (.get, "/api/{version}/people/x"),
        (.post, "/api/v1/session/code"), (.put, "/api/v1/session/code"), (.get, "/api/v1/{thing}/code"),
        (.get, "/api/v1/people/{person}/sessions/{session}"),
    ]

    @Test("Whatever is asked for leads where comparing it with all routes, one after the other, would lead")
    func sameAsAll() {
        let routes = Self.patterns.map { method, pattern in
            Route(method, pattern, .anybody) { _ in .empty() }
        }
        let router = Router(routes)
        let words = [
            "", "menu", "b", "new", "p", "all", "api", "v1", "people", "template", "session", "code", "x", "7",
        ]
        var paths: [[String]] = [[]]
        var asked = 0
        var found = 0
        for length in 0...6 {
            for path in paths {
                for method in [HTTPMethod.get, .head, .post, .put, .delete] {
                    let expected = Self.slowly(routes, method, path)
                    #expect(Self.named(router.find(method, path)) == expected, "\(method) \(path)")
                    asked += 1
                    if expected.hasPrefix("/") { found += 1 }
                }
            }
            // All paths of up to three parts, and then those that begin as some route does.
            paths = paths.flatMap { path in words.map { path + [$0] } }
            if length >= 2 {
                paths = paths.filter { path in
                    routes.contains { route in
                        route.pattern.parts.count >= path.count
                            && zip(route.pattern.parts, path).allSatisfy { part, word in
                                if case .word(let own) = part { own == word } else { word != "" }
                            }
                    }
                }
            }
        }
        #expect(asked > 2_000 && found > 300, "\(found) of \(asked)")
    }

    /// The rule of `Router`, without its order of looking.
    private static func slowly(_ routes: [Route], _ method: HTTPMethod, _ path: [String]) -> String {
        var others: [HTTPMethod] = []
        var isNamed = false
        for route in routes {
            guard let parameters = route.pattern.match(path), !(isNamed && !parameters.isEmpty) else { continue }
            if route.method == (method == .head ? .get : method) { return named(.route(route, parameters: parameters)) }
            others.append(route.method)
            isNamed = isNamed || parameters.isEmpty
        }
        return named(others.isEmpty ? .nothing : .otherMethods(others))
    }

    private static func named(_ finding: Router.Finding) -> String {
        switch finding {
        case .route(let route, let parameters):
            "\(route.pattern) \(route.method.rawValue) \(parameters.sorted { $0.key < $1.key }.map { $0.key + $0.value })"
        case .otherMethods(let methods): "only \(methods.map(\.rawValue))"
        case .nothing: "nothing"
        }
    }
}
