import HTTPServer

/// The pages that answer before a route does. The segments name the page where the form stands, or begins.
struct EdgePages: Sendable {
    /// Says what went wrong.
    let problem: @Sendable (Problem, Visit, [String]) -> HTTPResponse
    /// Answers a form of nobody who is signed in.
    let askLogin: @Sendable (Visit, Route, [String]) async throws -> HTTPResponse
    /// Answers a form that the same person opened before logging in anew.
    let askAgain: @Sendable (Visit, Route, [String]) -> HTTPResponse
    /// Answers a form that changes a login and whose person has not shown for a while who they are.
    let askProof: @Sendable (Visit, Route, [String]) async throws -> HTTPResponse
}
