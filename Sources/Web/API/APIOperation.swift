import Domain
import HTTPServer

/// One operation of the JSON API: a route, with what the document in `Resources/API` says of it. A test holds the two
/// against each other.
struct APIOperation: Sendable {
    /// The kind of body that an operation reads.
    enum Body: String, Sendable {
        case none = ""
        case json = "application/json"
        case csv = "text/csv"
        case xml = "application/xml"
    }

    /// The most characters of a parameter.
    private static let longestParameter = 200

    let method: HTTPMethod
    /// Begins with `/api/v1`.
    let pattern: RoutePattern
    let access: Route.Access
    /// The names that may stand in the query, each at most once.
    let query: Set<String>
    let body: Body
    let bodyLimit: Int
    /// Whether a repeated call with the same `Idempotency-Key` gets the first one's answer.
    let isIdempotent: Bool
    /// How long it may take.
    let deadline: Duration
    /// Told of a body that was refused for its size.
    let bodyWasTooLarge: (@Sendable (Visit, Int) async throws -> Void)?
    let answer: @Sendable (Visit) async throws -> HTTPResponse

    init(
        _ method: HTTPMethod, _ pattern: RoutePattern, _ access: Route.Access = .bearer, query: Set<String> = [],
        body: Body = .none, bodyLimit: Int = 200_000, isIdempotent: Bool = false,
        deadline: Duration = .seconds(30),
        bodyWasTooLarge: (@Sendable (Visit, Int) async throws -> Void)? = nil,
        _ answer: @escaping @Sendable (Visit) async throws -> HTTPResponse
    ) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.query = query
        self.body = body
        self.bodyLimit = body == .none ? 10_000 : bodyLimit
        self.isIdempotent = isIdempotent
        self.deadline = deadline
        self.bodyWasTooLarge = bodyWasTooLarge
        self.answer = answer
    }

    /// The route that the site serves.
    func route(_ idempotency: Idempotency) -> Route {
        Route(
            method, pattern, access, bodyLimit: bodyLimit, deadline: deadline, bodyWasTooLarge: bodyWasTooLarge
        ) { visit in
            try checkQuery(of: visit)
            try checkKind(of: visit.request)
            guard isIdempotent else { return try await answer(visit) }
            return try await idempotency.once(visit, answer)
        }
    }

    /// A misspelt or repeated parameter would otherwise be ignored in silence.
    private func checkQuery(of visit: Visit) throws {
        var seen: Set<String> = []
        var errors: [FieldError] = []
        for (name, value) in visit.request.queryItems {
            if !query.contains(name) {
                errors.append(
                    FieldError(
                        field: name, rule: "unknown",
                        message: LocalizedText(
                            ja: "「\(name)」という検索条件はありません。", en: "There is no parameter “\(name)”.")))
            } else if !seen.insert(name).inserted {
                errors.append(
                    FieldError(
                        field: name, rule: "repeated",
                        message: LocalizedText(
                            ja: "「\(name)」は1回だけ指定してください。", en: "Give “\(name)” only once.")))
            } else if value.utf8.contains(0) {
                errors.append(.nul(name))
            } else if value.unicodeScalars.count > Self.longestParameter {
                errors.append(
                    FieldError(
                        field: name, rule: "tooLong",
                        message: LocalizedText(
                            ja: "「\(name)」は\(Self.longestParameter)文字までです。",
                            en: "“\(name)” may have at most \(Self.longestParameter) characters.")))
            }
        }
        if !errors.isEmpty { throw ProblemError(problem: .wrongShape(errors)) }
    }

    private func checkKind(of request: HTTPRequest) throws {
        let accepted: Set<String?>
        switch body {
        case .none, .json: return
        case .csv: accepted = ["text/csv"]
        case .xml: accepted = ["application/xml", "text/xml"]
        }
        guard accepted.contains(request.contentType) else {
            throw ProblemError(
                problem: Problem(
                    .unsupportedMediaType, "wrongKind",
                    LocalizedText(
                        ja: "本文は \(body.rawValue) で送ってください。", en: "Send the body as \(body.rawValue).")))
        }
    }
}

extension Problem {
    /// What was sent has not the form that the API's document says: members or parameters are missing, unknown or of
    /// another type. Values that break a rule are `invalidInput`.
    static func wrongShape(_ errors: [FieldError]) -> Problem {
        Problem(
            .badRequest, "wrongShape",
            LocalizedText(
                ja: "送信された項目の形が、APIの説明書と違います。", en: "What was sent has not the form that the API's document says."),
            fields: errors)
    }
}

extension FieldError {
    /// A text with U+0000, which no database can keep.
    static func nul(_ field: String) -> FieldError {
        FieldError(
            field: field, rule: "controlCharacter",
            message: LocalizedText(
                ja: "「\(field)」に使えない文字（U+0000）が入っています。", en: "“\(field)” contains U+0000, which cannot be used."))
    }
}
