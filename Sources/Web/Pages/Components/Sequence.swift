import Domain

/// Which of a person's contacts.
enum ContactSlot: Hashable, Sendable {
    /// Mail 1…3, in 優先順.
    case mail(Int)
    /// Phone 1…3.
    case phone(Int)

    /// The contact's name.
    var words: LocalizedText {
        switch self {
        case .mail(let number): Catalogue.Contacts.mail(number)
        case .phone(let number): Catalogue.Contacts.phone(number)
        }
    }
}

/// One planned try, as the engine's own plan function says it.
struct SequenceStep: Hashable, Sendable {
    /// How long after the start.
    let after: Duration
    /// 発信順, 1…4; nil where the organization has no voice option (R-180).
    let order: Int?
    /// To which contact.
    let contact: ContactSlot
    /// Whether it is a further try of the same contact.
    let isRetry: Bool
    /// The address or number, shown at the first try only.
    let destination: String
}

/// Which contacts an organization's plan uses at all (R-009, R-010).
enum UsedContacts: Hashable, Sendable {
    case mailAndPhone, mail, phone, none

    /// What plan and options say.
    init(mail: Bool, phone: Bool) {
        self =
            switch (mail, phone) {
            case (true, true): .mailAndPhone
            case (true, false): .mail
            case (false, true): .phone
            case (false, false): .none
            }
    }
}

/// A person's own sequence: what would happen if a message went out now.
struct SequencePreview: Hashable, Sendable {
    /// Every try, in the order of the plan.
    let steps: [SequenceStep]
    /// Whether an answer stops what is left (R-185).
    let stopsAtAnswer: Bool
    /// The contacts that the plan uses.
    var used = UsedContacts.mailAndPhone
    /// Channels of the contract that the installation does not have: their contacts are left out.
    var absent: [ChannelKind] = []

    /// When the last try starts.
    var last: Duration { steps.map(\.after).max() ?? .zero }

    /// How many tries, and when the last one starts; without any, what that means.
    func summary(_ reader: Reader) -> LocalizedText {
        if used == .none { return Catalogue.Contacts.notSent }
        if steps.isEmpty { return Catalogue.Contacts.reachedByNothing }
        return last <= .zero
            ? Catalogue.Contacts.sequenceAtOnce(steps.count)
            : Catalogue.Contacts.sequenceSummary(steps.count, last: reader.about(last))
    }
}

/// The rail of the sequence with its total above (R-173–R-178).
func sequenceRail(_ preview: SequencePreview, _ reader: Reader) -> HTML {
    typealias Words = Catalogue.Contacts
    let warning = absentChannels(preview.absent, reader)
    guard !preview.steps.isEmpty else {
        guard preview.absent.isEmpty else { return warning }
        let title = preview.used == .none ? Words.notSent : Words.nothingPlanned
        return message(.warn, reader(title), .paragraphs([reader(Words.nothingPlannedText(preview.used))]))
    }
    var seen: Set<Int> = []
    let items: [HTML] = preview.steps.enumerated().map { index, step in
        let isFirst = step.order.map { seen.insert($0).inserted } ?? !step.isRetry
        let when = step.after <= .zero ? Words.atOnce : Words.later(reader.exactly(step.after))
        let contact = reader(step.contact.words)
        let name = step.isRetry ? reader(Words.retry(contact)) : contact
        let destination = step.isRetry ? "" : step.destination
        let number = step.order.map(String.init) ?? String(index + 1)
        return """
            <li><span class="at">\(reader(when))</span><span class="dot\(when: isFirst, " fill")">\(number)</span>\
            <p>\(name)\(when: !destination.isEmpty, #"<span class="why mono">\#(destination)</span>"#)</p></li>

            """
    }
    let summary = preview.summary(reader)
    return """
        \(warning)<p><b>\(reader(summary))</b>\
        \(when: preview.stopsAtAnswer, #"<br><span class="hint">\#(reader(Words.stopsAtAnswer))</span>"#)</p>
        <ol class="rail">\(items)</ol>

        """
}
