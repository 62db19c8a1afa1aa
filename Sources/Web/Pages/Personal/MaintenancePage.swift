import Domain

/// `/maintenance`: what an administrator looks after.
struct MaintenancePage: Page {
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.EveryPage.maintenance) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Menu
        let reader = frame.reader
        let items = [
            MenuItem(Words.people, Words.peopleNote, "/people"),
            MenuItem(Catalogue.Accounts.title, Catalogue.Accounts.note, "/accounts"),
            MenuItem(Words.importing, Words.importingNote, "/people/import"),
            MenuItem(Catalogue.CodeLists.departments, Catalogue.CodeLists.departmentsNote, "/departments"),
            MenuItem(Catalogue.CodeLists.locations, Catalogue.CodeLists.locationsNote, "/locations"),
            MenuItem(Catalogue.CodeLists.userCodes, Catalogue.CodeLists.userCodesNote, "/user-codes"),
            MenuItem(Words.templates, Words.templatesNote, "/templates"),
            MenuItem(Words.triggers, Words.triggersNote, "/triggers"),
            MenuItem(Words.organizationSettings, Words.organizationSettingsNote, "/settings"),
            MenuItem(Catalogue.Access.title, Catalogue.Access.note, "/settings/access"),
            MenuItem(Words.answerChoices, Words.answerChoicesNote, "/settings/answers"),
            MenuItem(Catalogue.Tokens.title, Catalogue.Tokens.note, "/tokens"),
            MenuItem(Words.audit, Words.auditNote, "/audit"),
        ]
        return "<h1>\(reader(Catalogue.EveryPage.maintenance))</h1>\n\(menu(items, reader))"
    }
}
