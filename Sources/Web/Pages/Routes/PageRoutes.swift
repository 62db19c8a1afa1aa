/// All pages.
struct PageRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        SessionRoutes(services: services, renderer: renderer).routes
            + ProfileRoutes(services: services, renderer: renderer).routes
            + BroadcastRoutes(services: services, renderer: renderer).routes
            + SendRoutes(services: services, renderer: renderer).routes
            + ResultsRoutes(services: services, renderer: renderer).routes
            + RecipientRoutes(services: services, renderer: renderer).routes
            + TemplateRoutes(services: services, renderer: renderer).routes
            + TriggerRoutes(services: services, renderer: renderer).routes
            + DisasterRoutes(services: services, renderer: renderer).routes
    }
}
