import Auth
import Domain
import Profiles
import Tenants

extension PasswordStanding {
    /// The word for it.
    var words: LocalizedText {
        switch self {
        case .notIssued: Catalogue.People.passwordNone
        case .temporary: Catalogue.People.passwordTemporary
        case .expired: Catalogue.People.passwordExpired
        case .own: Catalogue.People.passwordOwn
        }
    }
}

/// One person in the list.
struct PersonLine: Hashable, Sendable {
    /// The person's identifier.
    let id: String
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
    /// How the password stands.
    let password: PasswordStanding
    /// How far the mail of a first password came that is still needed; nil if there is none.
    var mail: AttemptOutcome?
    /// Whether the person has left (R-116).
    let isRetired: Bool
    /// When the data of somebody who has left are removed, as `2026-03-31`; empty for not by itself.
    var removeOn = ""
    /// Whether no message could reach the person.
    let isUnreachable: Bool
}

/// What the list of people is filtered by.
struct PeopleFilter: Hashable, Sendable {
    /// Part of name, kana or ID.
    var query = ""
    /// Only this role.
    var role: Role?
    /// Only this password state.
    var password: PasswordStanding?
    /// Whether people who have left are shown.
    var leavers = Leavers.none
    /// Only people whom no message could reach.
    var onlyUnreachable = false
    /// Only people whom the readiness report counts here.
    var needs: ReadinessFlag?
    /// Only people whose municipality is gone, so that they have to choose an address again.
    var onlyToAsk = false

    /// Whether a list shows people who have left.
    enum Leavers: String, CaseIterable, Sendable {
        /// Only who is there.
        case none = ""
        /// Everybody.
        case also = "1"
        /// Only who has left.
        case only
    }
}

/// `/people`: the organization's people (R-116). Query: `q`, `dept`, `role`, `password`, `retired`, `unreachable`,
/// `needs`, `ask`, `p`.
///
/// The ticks (`person`) go by POST to `/people/passwords`, which asks before it issues anything.
struct PeoplePage: ListPage {
    /// The people shown.
    let people: [PersonLine]
    /// Which part of the list is shown.
    let part: ListPart
    /// The filter.
    var filter = PeopleFilter()
    /// The departments, one of them chosen or none.
    let departments: [Choice]
    /// What the readiness report counts here.
    var flags = ReadinessFlag.allCases
    /// Whether contacts may be saved whole, for a reason.
    var mayDisclose = false
    /// What a program did that somebody should look at; nil for nothing.
    var manyLeft: MassLeaving.Told?
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.People.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.People
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.name), Column(title: Words.loginID), Column(title: Words.department),
                Column(title: Words.role), Column(title: Words.password), Column(title: Words.state),
            ],
            rows: people.map { row($0, reader) }, picks: people.map { pick($0, reader) }, isCards: true)
        let list: HTML = """
            \(table.html(reader))\(pager(part, at: filtered("/people"), reader))\
            \(buttons(
                button(reader(Words.issueSelected), .quiet, name: "scope", value: "selected"),
                button(reader(Words.issueMissing), .quiet, name: "scope", value: "missing")))\
            \(when: !departments.isEmpty, buttons(
                button(
                    reader(Catalogue.Departments.moveSelected), .quiet, name: "scope", value: "selected",
                    action: filtered("/people/department")),
                button(
                    reader(Catalogue.Departments.moveFound), .quiet, name: "scope", value: "found",
                    action: filtered("/people/department"))))\
            <p class="hint">\(reader(Words.issueMissingHint(IssueFirstPassword.mostPeople)))</p>
            """
        return """
            <div class="row"><h1>\(reader(Words.title))</h1>\
            <p class="btns">\(linkButton(reader(Words.add), "/people/new", .main))\
            \(linkButton(reader(Words.toImport), "/people/import"))\
            \(linkButton(reader(Words.export), filtered("/people.csv")))\
            \(when: mayDisclose, linkButton(reader(Catalogue.Disclosure.toFile), filtered("/people/contacts")))</p></div>
            \(manyLeft.map { warning($0, reader) } ?? .empty)\
            <section class="sheet">\(filterFields(reader))\
            \(people.isEmpty ? "<p>\(reader(Words.nobody))</p>" : frame.form("/people/passwords", list))</section>
            """
    }

    private func warning(_ told: MassLeaving.Told, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.People
        return message(
            .warn, reader(Words.manyLeft(reader.people(told.people))),
            """
            <p>\(reader(Words.manyLeftText(reader.dateTime(told.since), told.program)))</p>\
            <p class="btns">\(linkButton(reader(Words.manyLeftList), ("/people" as Address).adding("retired", "only")))\
            \(linkButton(reader(Catalogue.Tokens.title), "/tokens"))</p>
            """)
    }

    /// The address with what the list is filtered by.
    private func filtered(_ place: Address) -> Address {
        var address = place
        if !filter.query.isEmpty { address = address.adding("q", filter.query) }
        if let department = departments.first(where: \.isChosen) { address = address.adding("dept", department.value) }
        if let role = filter.role { address = address.adding("role", role.rawValue) }
        if let password = filter.password { address = address.adding("password", password.rawValue) }
        if filter.leavers != .none { address = address.adding("retired", filter.leavers.rawValue) }
        if filter.onlyUnreachable { address = address.adding("unreachable", "1") }
        if let needs = filter.needs { address = address.adding("needs", needs.rawValue) }
        if filter.onlyToAsk { address = address.adding("ask", "1") }
        return address
    }

    private func filterFields(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.People
        let form = Form(reader: reader, errors: [])
        let all = Choice(value: "", words: reader(Catalogue.EveryPage.all))
        let roles = Role.allCases.map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == filter.role)
        }
        let passwords = PasswordStanding.allCases.map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == filter.password)
        }
        let leavers = PeopleFilter.Leavers.allCases.map {
            Choice(value: $0.rawValue, words: reader(Words.leavers($0)), isChosen: $0 == filter.leavers)
        }
        let needs = flags.map {
            Choice(value: $0.rawValue, words: reader(Catalogue.Readiness.flag($0)), isChosen: $0 == filter.needs)
        }
        return filterForm(
            "/people",
            """
            \(form.text(
                Field(name: "q", label: Catalogue.Results.query), filter.query,
                TextControl(type: "search", maxLength: 64)))\
            \(form.select(Field(name: "dept", label: Words.department), [all] + departments, width: .full))\
            \(form.select(Field(name: "role", label: Words.role), [all] + roles, width: .full))\
            \(form.select(Field(name: "password", label: Words.password), [all] + passwords, width: .full))\
            \(form.select(Field(name: "needs", label: Catalogue.Readiness.title), [all] + needs, width: .full))\
            \(form.select(Field(name: "retired", label: Words.leavers), leavers, width: .full))\
            <div>\(tick(
                .checkbox, name: "unreachable", value: "1", checked: filter.onlyUnreachable,
                "\(reader(Words.onlyUnreachable))"))\
            \(tick(
                .checkbox, name: "ask", value: "1", checked: filter.onlyToAsk, "\(reader(Words.onlyToAsk))"))</div>
            """, reader)
    }

    private func pick(_ person: PersonLine, _ reader: Reader) -> HTML {
        """
        <label><input type="checkbox" name="person" value="\(person.id)">\
        \(HTML.heard(reader(Catalogue.People.selectPerson(person.name))))</label>
        """
    }

    private func removal(_ person: PersonLine, _ reader: Reader) -> HTML {
        person.removeOn.isEmpty
            ? .empty : #"<br><span class="meta">\#(reader(Catalogue.People.removedOn(person.removeOn)))</span>"#
    }

    private func row(_ person: PersonLine, _ reader: Reader) -> [HTML] {
        typealias Words = Catalogue.People
        let link: Address = "/people/\(person.id)"
        return [
            #"<a class="big" href="\#(link)">\#(person.name)</a><br><span class="meta">\#(person.kana)</span>"#,
            #"<span class="mono">\#(person.loginID)</span>"#,
            "\(person.department)",
            "\(reader(person.role.words))",
            """
            \(reader(person.password.words))\(person.mail.map { outcome in
                #"<br><span class="meta">\#(reader(Catalogue.FirstPasswords.mails))　\#(outcome.words(reader))</span>"# as HTML
            })
            """,
            person.isRetired
                ? status(.off, reader(Words.retired)) + removal(person, reader)
                : person.isUnreachable
                    ? status(.void, reader(ReachLevel.noPath.words)) : status(.ok, reader(Words.employed)),
        ]
    }
}
