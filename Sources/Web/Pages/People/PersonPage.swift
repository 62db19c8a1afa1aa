import Auth
import Domain

/// The values an administrator keeps about a person (R-126, R-128, R-132).
struct PersonValues: Hashable, Sendable {
    /// The login ID.
    var loginID = ""
    /// The name in kanji, up to 64 characters.
    var name = ""
    /// The name in full-width kana, up to 64 characters.
    var kana = ""
    /// 管理者 or 一般.
    var role = Role.member
    /// Whether the person has left.
    var isRetired = false
    /// The last day, as `2024-03-31`; empty for none.
    var leftOn = ""
    /// When the data are removed, as `2024-06-30`; empty for not by itself.
    var removeOn = ""
}

/// `/people/new` and `/people/{p}`: one person, as an administrator sees them.
///
/// Fields: `loginID`, `name`, `kana`, `department`, `role`, `location`, `userCode`, `retired`, `version`. Contacts are the
/// person's own affair and are shown masked.
struct PersonPage: Page {
    /// Somebody who has left and has the login ID that was typed for somebody new.
    struct Leaver: Sendable {
        /// Who it is.
        let id: String
        /// Under which name they are stored.
        let name: String
        /// The form that takes them up again, with what was typed.
        let fields: [HiddenField]
    }

    /// The person's identifier; nil for a new one.
    var id: String?
    /// What is in the fields.
    let values: PersonValues
    /// The departments, one of them chosen.
    let departments: [Choice]
    /// ロケーション; empty where the organization has none.
    var locations: [Choice] = []
    /// ユーザ設定コード; empty where the organization has none.
    var userCodes: [Choice] = []
    /// Whether the password is their own.
    var password = PasswordStanding.notIssued
    /// The mails of a first password that is still needed, with the masked address.
    var passwordMails: [(address: String, outcome: AttemptOutcome)] = []
    /// The last login.
    var lastLogin: Instant?
    /// The contacts, masked, in the order of sending.
    var contacts: [MaskedContact] = []
    /// Whether they may be seen whole, for a reason.
    var mayDisclose = false
    /// What would happen if a message went out now; destinations are left out.
    var sequence: SequencePreview?
    /// Somebody who has left and has the login ID that was typed for somebody new.
    var leaver: Leaver?
    /// The version of the person that the fields go back to; empty for a new one.
    var version = ""
    /// What differs between the fields and what was stored meanwhile; empty where nothing was.
    var changedMeanwhile: [Change] = []
    var errors: [FieldError] = []

    var typedPlace: Address? { action }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String {
        id == nil ? reader(Catalogue.People.addTitle) : reader(Catalogue.People.personTitle(values.name))
    }

    private var action: Address { id.map { "/people/\($0)" } ?? "/people/new" }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.People
        let reader = frame.reader
        let form = frame.form(
            action, class: "sheet", hidden: version.isEmpty ? [] : [HiddenField(name: "version", value: version)],
            fields(Form(reader: reader, errors: errors)))
        return """
            \(backLink("/people", reader(Words.back)))\
            <h1>\(id == nil ? reader(Words.addTitle) : values.name)</h1>\
            \(changedNotice(changedMeanwhile, action, reader))\
            \(leaver.map { leaverNotice($0, frame) })
            \(id == nil ? form : "<div class=\"two\">\(form)<div class=\"form\">\(beside(frame))</div></div>")
            """
    }

    /// Whoever comes back is taken up again with everything that is still there.
    private func leaverNotice(_ leaver: Leaver, _ frame: Frame) -> HTML {
        typealias Words = Catalogue.People
        let reader = frame.reader
        let form = frame.form(
            Address("people", leaver.id), hidden: leaver.fields + [HiddenField(name: "edit", value: "1")],
            buttons(button(reader(Words.takeUpAgain))))
        return message(
            .warn, reader(Words.leaverHasID(leaver.name)), "<p>\(reader(Words.leaverHasIDNote))</p>\(form)")
    }

    private func fields(_ form: Form) -> HTML {
        typealias Words = Catalogue.People
        let reader = form.reader
        let roles: [HTML] = Role.allCases.map { role in
            tick(
                .radio, name: "role", value: role.rawValue, checked: role == values.role,
                "<b>\(reader(role.words))</b>", note: reader(Words.roleNote(role)))
        }
        let location = form.select(
            Field(name: "location", label: Catalogue.Profile.location), locations, width: .w20)
        let userCode = form.select(
            Field(name: "userCode", label: Catalogue.Profile.userCode), userCodes, width: .w20)
        let retired = tick(
            .checkbox, name: "retired", value: "1", checked: values.isRetired, "<b>\(reader(Words.retire))</b>",
            note: reader(Words.retireNote))
        let days: HTML = """
            \(form.text(
                Field(name: "leftOn", label: Words.leftOn, hint: Words.leftOnHint), values.leftOn,
                TextControl(type: "date", width: .w12)))\
            \(form.text(
                Field(name: "removeOn", label: Words.removeOn, hint: Words.removeOnHint), values.removeOn,
                TextControl(type: "date", width: .w12)))
            """
        return """
            \(form.text(
                Field(name: "loginID", label: Words.loginID, hint: Words.loginIDHint, required: true), values.loginID,
                TextControl(width: .w12, maxLength: 32, autocomplete: "off", mono: true)))\
            \(form.text(
                Field(name: "name", label: Words.name, hint: Words.nameHint, required: true), values.name,
                TextControl(width: .w20, maxLength: 64, autocomplete: "off")))\
            \(form.text(
                Field(name: "kana", label: Words.kana, hint: Words.kanaHint), values.kana,
                TextControl(width: .w20, maxLength: 64, autocomplete: "off")))\
            \(form.select(Field(name: "department", label: Words.department), departments, width: .w20))\
            \(when: !locations.isEmpty, location)\(when: !userCodes.isEmpty, userCode)\
            \(form.group(Words.role, name: "role", "\(roles)"))\(when: id != nil, retired + days)\
            \(buttons(
                button(reader(Catalogue.EveryPage.toConfirm)),
                quietLink(reader(Catalogue.Profile.leave), "/people")))
            """
    }

    private func beside(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.People
        let reader = frame.reader
        let last = lastLogin.map { reader.dateTime($0) } ?? reader(Words.neverLoggedIn)
        let list = contacts.map { contact in
            let order = contact.order.map { reader(Catalogue.Timeline.order($0)) + "　" } ?? ""
            return Fact(order + reader(contact.slot.words), #"<span class="mono">\#(contact.masked)</span>"#)
        }
        let issue = frame.form(
            "/people/passwords", hidden: [HiddenField(name: "person", value: id ?? "")],
            button(reader(Words.issueOne), .quiet, name: "scope", value: "selected"))
        let mails = passwordMails.map { mail in
            Fact(
                reader(Catalogue.FirstPasswords.mails),
                #"<span class="mono">\#(mail.address)</span>　\#(status(mail.outcome.shape, mail.outcome.words(reader)))"#
            )
        }
        let toContacts = buttons(
            linkButton(reader(Catalogue.Disclosure.toPerson), Address("people", id ?? "", "contacts")))
        return """
            <section class="sheet"><h2>\(reader(Words.password))</h2>\(facts([
                Fact(reader(Words.state), "\(reader(password.words))"), Fact(reader(Words.lastLogin), "\(last)"),
            ] + mails, isColumn: true))\(issue)<p class="hint">\(reader(Words.issueHint))</p></section>
            <section class="sheet"><h2>\(reader(Catalogue.Timeline.contacts))</h2>\
            \(list.isEmpty ? "<p>\(reader(Catalogue.Preflight.noContact))</p>" : facts(list, isColumn: true))\
            <p class="hint">\(reader(Words.contactsOwn))</p>\(when: mayDisclose, toContacts)</section>
            \(sequence.map { #"<section class="sheet"><h2>\#(reader(Words.sequence))</h2>\#(sequenceRail($0, reader))</section>"# as HTML })
            """
    }
}
