import Domain

/// `/people/department` by POST: asks for the new department of the people who were chosen. Field: `department`.
struct MovePeoplePage: Page {
    /// How many people were chosen.
    let people: Int
    /// The first of them by name.
    let names: [String]
    /// The departments with one for none.
    let departments: [Choice]
    /// Where the choice goes, with what the list was filtered by.
    let action: Address
    /// Who was chosen.
    let chosen: [HiddenField]
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Departments.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Departments
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let comma = reader(Catalogue.EveryPage.comma)
        let more = people - names.count
        let list =
            names.joined(separator: comma)
            + (more > 0 ? comma + reader(Catalogue.FirstPasswords.more(reader.number(more))) : "")
        let content: HTML = """
            \(facts([Fact(reader(Words.whom), "<b>\(reader.people(people))</b><br>\(list)")]))\
            \(form.select(Field(name: "department", label: Words.target, required: true), departments, width: .w20))\
            \(buttons(button(reader(Words.next)), quietLink(reader(Words.leave), "/people")))
            """
        return """
            \(heading(reader(Words.title)))\
            \(frame.form(action, class: "sheet", hidden: chosen, content))
            """
    }
}

/// What would be done, before it is. Posts what was chosen to `/people/department/move`.
struct ConfirmMovePage: Page {
    /// From where how many people move, by name.
    let origins: [(name: String, people: Int)]
    /// Where to.
    let target: String
    /// How many stay because they are there already.
    let staying: Int
    /// Whether something has changed since it was shown.
    var hasChanged = false
    /// Where it is posted, with what the list was filtered by.
    let action: Address
    /// Who was chosen, the department, and the mark of what is shown.
    let chosen: [HiddenField]

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Departments.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Departments
        let reader = frame.reader
        let people = origins.reduce(0) { $0 + $1.people }
        let lines: [HTML] = origins.map { "<li>\($0.name)　\(reader.people($0.people))</li>" }
        let content: HTML = """
            \(facts([
                Fact(reader(Words.whom), "<b>\(reader.people(people))</b><ul>\(lines)</ul>"),
                Fact(reader(Words.target), "<b>\(target)</b>"),
            ]))\
            \(when: staying > 0, "<p>\(reader(Words.stays(reader.people(staying))))</p>")\
            <p class="hint">\(reader(Words.audited))</p>\
            \(buttons(button(reader(Words.submit)), quietLink(reader(Words.leave), "/people")))
            """
        return """
            \(when: hasChanged, message(.warn, reader(Words.changed)))\
            \(heading(reader(Words.confirm)))\
            \(frame.form(action, class: "sheet", hidden: chosen, content))
            """
    }
}

/// `/departments/{c}/merge`: one department into another. Fields: `into`; `confirmed` once it was asked.
struct MergeDepartmentPage: Page {
    /// What would be done, once a department was chosen.
    struct Plan: Hashable, Sendable {
        /// The identifier of the department that stays.
        let into: String
        /// Its name.
        let name: String
        /// How many people move.
        let people: Int
        /// How many of those who have left move, too.
        let leavers: Int
        /// How many drafts name the department that goes.
        let drafts: Int
    }

    /// The department that goes.
    let line: CodeLine
    /// The others.
    let others: [Choice]
    /// What would be done; nil while no department is chosen.
    var plan: Plan?
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Departments.mergeTitle) }

    private var place: Address { CodeListSubject.departments.address.appending(line.id) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Departments
        let reader = frame.reader
        if let plan {
            return """
                \(heading(reader(Words.mergeConfirm)))\
                \(frame.form(
                    place.appending("merge"), class: "sheet",
                    hidden: [
                        HiddenField(name: "into", value: plan.into), HiddenField(name: "confirmed", value: "1"),
                    ], content(of: plan, reader)))
                """
        }
        let form = Form(reader: reader, errors: errors)
        let fields: HTML = """
            \(form.select(Field(name: "into", label: Words.into, required: true), others, width: .w20))\
            \(buttons(button(reader(Words.next)), quietLink(reader(Catalogue.EveryPage.back), place)))
            """
        return """
            \(heading(reader(Words.mergeTitle), HTML(escaping: reader(Words.mergeLead(line.name)))))\
            \(frame.form(place.appending("merge"), class: "sheet", fields))
            """
    }

    private func content(of plan: Plan, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Departments
        let leavers = plan.leavers > 0 ? "　" + reader(Words.leavers(reader.people(plan.leavers))) : ""
        let drafts = reader(plan.drafts > 0 ? Words.draftsFollow(reader.number(plan.drafts)) : Words.noDrafts)
        return """
            \(facts([
                Fact(reader(Words.old), HTML(escaping: line.name)), Fact(reader(Words.into), "<b>\(plan.name)</b>"),
                Fact(reader(Words.moving), "<b>\(reader.people(plan.people))</b>\(leavers)"),
                Fact(reader(Words.drafts), HTML(escaping: drafts)),
            ]))<p class="hint">\(reader(Words.mergeNote))</p>\
            \(buttons(button(reader(Words.mergeSubmit), .grave), quietLink(reader(Catalogue.EveryPage.back), place)))
            """
    }
}
