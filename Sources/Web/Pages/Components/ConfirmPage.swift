import Domain

/// One item that changes.
struct Change: Hashable, Sendable {
    /// The field's name, to return to it.
    let field: String
    /// The field's label.
    let label: LocalizedText
    /// What it is now; empty for nothing.
    let before: String
    /// What it will be; empty for nothing.
    let after: String
}

/// What a confirm page is about.
enum ConfirmSubject: Hashable, Sendable {
    /// `/me/profile/confirm`.
    case profile
    /// `/settings/confirm`.
    case settings
    /// `/settings/answers/confirm`.
    case answerChoices
    /// `/triggers/confirm`.
    case triggers
    /// `/people/{p}/confirm`; nil for a new person.
    case person(id: String?)
    /// `/me/family/{f}/confirm`; nil for a new family user.
    case family(id: String?)
    /// `/family/me/confirm`: a family user's own.
    case ownFamily
    /// `/office/news/new/confirm`.
    case news
    /// `/office/help-desk/confirm`.
    case helpDesk
}

/// The confirm step before any change (R-050, R-145): only what changes, before and after, with its consequences.
///
/// Posts `sealed` fields to the subject's address. The button `edit` (its value names a field) posts them to the form
/// instead, which then shows everything as it was typed.
struct ConfirmPage: Page {
    /// What is changed.
    let subject: ConfirmSubject
    /// The items that change; at least one.
    let changes: [Change]
    /// The order of contact after the change, where it changes.
    var sequence: SequencePreview?
    /// What should be weighed; none of it forbids the change.
    var warnings: [LocalizedText] = []
    /// The typed form, sealed by the handler.
    let sealed: [HiddenField]

    var typedPlace: Address? { subject.form }
    var takesEdit: Bool { false }
    var tab: Tab? { subject.tab }

    func title(_ reader: Reader) -> String { reader(subject.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Confirm
        let reader = frame.reader
        var list = changes.map { change in
            Fact(
                reader(change.label), value(of: change, reader),
                action: edit(
                    reader(Catalogue.EveryPage.fix), field: change.field,
                    context: reader(Catalogue.EveryPage.heard(reader(change.label)))))
        }
        if let sequence {
            let summary = reader(sequence.summary(reader))
            list.append(
                Fact(
                    reader(Catalogue.Contacts.sequenceHeading),
                    sequence.steps.isEmpty ? status(.void, summary) : HTML(escaping: summary)))
        }
        let content: HTML = """
            \(facts(list))\(noticeBox(warnings, title: Catalogue.Contacts.care, reader))\
            \(buttons(button(reader(Words.submit)), edit(reader(Catalogue.EveryPage.backToInput), field: "")))
            """
        return """
            \(heading(reader(Words.heading), isNew ? .empty : HTML(escaping: reader(Words.lead))))\
            \(frame.form(subject.action, class: "sheet", hidden: sealed, content))
            """
    }

    /// Whether everything is new, so that there is no before.
    private var isNew: Bool { [.person(id: nil), .family(id: nil), .news].contains(subject) }

    private func value(of change: Change, _ reader: Reader) -> HTML {
        if isNew { return "<b>\(HTML.lines(change.after))</b>" }
        return """
            <span class="meta">\(reader(Catalogue.EveryPage.before))</span> \(before(change.before, reader))<br>\
            <span class="meta">\(reader(Catalogue.EveryPage.after))</span> <b>\(value(change.after, reader))</b>
            """
    }

    private func before(_ text: String, _ reader: Reader) -> HTML {
        text.isEmpty ? "\(value(text, reader))" : "<del>\(text)</del>"
    }

    private func value(_ text: String, _ reader: Reader) -> String {
        text.isEmpty ? reader(Catalogue.EveryPage.empty) : text
    }

    private func edit(_ words: String, field: String, context: String = "") -> HTML {
        """
        <button class="link" name="edit" value="\(field)" formaction="\(subject.form)">\(words)\
        \(when: !context.isEmpty, .heard(context))</button>
        """
    }
}

extension ConfirmSubject {
    /// Where the confirmed change is posted.
    fileprivate var action: Address {
        switch self {
        case .profile: "/me/profile/confirm"
        case .settings: "/settings/confirm"
        case .answerChoices: "/settings/answers/confirm"
        case .triggers: "/triggers/confirm"
        case .person(let id?): "/people/\(id)/confirm"
        case .person(nil): "/people/new/confirm"
        case .family(let id?): "/me/family/\(id)/confirm"
        case .family(nil): "/me/family/new/confirm"
        case .ownFamily: "/family/me/confirm"
        case .news: "/office/news/new/confirm"
        case .helpDesk: "/office/help-desk/confirm"
        }
    }

    /// The form the values came from.
    fileprivate var form: Address {
        switch self {
        case .profile: "/me/profile"
        case .settings: "/settings"
        case .answerChoices: "/settings/answers"
        case .triggers: "/triggers"
        case .person(let id?): "/people/\(id)"
        case .person(nil): "/people/new"
        case .family(let id?): "/me/family/\(id)"
        case .family(nil): "/me/family/new"
        case .ownFamily: "/family/me"
        case .news: "/office/news/new"
        case .helpDesk: "/office/help-desk"
        }
    }

    fileprivate var tab: Tab {
        switch self {
        case .profile, .family: .personal
        case .ownFamily: .familyOwn
        case .news, .helpDesk: .news
        case .settings, .answerChoices, .triggers, .person: .maintenance
        }
    }

    fileprivate var title: LocalizedText {
        switch self {
        case .profile: Catalogue.Confirm.profile
        case .settings: Catalogue.Confirm.settings
        case .answerChoices: Catalogue.Confirm.answerChoices
        case .triggers: Catalogue.Confirm.triggers
        case .person: Catalogue.Confirm.person
        case .family: Catalogue.Family.confirm
        case .ownFamily: Catalogue.FamilyUser.confirm
        case .news: Catalogue.Help.confirmNews
        case .helpDesk: Catalogue.Help.confirmDesk
        }
    }
}
