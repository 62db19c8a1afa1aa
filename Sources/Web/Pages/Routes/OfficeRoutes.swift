/// The office: policy, clients, notices.
struct OfficeRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] { [] }
}
