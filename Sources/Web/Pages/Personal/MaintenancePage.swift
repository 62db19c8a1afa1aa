import Domain

/// `/maintenance`: what an administrator looks after.
struct MaintenancePage: Page {
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.EveryPage.maintenance) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Menu
        let reader = frame.reader
        let login = [
            MenuItem(Words.people, Words.peopleNote, "/people"),
            MenuItem(Catalogue.Accounts.title, Catalogue.Accounts.note, "/accounts"),
        ]
        let asked = [
            MenuItem(Catalogue.Readiness.title, Catalogue.Readiness.note, "/readiness"),
            MenuItem(Words.importing, Words.importingNote, "/people/import"),
            MenuItem(Catalogue.CodeLists.departments, Catalogue.CodeLists.departmentsNote, "/departments"),
            MenuItem(Catalogue.CodeLists.locations, Catalogue.CodeLists.locationsNote, "/locations"),
            MenuItem(Catalogue.CodeLists.userCodes, Catalogue.CodeLists.userCodesNote, "/user-codes"),
            MenuItem(Words.templates, Words.templatesNote, "/templates"),
            MenuItem(Words.triggers, Words.triggersNote, "/triggers"),
        ]
        let settings = [
            MenuItem(Words.organizationSettings, Words.organizationSettingsNote, "/settings"),
            MenuItem(Catalogue.Access.title, Catalogue.Access.note, "/settings/access"),
        ]
        let answers = [MenuItem(Words.answerChoices, Words.answerChoicesNote, "/settings/answers")]
        let rest = [
            MenuItem(Catalogue.Tokens.title, Catalogue.Tokens.note, "/tokens"),
            MenuItem(Words.audit, Words.auditNote, "/audit"),
        ]
        // Nobody asks an office's own people whether they are safe: they look after others' logins.
        let isOffice = frame.visitor?.isOffice == true
        let items = isOffice ? login + settings + rest : login + asked + settings + answers + rest
        return "<h1>\(reader(Catalogue.EveryPage.maintenance))</h1>\n\(menu(items, reader))"
    }
}
