import Domain

@testable import Web

extension Samples {
    var organization: [Sent] {
        let line = CodeLine(id: text("7"), code: text("S01"), name: text("Nanao works"), people: 412)
        let other = CodeLine(id: text("8"), code: text("S02"), name: text("Logistics"), people: 0)
        let scopes = [words("社員を見る", "See people"), words("結果を見る", "See results")]
        func token(_ state: TokenState, ends: Instant?, used: Instant?) -> TokenLine {
            TokenLine(
                id: text("9"), name: text("Payroll"), scopes: scopes, author: text("Makoto Honda"),
                gone: used == nil ? nil : Catalogue.Tokens.left("2026/01/31"), madeAt: at(0),
                expiresAt: ends, lastUsedAt: used, state: state)
        }
        return [
            page(
                "departments",
                CodeListPage(
                    subject: .departments, lines: [line, other], code: text("S 3"), name: text("Sales"),
                    errors: [error("code")]), as: administrator),
            page("locations", CodeListPage(subject: .locations, lines: []), as: administrator, banner: .entryRemoved),
            page("usercodes", CodeListPage(subject: .userCodes, lines: [other]), as: administrator),
            page(
                "code",
                CodePage(
                    subject: .departments, id: text("7"), code: text("S01"), name: text("Nanao works"),
                    errors: [error("name")]), as: administrator),
            page(
                "code_remove", RemoveCodePage(subject: .locations, line: other, drafts: 2, errors: [error("")]),
                as: administrator),
            page(
                "code_in_use", RemoveCodePage(subject: .locations, line: line, drafts: 0), as: administrator),
            page(
                "move",
                MovePeoplePage(
                    people: 412, names: [text("Hanako Yamada"), text("Ichiro Sato")],
                    departments: [Choice(value: "7", words: text("Nanao works"))],
                    action: "/people/department/confirm?q=a", chosen: [HiddenField(name: "person", value: "5")],
                    errors: [error("department")]), as: administrator),
            page(
                "move_confirm",
                ConfirmMovePage(
                    origins: [(text("Nanao works"), 400), (text("Logistics"), 12)], target: text("Sales"), staying: 3,
                    hasChanged: true, action: "/people/department/move",
                    chosen: [HiddenField(name: "scope", value: "found")]), as: administrator,
                banner: .peopleMoved(12)),
            page(
                "merge",
                MergeDepartmentPage(
                    line: line, others: [Choice(value: "8", words: text("Logistics"))], errors: [error("into")]),
                as: administrator, banner: .departmentsMerged(412)),
            page(
                "merge_confirm",
                MergeDepartmentPage(
                    line: line, others: [],
                    plan: .init(into: "8", name: text("Logistics"), people: 412, leavers: 3, drafts: 2)),
                as: administrator),
            page(
                "tokens",
                TokensPage(tokens: [
                    token(.works, ends: at(90_000), used: at(60)), token(.expired, ends: at(-60), used: nil),
                    token(.revoked, ends: nil, used: nil),
                ]), as: administrator, banner: .tokenRevoked),
            page(
                "token_new",
                NewTokenPage(
                    name: text("Payroll"),
                    scopes: [
                        Choice(value: "viewPeople", words: text("See people"), isChosen: true),
                        Choice(value: "viewResults", words: text("See results")),
                    ], days: nil, errors: [error("capabilities")]), as: administrator),
            page(
                "token_made",
                MadeTokenPage(
                    name: text("Payroll"), scopes: scopes, expiresAt: at(90_000),
                    token: Secret("anpi_3Jk9sQ2mLx8vT4bN7wZ1yR5cH0dF6gA-eUoPiWqS")), as: administrator),
            page("token_revoke", RevokeTokenPage(token: token(.works, ends: nil, used: nil)), as: administrator),
            page(
                "draft_remove", RemoveDraftPage(id: text("81"), subject: ""), as: administrator, banner: .draftRemoved),
            page(
                "kept",
                KeptFormPage(place: "/templates/new", fields: [HiddenField(name: "name", value: text("Earthquake"))]),
                as: administrator),
        ]
    }
}
