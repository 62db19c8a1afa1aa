import Domain

/// `/m/{token}`: registers the address from which a blank mail came (R-155). Whoever is not logged in yet sees the address
/// and the way to the login, which leads back here; then the priority is chosen. Posts to the same address; field: `rank`.
struct RegisterMailPage: Page {
    /// What can be done.
    enum State: Sendable {
        /// The link is used up, over or unknown.
        case over
        /// Nobody is logged in; the way to the login.
        case loginFirst(Address)
        /// The priority is chosen; what stands at each of them now, empty for nothing.
        case choose(current: [String], chosen: Int)
    }

    let place: Address
    /// The address to be registered; empty if the link is over.
    let address: String
    let state: State
    var isPlanWithoutMail = false
    var errors: [FieldError] = []

    var tab: Tab? { if case .choose = state { .personal } else { nil } }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.MailIn.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.MailIn
        let reader = frame.reader
        let shown = facts([Fact(reader(Words.address), #"<span class="mono">\#(address)</span>"#)])
        switch state {
        case .over:
            return """
                \(heading(reader(Words.title), HTML(escaping: reader(Words.over))))\
                \(buttons(linkButton(reader(Words.toMenu), "/menu")))
                """
        case .loginFirst(let login):
            return """
                \(heading(reader(Words.title), HTML(escaping: reader(Words.loginFirst))))\
                <section class="sheet">\(shown)\(buttons(linkButton(reader(Words.logIn), login, .main)))</section>
                """
        case .choose(let current, let chosen):
            let form = Form(reader: reader, errors: errors)
            let ranks: [HTML] = current.enumerated().map { index, value in
                let note = value.isEmpty ? Words.free : value == address ? Words.here : Words.replaces(value)
                return tick(
                    .radio, name: "rank", value: String(index + 1), checked: index + 1 == chosen,
                    HTML(escaping: reader(Words.rank(index + 1))), note: reader(note))
            }
            let fields: HTML = """
                <section class="sheet">\(shown)\
                \(form.group(Words.rankHeading, name: "rank", hint: Words.rankHint, "\(ranks)"))\
                \(buttons(button(reader(Words.register)), quietLink(reader(Words.leave), "/menu")))</section>
                """
            return """
                \(heading(reader(Words.title), HTML(escaping: reader(Words.choose))))\
                \(when: isPlanWithoutMail,
                    message(
                        .warn, reader(Catalogue.Profile.planWithoutMail),
                        .paragraphs([reader(Catalogue.Profile.planWithoutMailText)])))\
                \(frame.form(place, fields))
                """
        }
    }
}
