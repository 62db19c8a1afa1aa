package import Domain
package import Tenants

extension Site {
    /// The whole site: pages, API, the voice gateway's hooks, what operators ask.
    ///
    /// - Parameters:
    ///   - origin: Scheme and host of our own pages, such as `https://anpi.example.jp`; forms come from there.
    ///   - programs: What the token of a program may do, or nil if it is unknown.
    package static func make(
        pages: PageServices, api: APIServices, operations: OperationsRoutes, origin: String, clock: WallClock,
        log: Log,
        programs:
            @escaping @Sendable (_ token: String, _ requestID: String, _ now: Instant) async throws -> TenantScope?
    ) -> Site {
        let files = StaticFiles.embedded()
        let renderer = Renderer(assets: files.assets)
        let pageRoutes = PageRoutes(services: pages, renderer: renderer)
        return Site(
            routes: pageRoutes.routes + files.routes + api.routes + operations.routes,
            gate: Gate(sessions: pages.sessions, origin: origin, programs: programs), clock: clock, log: log,
            problemPage: renderer.failure)
    }
}
