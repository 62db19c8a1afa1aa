import Domain

extension HTTPRefusal {
    /// The refusal as problem details (RFC 9457), in English if the client prefers it to Japanese.
    package func problem(for request: HTTPRequest?) -> HTTPResponse {
        let title = text[Self.language(of: request)]
        let json = "{\"type\":\"about:blank\",\"title\":\"\(title)\",\"status\":\(status),\"code\":\"\(code)\"}"
        var response = HTTPResponse.problem(Array(json.utf8), status: status)
        response.headers["Cache-Control"] = "no-store"
        if status == .serviceUnavailable { response.headers["Retry-After"] = "5" }
        return response
    }

    private static func language(of request: HTTPRequest?) -> Language {
        for choice in request?.headers["Accept-Language"]?.lowercased().split(separator: ",") ?? [] {
            if let language = Language(rawValue: String(choice.drop { $0 == " " }.prefix(2))) { return language }
        }
        return .japanese
    }
}
