import Domain
import Profiles

/// One region, department or location that was chosen as target.
struct ChosenTarget: Hashable, Sendable {
    /// Its code or identifier.
    let value: String
    /// Its name.
    let words: String
}

/// A question of one's own in a broadcast.
struct QuestionValue: Hashable, Sendable {
    /// The question.
    var text = ""
    /// One choice per line; empty for a free answer.
    var choices = ""
}

/// The typed or stored values of the compose form.
struct ComposeValues: Hashable, Sendable {
    /// What it is for.
    var kind = BroadcastKind.safety
    /// Regions, by which of the addresses below.
    var regions: [ChosenTarget] = []
    /// Which addresses count for the regions.
    var addresses: Set<AddressKind> = [.work, .home1]
    /// Departments, with everybody below them.
    var departments: [ChosenTarget] = []
    /// Locations.
    var locations: [ChosenTarget] = []
    /// Roles.
    var roles: Set<Role> = []
    /// Whether it goes to everybody.
    var everyone = false
    /// People with these gaps, as the readiness report counts them.
    var needs: [ReadinessFlag] = []
    /// Login IDs, one per line.
    var people = ""
    /// The subject, up to 100 characters.
    var subject = ""
    /// The text, up to 4,000 characters.
    var body = ""
    /// How many hours answers count as in time, 1 to 720.
    var answerHours = "168"
    /// Whether a 一斉通報 goes before everything that can wait; a safety check always does.
    var isUrgent = false
    /// Whether to ask 出社できるか (safety checks only).
    var asksAttendance = true
    /// Whether to ask for a comment.
    var asksComment = true
    /// Questions of one's own (一斉通報 only); up to three.
    var questions: [QuestionValue] = []
}

/// `/b/new` and `/b/{b}/edit`: writes a broadcast; nothing is sent from here (R-045, R-184).
///
/// Buttons: `pick` (`region`, `department`, `location`) opens ``PickPage``; `load` fills in a template; `count` only
/// counts; `save` keeps a draft, complete or not; `remove` asks before a draft goes; none of them goes on to the pre-flight.
struct ComposePage: Page {
    /// The draft's identifier; nil for a new one.
    var id: String?
    /// What is in the fields.
    let values: ComposeValues
    /// How many people fit the targets, without doubles; nil while not counted.
    var count: Int?
    /// How many of the people in the chosen regions each address gives.
    var addressCounts: [AddressKind: Int] = [:]
    /// The organization's templates; one may be chosen.
    let templates: [Choice]
    /// The organization's answers, best first.
    let answers: [LocalizedText]
    /// Who mails come from, such as `青海精機 安否確認 <anpi@example.jp>`.
    let sender: String
    /// Channels of the contract that the installation does not have.
    var absent: [ChannelKind] = []
    /// Whether prefectures are chosen and nothing more exact (R-150).
    var byPrefecture = false
    /// The names of regions that the draft names and JMA does not have any more.
    var gone: [String] = []
    /// What is to be done about other targets that are not there any more.
    var missing: LocalizedText?
    /// People whom the draft names and who were removed since.
    var leftOut = 0
    var errors: [FieldError] = []

    var typedPlace: Address? { action }
    var tab: Tab? { .administration }
    var isDrill: Bool { values.kind == .drill }

    func title(_ reader: Reader) -> String {
        reader(id == nil ? Catalogue.Compose.title : Catalogue.Compose.draftTitle)
    }

    private var action: Address { id.map { "/b/\($0)/edit" } ?? "/b/new" }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let fields: HTML = """
            <div class="two">
            <div class="form">
            \(kinds(form))\(targets(form))\(text(form))\(questions(form))\
            \(buttons(
                button(reader(Words.toPreflight)),
                button(reader(Words.saveDraft), .quiet, name: "save", value: "draft", skipChecks: true),
                id == nil
                    ? .empty
                    : button(reader(Words.removeDraft), .quiet, name: "remove", value: "1", skipChecks: true)))\
            </div>
            \(sample(reader))\
            </div>
            """
        return """
            \(heading(title(reader), HTML(escaping: reader(Words.lead))))\
            \(goneRegions(reader))\(goneTargets(reader))\(leftOutNote(leftOut, reader))\(absentChannels(absent, reader))\(frame.form(action, class: "compose", hidden: hidden, fields))
            """
    }

    private func goneRegions(_ reader: Reader) -> HTML {
        guard !gone.isEmpty else { return .empty }
        let names = gone.joined(separator: reader(Catalogue.EveryPage.comma))
        return message(
            .warn, reader(Catalogue.Triggers.regionsGone(names)),
            .paragraphs([reader(Catalogue.Compose.regionsGoneText)]))
    }

    private func goneTargets(_ reader: Reader) -> HTML {
        missing.map { message(.warn, reader(Catalogue.Compose.targetsGone), .paragraphs([reader($0)])) } ?? .empty
    }

    /// Targets chosen on ``PickPage`` stay in the form until they are chosen anew.
    private var hidden: [HiddenField] {
        values.regions.map { HiddenField(name: "region", value: $0.value) }
            + values.departments.map { HiddenField(name: "department", value: $0.value) }
            + values.locations.map { HiddenField(name: "location", value: $0.value) }
    }

    /// The fields from top to bottom.
    static let fields =
        ["kind", "targets", "people", "template", "subject", "body", "answerPeriod", "asks", "questions"]
        + (1...3).flatMap { ["question\($0)", "choices\($0)"] }

    private func kinds(_ form: Form) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = form.reader
        let notes = [Words.safetyNote, Words.drillNote, Words.bulletinNote]
        let ticks: [HTML] = zip(BroadcastKind.allCases, notes).map { kind, note in
            tick(
                .radio, name: "kind", value: kind.rawValue, checked: kind == values.kind,
                "<b>\(reader(kind.words))</b>", note: reader(note))
        }
        return form.group(Words.kind, name: "kind", class: "sheet group", "\(ticks)")
    }

    private func targets(_ form: Form) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = form.reader
        let addresses: [HTML] = AddressKind.allCases.map { kind in
            let note = addressCounts[kind].map { reader.people($0) } ?? ""
            return tick(
                .checkbox, name: "address", value: kind.rawValue, checked: values.addresses.contains(kind),
                "\(reader(Catalogue.Profile.addressName(kind)))", note: note)
        }
        let roles: [HTML] = Role.allCases.map { role in
            tick(
                .checkbox, name: "role", value: role.rawValue, checked: values.roles.contains(role),
                "\(reader(role.words))")
        }
        let needs: [HTML] = values.needs.map { flag in
            tick(
                .checkbox, name: "needs", value: flag.rawValue, checked: true,
                "\(reader(Catalogue.Readiness.whoever(Catalogue.Readiness.flag(flag))))")
        }
        let gaps: HTML = """
            <fieldset class="group"><legend>\(reader(Catalogue.Readiness.title))</legend>\(needs)</fieldset>
            """
        let refused = errors.filter { $0.field == "targets" }.map { reader($0.message) }
        let regionTicks: HTML = #"<div class="cols">\#(addresses)</div>"#
        return """
            <fieldset class="sheet\(when: !refused.isEmpty, " refused")" id="targets"><legend class="vh">\(reader(Words.targets))</legend>\
            <div class="row"><h2>\(reader(Words.targets))</h2><p>\
            \(count.map { #"<b class="num">\#(reader.people($0))</b> <span class="meta">\#(reader(Words.withoutDoubles))</span> "# as HTML })\
            \(button(reader(Words.recount), .small, name: "count", value: "1", skipChecks: true))</p></div>
            <p class="hint">\(reader(Words.targetsHint))</p>\
            \(when: !refused.isEmpty, #"<p class="err">\#(refused.joined(separator: " "))</p>"#)
            \(tick(
                .checkbox, name: "everyone", value: "1", checked: values.everyone, "<b>\(reader(Words.everyone))</b>"))\
            \(picked(byPrefecture ? Words.pickMap : Words.regions, values.regions, .region, reader, extra: regionTicks))\
            \(picked(Words.departments, values.departments, .department, reader))\
            \(picked(Words.locations, values.locations, .location, reader))\
            <fieldset class="group"><legend>\(reader(Words.roles))</legend><div class="cols">\(roles)</div></fieldset>\(when: !needs.isEmpty, gaps)
            \(form.area(
                Field(name: "people", label: Words.people, hint: Words.peopleHint), values.people, rows: 3,
                maxLength: nil, mono: true))\
            </fieldset>

            """
    }

    private func picked(
        _ label: LocalizedText, _ targets: [ChosenTarget], _ kind: PickKind, _ reader: Reader,
        extra: HTML = .empty
    ) -> HTML {
        typealias Words = Catalogue.Compose
        let shown = targets.prefix(8)
        let more = targets.count - shown.count
        let chips: HTML = """
            <ul class="chips">\(each: shown, { "<li>\($0.words)</li>" })\
            \(when: more > 0, "<li>\(reader(Words.more(more)))</li>")</ul>
            """
        return """
            <div class="field"><span class="lab">\(reader(label))</span>\
            \(targets.isEmpty ? #"<p class="hint">\#(reader(Catalogue.EveryPage.notSelected))</p>"# : chips)\
            \(when: !targets.isEmpty, extra)\
            \(button(reader(kind.title(byPrefecture: byPrefecture)), .small, name: "pick", value: kind.rawValue, skipChecks: true))</div>

            """
    }

    private func text(_ form: Form) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = form.reader
        let load = button(reader(Words.load), .small, name: "load", value: "1", skipChecks: true)
        return """
            <section class="sheet"><h2>\(reader(Words.content))</h2>
            \(when: !templates.isEmpty,
                form.select(Field(name: "template", label: Words.template), templates, width: .w20, beside: load))\
            \(form.text(
                Field(name: "subject", label: Words.subject, required: true), values.subject,
                TextControl(maxLength: 100)))\
            \(form.area(
                Field(name: "body", label: Words.body, hint: Words.bodyHint, required: true), values.body, rows: 6,
                maxLength: 4_000))\
            \(form.text(
                Field(name: "answerPeriod", label: Words.answerPeriod, hint: Words.answerPeriodHint, required: true),
                values.answerHours,
                TextControl(
                    width: .w8, maxLength: 3, inputMode: "numeric",
                    beside: #"<span class="til">\#(reader(Words.hours))</span>"#)))\
            </section>

            """
    }

    private func questions(_ form: Form) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = form.reader
        let words = answers.map { reader($0) }.joined(separator: reader(Words.slash))
        let own: [HTML] = (0..<3).map { index in
            let number = index + 1
            let question = index < values.questions.count ? values.questions[index] : QuestionValue()
            return """
                \(form.text(
                    Field(name: "question\(number)", label: Words.question(number)), question.text,
                    TextControl(maxLength: 100)))\
                \(form.area(
                    Field(name: "choices\(number)", label: Words.choices(number), hint: Words.choicesHint),
                    question.choices, rows: 3, maxLength: 500))
                """
        }
        let urgent = tick(
            .checkbox, name: "urgent", value: "1", checked: values.isUrgent, "<b>\(reader(Words.urgent))</b>",
            note: reader(Words.urgentNote))
        let fixed: HTML = """
            <p><b>\(reader(Words.asksSafety))</b> <span class="meta">\(words)</span></p>
            \(tick(
                .checkbox, name: "asksAttendance", value: "1", checked: values.asksAttendance,
                "<b>\(reader(Words.asksAttendance))</b>", note: reader(Words.attendanceChoices)))\
            \(tick(
                .checkbox, name: "asksComment", value: "1", checked: values.asksComment,
                "<b>\(reader(Words.asksComment))</b>", note: reader(Words.commentNote)))
            """
        return form.group(Words.asks, name: "asks", hint: Words.asksHint, class: "sheet group for-safety", fixed)
            + form.group(
                Words.ownQuestions, name: "questions", hint: Words.ownQuestionsHint, class: "sheet for-bulletin",
                "\(urgent)\(own)")
    }

    /// Why the first of those who are chosen gets it.
    private var reason: LocalizedText {
        typealias Words = Catalogue.Compose
        if values.everyone { return Words.reasonEveryone }
        if let region = values.regions.first {
            let kind = AddressKind.allCases.first(where: values.addresses.contains) ?? .work
            return Words.reasonPlace(Catalogue.Profile.addressName(kind), region.words)
        }
        if let department = values.departments.first { return Words.reasonDepartment(department.words) }
        if let location = values.locations.first { return Words.reasonLocation(location.words) }
        if !values.roles.isEmpty { return Words.reasonRole }
        return values.people.allSatisfy(\.isWhitespace) ? Words.reasonToCome : Words.reasonNamed
    }

    private func sample(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Compose
        let prefix = values.kind == .drill ? reader(Words.drillPrefix) : ""
        let subject = values.subject.isEmpty ? reader(Words.subjectToCome) : values.subject
        return """
            <aside class="sheet stick" aria-labelledby="sample-h"><h2 id="sample-h">\(reader(Words.sample))</h2>
            <div class="mail"><p class="meta">\(reader(Words.from(sender)))</p><p><b>\(prefix)\(subject)</b></p>
            <p>\(reader(Words.sampleName))</p><p>\(HTML.lines(values.body))</p>
            <p>\(reader(Words.sampleLink))<br><span class="mono">https://…/r/…</span></p>
            <p class="meta">\(reader(Words.sampleReason(reason)))</p></div>
            </aside>

            """
    }
}
