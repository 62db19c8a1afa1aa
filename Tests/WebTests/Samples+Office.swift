import Auth
import Domain
import Tenants

@testable import Web

extension Samples {
    /// What an office sees, and the list of logins.
    var office: [Sent] {
        let staff = Visitor(
            name: text("Yumi Miyashita"), loginID: text("A000102"), lastLogin: nil, isAdministrator: true,
            isOffice: true)
        let clients = (1...10).map { number in
            ClientLine(
                id: text("10\(number)"), code: text("00000\(number)"), name: text("Aoba Clinic \(number)"),
                use: PolicyWords.use(number != 3), view: words("対象外にする", "Without a code"),
                answer: number == 4 ? words("", "") : words("回答のみ", "Answer only"),
                ahead: number == 5 ? Catalogue.Office.fromDay(text("2024-06-05"), true) : nil)
        }
        let part = ListPart(total: 14, page: 1, size: 10)
        let bad = BadLine(line: 3, column: "", reason: words("コードを確認してください。", "Check the code."))
        return [
            page(
                "office_policy",
                OfficePolicyPage(
                    office: text("Miyashita"), isUsed: true,
                    mandatory: (Catalogue.Office.mandatory(text("2024-06-05")), Catalogue.Office.mandatoryText("3")),
                    clients: clients, part: part, search: ClientSearch(from: text("000001"), name: text("Aoba")),
                    order: SelectionOrder([text("101"), text("104"), text("102")])), as: staff),
            page(
                "office_policy-off",
                OfficePolicyPage(
                    office: text("Miyashita"), isUsed: false, clients: [],
                    part: ListPart(total: 0, page: 1, size: 10)), as: staff),
            page(
                "office_policy-errors",
                OfficePolicyPage(
                    office: text("Miyashita"), isUsed: true, clients: clients, part: part,
                    fields: PolicyFields(use: "no", effective: text("soon")), errors: [error("effective")]), as: staff),
            page(
                "office_confirm",
                ConfirmPoliciesPage(
                    question: Catalogue.Office.confirmOne, names: [text("000002　Aoumi")], total: 3,
                    settings: [(Catalogue.Office.factor, PolicyWords.use(true))], effective: at(0),
                    sealed: [HiddenField(name: "order", value: text("102"))]), as: staff),
            page("office_switch", OfficeSwitchPage(isUsed: false, using: 0), as: staff),
            page("office_switch-off", OfficeSwitchPage(isUsed: true, using: 3, chosen: false), as: staff),
            page("office_import", PolicyImportPage(errors: [error("file")]), as: staff),
            page(
                "office_diff",
                PolicyDiffPage(
                    changes: [
                        PolicyChangeLine(
                            client: text("000003　Akane"), before: Catalogue.Office.unused,
                            after: PolicyWords.use(true),
                            ahead: Catalogue.Office.fromDay(text("2024-04-01"), false), from: text("2024-04-02"),
                            kana: (before: "", after: text("Akane")))
                    ], unchanged: 12, bad: [], sealed: [HiddenField(name: "upload", value: "x")]), as: staff),
            page(
                "office_diff-bad", PolicyDiffPage(changes: [], unchanged: 0, bad: [bad], sealed: []), as: staff),
            page(
                "office_orgs", OfficeClientsPage(office: text("Miyashita"), clients: clients, part: part), as: staff),
            page(
                "office_org",
                OfficeClientPage(
                    client: clients[4], policy: PolicyWords.use(true), kana: text("Aoba"), errors: [error("kana")]),
                as: staff),
            page("maintenance-office", MaintenancePage(), as: staff),
            page("reissue", ReissuePage(contact: text("03-0000-0000")), as: nil),
            page("reissue-nobody", ReissuePage(contact: nil), as: nil),
            page(
                "office_drift",
                OfficeDriftPage(
                    total: DriftLine(
                        id: "", client: "", people: 9_000, withoutFactor: 120, temporary: 30, both: 12),
                    lines: [
                        DriftLine(
                            id: text("101"), client: text("000001　Aoba"), use: PolicyWords.use(true),
                            ahead: Catalogue.Office.fromDay(text("2024-04-01"), false), people: 1_248,
                            withoutFactor: 37, temporary: 4, both: 2)
                    ], part: part), as: staff),
        ] + accounts(staff) + tells(staff)
    }

    /// What an office tells its clients.
    private func tells(_ staff: Visitor) -> [Sent] {
        let item = NewsItem(
            title: words("2要素認証の開始", "Second factors begin"), body: words("6月5日から。", "From 5 June."), from: at(0),
            until: at(86_400))
        let desk = HelpDesk(name: text("Minato Office"), phone: text("03-0000-0000"), hours: text("9:00-17:00"))
        let values = NewsValues(
            titleJa: text("Second factors"), bodyJa: text("From 5 June."), from: "2024-06-05", until: "x",
            readers: .chosen, codes: text("000001"))
        return [
            page(
                "office_news",
                OwnNewsPage(posted: [(item, Catalogue.Help.everyClient), (item, words("青葉", "Aoba"))]), as: staff,
                banner: .newsWithdrawn),
            page("office_news-none", OwnNewsPage(posted: []), as: staff),
            page(
                "office_news_new", WriteNewsPage(values: values, errors: [error("until"), error("codes")]), as: staff),
            page(
                "office_news_confirm",
                ConfirmPage(
                    subject: .news,
                    changes: [
                        Change(
                            field: "bodyJa", label: Catalogue.Help.bodyJa, before: "", after: text("One\nTwo"))
                    ], sealed: [HiddenField(name: "titleJa", value: "x")]), as: staff),
            page("office_news_withdraw", WithdrawNewsPage(item: item), as: staff),
            page("office_help", HelpDeskPage(desk: desk, errors: [error("phone")]), as: staff),
            page(
                "office_help_confirm",
                ConfirmPage(
                    subject: .helpDesk,
                    changes: [Change(field: "phone", label: Catalogue.Help.phone, before: "", after: text("03"))],
                    sealed: []), as: staff),
            page(
                "help-client", HelpPage(helpDesk: text("076-000-0000"), office: desk, sender: text("anpi@example.jp")),
                as: employee),
        ]
    }

    private func accounts(_ staff: Visitor) -> [Sent] {
        let own = AccountPlace(address: "/accounts", client: nil)
        let client = AccountPlace(address: "/office/orgs/101/accounts", client: text("Aoba Clinic"))
        func account(_ number: Int, lockedUntil: Instant?, isRetired: Bool = false) -> AccountLine {
            AccountLine(
                id: text("2\(number)"), employeeCode: text("E7"), name: text("Hanako Yamada"), kana: text("Yamada"),
                loginID: text("B00241\(number)"), department: text("Sales"), role: .member, password: .temporary,
                factors: number == 1 ? [.app, .mail] : [], lockedUntil: lockedUntil, isStopped: number == 3,
                employment: Catalogue.Accounts.joined(text("2019-04-01")), isRetired: isRetired, lastLogin: at(0),
                sessions: 2)
        }
        let list = [
            account(1, lockedUntil: at(1_800)), account(2, lockedUntil: nil),
            account(3, lockedUntil: nil, isRetired: true),
        ]
        let departments = [Choice(value: "7", words: text("Sales"), isChosen: true)]
        return [
            page(
                "accounts",
                AccountsPage(
                    place: own, accounts: list, part: ListPart(total: 3, page: 1, size: 20), departments: departments),
                as: administrator),
            page(
                "accounts_client",
                AccountsPage(
                    place: client, accounts: [], part: ListPart(total: 0, page: 1, size: 20),
                    filter: AccountFilter(name: text("x"), onlyEmployed: false, onlyLocked: true),
                    departments: departments), as: staff),
            page("account", AccountPage(place: own, account: list[0], canReset: true), as: administrator),
            page(
                "account_confirm",
                ConfirmAccountPage(
                    place: client, id: text("21"), name: text("Hanako Yamada"), loginID: text("B002417"),
                    action: .password, askedAt: at(0)), as: staff),
            page(
                "access",
                AccessPage(
                    decided: Catalogue.Access.decided("organization"), exempt: Catalogue.Office.viewTick,
                    ahead: Catalogue.Office.fromDay(text("2024-06-05"), true),
                    mandatory: Catalogue.Office.mandatory(text("2024-06-05")),
                    drift: DriftLine(id: "", client: "", people: 9, withoutFactor: 3, temporary: 1, both: 1),
                    rows: [
                        AccessRow(
                            function: Catalogue.Access.function("answerOwn"),
                            cells: [
                                Catalogue.Access.byPolicy(true), Catalogue.Access.yes, Catalogue.Access.no,
                                Catalogue.Access.yes,
                            ])
                    ]), as: administrator),
        ]
    }
}
