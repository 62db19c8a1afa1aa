/// ログインID管理.
struct AccountRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] { [] }
}
