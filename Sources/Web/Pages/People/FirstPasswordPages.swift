import Domain

/// `/people/passwords` by POST: asks before first passwords are made; posts to `/people/passwords/issue`.
struct IssuePasswordsPage: Page {
    /// How many people get one on a sheet.
    let people: Int
    /// How many people get one by mail, if they have a mail contact; more than `people` if a sheet cannot take them all.
    let mailable: Int
    /// Whether the installation sends mail.
    let canMail: Bool
    /// The first of them by name.
    let names: [String]
    /// How many of them have a password of their own, which ends.
    let replacing: Int
    /// How long a first password lasts.
    let validity: Duration
    /// Whom it is for, sealed by the handler.
    let sealed: [HiddenField]

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.FirstPasswords.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FirstPasswords
        let reader = frame.reader
        let comma = reader(Catalogue.EveryPage.comma)
        let more = mailable - names.count
        let list = names.joined(separator: comma) + (more > 0 ? comma + reader(Words.more(reader.number(more))) : "")
        let warning = Words.replacing(reader.people(replacing))
        let content: HTML = """
            \(facts([
                Fact(reader(Words.whom), "<b>\(reader.people(mailable))</b><br>\(list)"),
                Fact(reader(Words.validity), "\(reader(Words.validFor(reader.exactly(validity))))"),
            ]))\
            \(when: replacing > 0, message(.warn, reader(warning), .paragraphs([reader(Words.replacingText)])))\
            \(when: canMail, "<p>\(reader(Words.mailNote))</p>")\
            \(when: people < mailable, "<p>\(reader(Words.sheetPart(reader.people(people))))</p>")\
            \(buttons(
                "\(when: canMail, button(reader(Words.mailSubmit), name: "delivery", value: "mail"))",
                button(reader(Words.submit), canMail ? .quiet : .main, name: "delivery", value: "sheet"),
                quietLink(reader(Words.leave), "/people")))
            """
        return """
            \(heading(reader(Words.heading), HTML(escaping: reader(Words.lead))))\
            \(frame.form("/people/passwords/issue", class: "sheet", hidden: sealed, content))
            """
    }
}

/// One slip of the sheet, to be cut off and handed over.
struct PasswordSlip: Sendable {
    /// The name.
    let name: String
    /// The department's name.
    let department: String
    /// The login ID.
    let loginID: String
    /// The first password; shown only here and only once.
    let password: Secret
}

/// The printable sheet of first passwords; never stored, `no-store`.
struct PasswordSheetPage: Page {
    /// The organization code for the login page (R-005).
    let organizationCode: String
    /// The login page's address with scheme and host.
    let loginAddress: String
    /// Until when the passwords last.
    let validUntil: Instant
    /// One slip for each person.
    let slips: [PasswordSlip]
    /// Where it was asked for, and what that is called.
    var back: Address = "/people"
    var backWords = Catalogue.People.back
    var tab: Tab? = .maintenance
    /// Where the same sheet is shown in the other language, and what brings it there.
    var again: Address?
    var sealed: [HiddenField] = []

    var typedPlace: Address? { again }
    var typedFields: [HiddenField]? { sealed }
    var takesEdit: Bool { false }

    func title(_ reader: Reader) -> String { reader(Catalogue.FirstPasswords.sheetTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FirstPasswords
        let reader = frame.reader
        let items: [HTML] = slips.map { slip in
            """
            <li class="sheet slip"><h2>\(slip.name)\(reader(Catalogue.EveryPage.honorific)) \
            <span class="meta">\(slip.department)</span></h2>\(facts([
                Fact(reader(Words.address), #"<span class="mono">\#(loginAddress)</span>"#),
                Fact(reader(Catalogue.Login.organization), #"<span class="mono">\#(organizationCode)</span>"#),
                Fact(reader(Catalogue.Login.loginID), #"<span class="mono">\#(slip.loginID)</span>"#),
                Fact(reader(Words.firstPassword), #"<b class="mono">\#(slip.password.exposed)</b>"#),
                Fact(reader(Words.validUntil), "\(reader.dateTime(validUntil))"),
            ]))<p class="hint">\(reader(Words.slipHint))</p></li>

            """
        }
        return """
            \(message(.warn, reader(Words.onlyOnce), .paragraphs([reader(Words.onlyOnceText)])))\
            \(heading(reader(Words.sheetTitle), HTML(escaping: reader(Words.sheetLead))))\
            <ul class="form">\(items)</ul>
            \(buttons(linkButton(reader(backWords), back)))
            """
    }
}
