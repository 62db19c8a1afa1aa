import Domain

/// A safety check of the employee, as the family may know of it.
struct FamilyRequest: Hashable, Sendable {
    /// The subject.
    let title: String
    /// When the employee was asked.
    let askedAt: Instant
    /// Whether it is a drill.
    let isDrill: Bool
    /// When it was answered; nil without an answer.
    let answeredAt: Instant?
    /// The status of the answer; nil without one.
    let answer: AnswerBadge?
}

/// `/family` (家族状況確認): what a family user sees of the employee.
struct FamilyStatusPage: Page {
    /// The employee's name.
    let name: String
    /// What was answered last.
    let answered: FamilyRequest?
    /// What still waits for an answer.
    let waiting: FamilyRequest?
    /// Whether one's own address has to be chosen again, and one may do so.
    var asksAddress = false
    /// The family's board; nil for whoever came in without a password.
    var board: FamilyBoardPart?

    var tab: Tab? { .familyStatus }
    var errors: [FieldError] { board?.errors ?? [] }

    func title(_ reader: Reader) -> String { reader(Catalogue.FamilyUser.status) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FamilyUser
        let reader = frame.reader
        return """
            <h1>\(reader(Words.of(name)))</h1>
            \(waiting.map { waits($0, reader) })\
            \(when: asksAddress, addressQuestion(
                Catalogue.Profile.chooseAgain, Catalogue.FamilyUser.own, FamilyField.ownForm, reader))\
            <section class="sheet"><h2>\(reader(Words.lastAnswer))</h2>\
            \(answered.map { last($0, reader) } ?? "<p>\(reader(Words.noAnswer))</p>")\
            <p class="hint">\(reader(Words.notTold))</p></section>
            \(board.map { $0.html(in: frame, at: "/family") }
                ?? #"<p class="hint">\#(reader(Catalogue.FamilyBoard.needsPassword))</p>"#)
            """
    }

    private func waits(_ request: FamilyRequest, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.FamilyUser
        return message(
            .warn, reader(Words.waiting),
            """
            <p>\(reader.dayTime(request.askedAt)) \(when: request.isDrill, drillTag(reader))\(request.title)</p>\
            <p>\(reader(Words.waitingText))</p>
            """)
    }

    private func last(_ request: FamilyRequest, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.FamilyUser
        return facts([
            Fact(
                reader(Words.lastAnswer),
                request.answer.map { $0.html(reader) } ?? .empty),
            Fact(
                reader(Words.answeredAt),
                HTML(escaping: request.answeredAt.map { reader.dateTime($0) } ?? reader(Catalogue.EveryPage.dash))),
            Fact(reader(Words.asked), "\(when: request.isDrill, drillTag(reader))\(request.title)"),
        ])
    }
}

/// `/me/family/{f}/password`: an employee sets the password of a family user (R-168).
struct FamilyPasswordPage: Page {
    /// Who.
    let line: FamilyLine
    /// The fewest characters.
    let shortest: Int
    var errors: [FieldError] = []

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.FamilyUser.password) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FamilyUser
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let about = facts([
            Fact(reader(Words.familyCode), #"<span class="mono">\#(line.code)</span>"#),
            Fact(reader(Catalogue.Family.name), HTML(escaping: line.name)),
        ])
        let fields: HTML = """
            \(about)\
            \(form.secret(
                Field(
                    name: "newPassword", label: Words.newPassword, hint: Words.passwordHint(shortest), required: true),
                maxLength: 32, autocomplete: "new-password"))\
            \(form.secret(
                Field(name: "confirmation", label: Words.confirmation, required: true), maxLength: 32,
                autocomplete: "new-password"))\
            \(buttons(
                button(reader(Catalogue.EveryPage.register)),
                quietLink(reader(Catalogue.Family.back), "/me/family")))
            """
        return """
            \(backLink("/me/family", reader(Catalogue.Family.back)))\
            \(heading(title(reader), HTML(escaping: reader(Words.passwordLead))))\
            \(frame.form("/me/family/\(line.id)/password", class: "sheet", fields))
            """
    }
}

/// `/family/me` for whoever came in without a password: nothing of what is registered.
struct FamilyClosedPage: Page {
    var tab: Tab? { .familyOwn }

    func title(_ reader: Reader) -> String { reader(Catalogue.FamilyUser.own) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FamilyUser
        let reader = frame.reader
        return """
            <h1>\(title(reader))</h1>\
            \(message(.warn, reader(Words.needsPassword), .paragraphs([reader(Words.needsPasswordText)])))
            """
    }
}
