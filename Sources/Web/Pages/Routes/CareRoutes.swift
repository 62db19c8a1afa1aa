/// One's own factors, backup codes, resets and sessions.
struct CareRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] { [] }
}
