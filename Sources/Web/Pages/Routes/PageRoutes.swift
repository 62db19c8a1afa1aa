import Tenants

/// Every page, area by area.
struct PageRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    /// All routes. Where a word and a name both fit, the one that stands first answers.
    var routes: [Route] {
        AnswerRoutes(services: services).routes
            + VoiceHookRoutes(services: services).routes
            + SessionRoutes(services: services, renderer: renderer).routes
            + MenuRoutes(services: services, renderer: renderer).routes
            + ProfileRoutes(services: services, renderer: renderer).routes
            + PeopleRoutes(services: services, renderer: renderer).routes
            + FirstPasswordRoutes(services: services, renderer: renderer).routes
            + PeopleImportRoutes(services: services, renderer: renderer).routes
            + DepartmentRoutes(services: services, renderer: renderer).routes
            + DisclosureRoutes(services: services, renderer: renderer).routes
            + PersonRoutes(services: services, renderer: renderer).routes
            + CodeListRoutes(services: services, renderer: renderer, subject: .departments, list: .departments).routes
            + CodeListRoutes(services: services, renderer: renderer, subject: .locations, list: .locations).routes
            + CodeListRoutes(services: services, renderer: renderer, subject: .userCodes, list: .userCodes).routes
            + TokenRoutes(services: services, renderer: renderer).routes
            + SettingsRoutes(services: services, renderer: renderer).routes
            + AnswerChoicesRoutes(services: services, renderer: renderer).routes
            + AuditRoutes(services: services, renderer: renderer).routes
            + BroadcastRoutes(services: services, renderer: renderer).routes
            + SendRoutes(services: services, renderer: renderer).routes
            + ResultsRoutes(services: services, renderer: renderer).routes
            + RecipientRoutes(services: services, renderer: renderer).routes
            + AnswerForRoutes(services: services, renderer: renderer).routes
            + TemplateRoutes(services: services, renderer: renderer).routes
            + TriggerRoutes(services: services, renderer: renderer).routes
            + DisasterRoutes(services: services, renderer: renderer).routes
            + LoginStepRoutes(services: services, renderer: renderer).routes
            + CodeRoutes(services: services, renderer: renderer).routes
            + PasskeyRoutes(services: services, renderer: renderer).routes
            + HelpRoutes(services: services, renderer: renderer).routes
            + OpenIDRoutes(services: services, renderer: renderer).routes
            + CareRoutes(services: services, renderer: renderer).routes
            + ResetRoutes(services: services, renderer: renderer).routes
            + OfficeRoutes(services: services, renderer: renderer).routes
            + OfficeNewsRoutes(services: services, renderer: renderer).routes
            + AccountRoutes(services: services, renderer: renderer).routes
            + VoiceRoutes(services: services, renderer: renderer).routes
            + FamilyStatusRoutes(services: services, renderer: renderer).routes
            + FamilyRoutes(services: services, renderer: renderer).routes
            + ContactCheckRoutes(services: services, renderer: renderer).routes
            + RegisterMailRoutes(services: services, renderer: renderer).routes
            + FamilyUserRoutes(services: services, renderer: renderer).routes
            + ReadinessRoutes(services: services, renderer: renderer).routes
    }
}
