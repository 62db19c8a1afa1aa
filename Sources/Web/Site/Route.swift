import Domain
import HTTPServer

/// One thing that can be asked for: how, where, by whom, and what answers it.
final class Route: Sendable {
    /// Who may come here. What they may do is decided by each use case.
    enum Access: Sendable {
        /// Anybody: login, static files. Who is signed in is known all the same; forms must come from our own pages.
        case anybody
        /// Anybody, for pages that stand both within a login and within a session: in a session, a form carries its token.
        case signedInOrNot
        /// Whoever holds the link, which is all the proof there is: no session is looked for.
        case link
        /// A person with a session cookie; others are sent to the login.
        case session
        /// A family user with a session of their own; others are sent to the login.
        case family
        /// A program or person with a bearer token; others get 401.
        case bearer
        /// The same, or a program of the installation's operator.
        case bearerOrInstallation
        /// The same as `bearer`, or a family user with the token of a session; for what is nobody's secret.
        case bearerOrFamily
        /// A family user with the token of a session; others get 401.
        case familyBearer

        /// Whether a form without its session is answered by the login.
        var asksLogin: Bool { self == .session || self == .family }

        /// Whether a token is shown instead of a cookie.
        var takesToken: Bool {
            switch self {
            case .bearer, .bearerOrInstallation, .bearerOrFamily, .familyBearer: true
            case .anybody, .signedInOrNot, .link, .session, .family: false
            }
        }
    }

    let method: HTTPMethod
    let pattern: RoutePattern
    let access: Access
    /// The largest body, in bytes.
    let bodyLimit: Int
    /// From the arrival of the head to the response.
    let deadline: Duration
    /// Told of a body that was refused for its size, and of that size; the answer is 413 without it.
    let bodyWasTooLarge: (@Sendable (Visit, Int) async throws -> Void)?
    /// What becomes of a form that comes after its session ran out; nil if nothing typed would be lost with it.
    let keptForm: KeptForm.Return?
    /// What is still as it was if the form comes without its session; nil where nobody needs to be told.
    let undone: LocalizedText?
    /// Whether coming here keeps a session alive; not where a page asks by itself.
    let isUse: Bool
    let answer: @Sendable (Visit) async throws -> HTTPResponse

    init(
        _ method: HTTPMethod, _ pattern: RoutePattern, _ access: Access, bodyLimit: Int = 200_000,
        deadline: Duration = .seconds(30), keptForm: KeptForm.Return? = nil, undone: LocalizedText? = nil,
        isUse: Bool = true, bodyWasTooLarge: (@Sendable (Visit, Int) async throws -> Void)? = nil,
        _ answer: @escaping @Sendable (Visit) async throws -> HTTPResponse
    ) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.bodyLimit = bodyLimit
        self.deadline = deadline
        self.keptForm = keptForm
        self.undone = undone
        self.isUse = isUse
        self.bodyWasTooLarge = bodyWasTooLarge
        self.answer = answer
    }
}
