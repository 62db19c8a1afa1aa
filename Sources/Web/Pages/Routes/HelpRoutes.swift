/// Notices, help and terms.
struct HelpRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] { [] }
}
