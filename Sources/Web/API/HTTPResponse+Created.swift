import Domain
import HTTPServer

extension HTTPResponse {
    /// What was just made, and where it can be read.
    static func created(_ json: JSON, at place: String) -> HTTPResponse {
        var response = HTTPResponse.json(json, status: .created)
        response.headers["Location"] = "/api/v1" + place
        return response
    }
}

/// Refusals that name the fields as the API does, where its names are not those of forms.
enum APIFields {
    /// Runs `body`; refusals of these fields get their other names.
    static func renaming<Value>(
        _ names: [String: String], _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as InvalidInput {
            throw InvalidInput(
                error.errors.map { error in
                    FieldError(field: names[error.field] ?? error.field, rule: error.rule, message: error.message)
                })
        }
    }
}
