/// The steps of a login after the password.
struct LoginStepRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] { [] }
}
