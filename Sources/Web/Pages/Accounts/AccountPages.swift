import Auth
import Domain

/// One login in the list (R-116).
struct AccountLine: Hashable, Sendable {
    /// The person's identifier.
    let id: String
    /// 従業員コード.
    let employeeCode: String
    /// The name.
    let name: String
    /// The name in kana.
    let kana: String
    /// The login ID.
    let loginID: String
    /// The department's name.
    let department: String
    /// 管理者 or 一般.
    let role: Role
    /// Whether the password is their own.
    let password: PasswordStanding
    /// The further proofs that are set, in order.
    let factors: [FactorKind]
    /// Until when wrong codes lock it; nil if they do not.
    let lockedUntil: Instant?
    /// Whether a hundred wrong tries have stopped it.
    let isStopped: Bool
    /// 入社日 or 退職日 in words; empty if unknown.
    let employment: LocalizedText
    /// Whether the person has left.
    let isRetired: Bool
    /// The last login.
    let lastLogin: Instant?
    /// How many sessions are open.
    let sessions: Int
}

/// What the list of logins is filtered by (R-116).
struct AccountFilter: Hashable, Sendable {
    var employeeCode = ""
    var loginID = ""
    var name = ""
    var kana = ""
    var role: Role?
    var password: PasswordStanding?
    /// Whether people who have left are left out (在職者のみ).
    var onlyEmployed = true
    /// Only people without a second factor.
    var onlyWithoutFactor = false
    /// Only people who are locked out.
    var onlyLocked = false
}

/// Whose logins are shown: one's own organization's, or those of a client of one's office.
struct AccountPlace: Hashable, Sendable {
    /// `/accounts` or `/office/orgs/…/accounts`.
    let address: Address
    /// The client's code and name; nil in one's own organization.
    let client: String?

    /// The tab it belongs to.
    var tab: Tab { client == nil ? .maintenance : .officeClients }
    /// Where a person is.
    func person(_ id: String) -> Address { address.appending(id) }
}

/// `/accounts`: ログインID管理 for administrators, and for offices about their clients (R-004, R-033, R-116).
struct AccountsPage: ListPage {
    let place: AccountPlace
    /// The logins shown.
    let accounts: [AccountLine]
    let part: ListPart
    var filter = AccountFilter()
    /// The departments, one of them chosen or none.
    let departments: [Choice]

    var tab: Tab? { place.tab }

    func title(_ reader: Reader) -> String {
        reader(place.client.map { Catalogue.Accounts.titleOf($0) } ?? Catalogue.Accounts.title)
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Accounts
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Catalogue.People.name), Column(title: Words.employeeCode),
                Column(title: Catalogue.People.loginID), Column(title: Catalogue.People.department),
                Column(title: Catalogue.People.role), Column(title: Catalogue.People.password),
                Column(title: Words.factors), Column(title: Words.employment),
            ],
            rows: accounts.map { row($0, reader) }, isCards: true)
        return """
            \(when: place.client != nil, backLink("/office/orgs", reader(Catalogue.Office.tabClients)))\
            <h1>\(title(reader))</h1>
            <section class="sheet">\(filterFields(reader))\
            \(accounts.isEmpty ? "<p>\(reader(Catalogue.People.nobody))</p>" : table.html(reader))\
            \(when: !accounts.isEmpty, pager(part, at: filtered, reader))</section>
            """
    }

    private var filtered: Address {
        var items: [(String, String)] = [
            ("code", filter.employeeCode), ("id", filter.loginID), ("name", filter.name), ("kana", filter.kana),
            ("dept", departments.first(where: \.isChosen)?.value ?? ""), ("role", filter.role?.rawValue ?? ""),
            ("password", filter.password?.rawValue ?? ""),
        ]
        if !filter.onlyEmployed { items.append(("retired", "1")) }
        if filter.onlyWithoutFactor { items.append(("nofactor", "1")) }
        if filter.onlyLocked { items.append(("locked", "1")) }
        return items.reduce(place.address) { $1.1.isEmpty ? $0 : $0.adding($1.0, $1.1) }
    }

    private func filterFields(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Accounts
        let form = Form(reader: reader, errors: [])
        let all = Choice(value: "", words: reader(Catalogue.EveryPage.all))
        let roles = Role.allCases.map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == filter.role)
        }
        let passwords = PasswordStanding.allCases.map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == filter.password)
        }
        func box(_ name: String, _ isOn: Bool, _ words: LocalizedText) -> HTML {
            tick(.checkbox, name: name, value: "1", checked: isOn, "\(reader(words))")
        }
        return filterForm(
            place.address,
            """
            \(form.text(
                Field(name: "code", label: Words.employeeCode), filter.employeeCode, TextControl(maxLength: 32)))\
            \(form.text(
                Field(name: "id", label: Catalogue.People.loginID), filter.loginID, TextControl(maxLength: 32)))\
            \(form.text(Field(name: "name", label: Catalogue.People.name), filter.name, TextControl(maxLength: 64)))\
            \(form.text(Field(name: "kana", label: Catalogue.People.kana), filter.kana, TextControl(maxLength: 64)))\
            \(form.select(Field(name: "role", label: Catalogue.People.role), [all] + roles, width: .full))\
            \(form.select(
                Field(name: "password", label: Catalogue.People.password), [all] + passwords, width: .full))\
            \(form.select(Field(name: "dept", label: Catalogue.People.department), [all] + departments, width: .full))\
            <div>\(box("retired", !filter.onlyEmployed, Catalogue.People.includeRetired))\
            \(box("nofactor", filter.onlyWithoutFactor, Words.onlyWithoutFactor))\
            \(box("locked", filter.onlyLocked, Words.onlyLocked))</div>
            """, reader)
    }

    private func row(_ account: AccountLine, _ reader: Reader) -> [HTML] {
        [
            """
            <a class="big" href="\(place.person(account.id))">\(account.name)</a><br>\
            <span class="meta">\(account.kana)</span>
            """,
            account.employeeCode.isEmpty ? "—" : #"<span class="mono">\#(account.employeeCode)</span>"#,
            #"<span class="mono">\#(account.loginID)</span>"#, "\(account.department)",
            "\(reader(account.role.words))", "\(reader(account.password.words))",
            account.factorsHTML(reader),
            account.isRetired
                ? status(.off, reader(account.employment)) : status(.ok, reader(account.employment)),
        ]
    }
}

extension AccountLine {
    /// The factors that are set, and what locks them.
    fileprivate func factorsHTML(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Accounts
        let names = factors.map { reader(Words.factor($0.rawValue)) }.joined(
            separator: reader(Catalogue.EveryPage.comma))
        let lock: HTML =
            if isStopped {
                status(.void, reader(Words.stopped))
            } else if let lockedUntil {
                status(.void, reader(Words.locked(reader.time(lockedUntil))))
            } else {
                .empty
            }
        return "\(names.isEmpty ? reader(Words.noFactor) : names)\(when: !lock.isEmpty, "<br>")\(lock)"
    }
}

extension Fact {
    /// Whose client somebody is, by code and name; nothing in one's own organization.
    static func client(_ client: String?, _ reader: Reader) -> [Fact] {
        client.map { [Fact(reader(Catalogue.Office.client), "<b>\($0)</b>")] } ?? []
    }
}

/// What can be done for one login.
enum AccountAction: String, CaseIterable, Sendable {
    /// Lifts what wrong tries have locked.
    case unlock
    /// Ends every session.
    case end
    /// Hands out a temporary password.
    case password
}

/// `/accounts/{p}`: one person's login, and what can be done for it (R-116).
struct AccountPage: Page {
    let place: AccountPlace
    let account: AccountLine
    /// Whether the second factors can be cleared.
    let canReset: Bool

    var tab: Tab? { place.tab }

    func title(_ reader: Reader) -> String { reader(Catalogue.Accounts.personTitle(account.name)) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Accounts
        let reader = frame.reader
        let here = place.person(account.id)
        let list = facts(
            Fact.client(place.client, reader) + [
                Fact(reader(Catalogue.People.loginID), #"<span class="mono">\#(account.loginID)</span>"#),
                Fact(reader(Words.employeeCode), account.employeeCode.isEmpty ? "—" : "\(account.employeeCode)"),
                Fact(reader(Catalogue.People.department), "\(account.department)"),
                Fact(reader(Catalogue.People.role), "\(reader(account.role.words))"),
                Fact(reader(Words.employment), "\(reader(account.employment))"),
                Fact(reader(Catalogue.People.password), "\(reader(account.password.words))"),
                Fact(
                    reader(Catalogue.People.lastLogin),
                    "\(account.lastLogin.map { reader.dateTime($0) } ?? reader(Catalogue.People.neverLoggedIn))"),
                Fact(reader(Words.factors), account.factorsHTML(reader)),
                Fact(reader(Words.sessions), "\(reader.number(account.sessions))"),
            ], isColumn: true)
        func act(_ action: AccountAction) -> HTML {
            button(reader(Words.action(action)), .quiet, name: "do", value: action.rawValue)
        }
        let actions = frame.form(
            here,
            """
            <p class="btns">\(when: account.lockedUntil != nil || account.isStopped, act(.unlock))\
            \(when: !account.isRetired, act(.password))\(when: account.sessions > 0, act(.end))\
            \(when: canReset && !account.factors.isEmpty, linkButton(reader(Words.reset), here.appending("reset")))</p>
            """)
        return """
            \(backLink(place.address, reader(Words.title)))<h1>\(account.name)</h1>
            <section class="sheet">\(list)\(actions)</section>
            """
    }
}

/// Asks before something is done for a login (R-050).
struct ConfirmAccountPage: Page {
    let place: AccountPlace
    let id: String
    let name: String
    let loginID: String
    let action: AccountAction
    /// When it is shown: a form that comes back twice makes no second password.
    let askedAt: Instant

    var tab: Tab? { place.tab }
    var typedPlace: Address? { place.person(id) }
    var takesEdit: Bool { false }

    func title(_ reader: Reader) -> String { reader(Catalogue.Accounts.action(action)) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Accounts
        let reader = frame.reader
        let here = place.person(id)
        return """
            \(heading(reader(Words.action(action)), HTML(escaping: reader(Words.question(action)))))\
            \(frame.form(here.appending("do"), class: "sheet", hidden: [
                HiddenField(name: "do", value: action.rawValue),
                .asked(at: askedAt),
            ],
                """
                \(facts(Fact.client(place.client, reader) + [
                    Fact(reader(Catalogue.People.name), "<b>\(name)</b>"),
                    Fact(reader(Catalogue.People.loginID), #"<span class="mono">\#(loginID)</span>"#),
                ]))\
                \(buttons(button(reader(Words.action(action))), quietLink(reader(Words.back), here)))
                """ as HTML))
            """
    }
}
