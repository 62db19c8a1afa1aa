import Auth
package import Domain
import Tenants

extension Site {
    /// The whole site: pages, API, the voice gateway's hooks and what the operator's tools ask.
    ///
    /// - Parameter origin: Scheme and host of our own pages, such as `https://anpi.example.jp`; forms come from there.
    /// - Parameter limits: How many requests one token may make.
    package static func make(
        pages: PageServices, api: APIServices, operations: OperationsRoutes, origin: String, clock: WallClock,
        log: Log, limits: TokenLimits = TokenLimits()
    ) -> Site {
        let files = StaticFiles.embedded()
        let renderer = Renderer(assets: files.assets)
        let authenticate = AuthenticateToken(database: pages.database)
        let routes =
            PageRoutes(services: pages, renderer: renderer).routes + files.routes + api.routes + operations.routes
        return Site(
            routes: routes,
            gate: Gate(sessions: pages.sessions, families: pages.auth.familySessions, origin: origin) {
                token, requestID, now in
                try await authenticate(
                    InstallationScope(purpose: "token"), presented: token, requestID: requestID, at: now)
            },
            clock: clock, log: log, limits: limits,
            edge: SessionRoutes(services: pages, renderer: renderer).edge)
    }
}
