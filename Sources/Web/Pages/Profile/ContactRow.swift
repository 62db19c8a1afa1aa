import Domain
import Notify
import Profiles

/// One thing that is known of a contact, as the profile says it below the field.
enum ContactFact: Hashable, Sendable {
    /// Nobody has checked it.
    case unchecked
    /// Its owner confirmed it then.
    case confirmed(Instant)
    /// Its owner confirmed it last then, and did not answer when asked again.
    case lapsed(since: Instant)
    /// What was sent came back since then, with the channel's reason.
    case failing(since: Instant, reason: String)
    /// A test mail waits for its turn.
    case queued
    /// The other side took a test mail then; whether it arrived is not known.
    case handedOn(Instant)
    /// A test mail came back.
    case refused(reason: String)
    /// It is not known whether the other side took a test mail.
    case unclear
    /// The owner of a family user's address was asked then, or is still to be asked, to confirm it; until then nothing is
    /// told there, unless it is from before anybody was asked.
    case awaited(askedAt: Instant?, isTold: Bool)

    /// What is known of a mail address or a number, the newest first. Numbers cannot be tried, so nobody is told that
    /// they were not.
    static func facts(of value: String, _ standings: ContactStandings, isMail: Bool) -> [ContactFact] {
        var facts: [ContactFact] = []
        if isMail, let test = standings.test(of: value), test.confirmedAt == nil, let progress = test.progress {
            let fact: ContactFact =
                switch progress {
                case .queued: .queued
                case .accepted(let time): .handedOn(time)
                case .refused(let reason): .refused(reason: reason)
                case .unclear: .unclear
                }
            facts.append(fact)
        }
        switch standings.state(of: value) {
        case .verified(let time): facts.append(.confirmed(time))
        case .lapsed(let since): facts.append(.lapsed(since: since))
        // The test mail that came back says it already, and what to do.
        case .failing where facts.contains(where: \.isRefused): break
        case .failing(let since, let reason): facts.append(.failing(since: since, reason: reason))
        case .never where isMail && standings.canTest && facts.isEmpty: facts.append(.unchecked)
        case .never: break
        }
        return facts
    }

    /// What is known of a family user's address, the newest first.
    static func facts(of address: FamilyAddress) -> [ContactFact] {
        let awaited = ContactFact.awaited(askedAt: address.askedAt, isTold: address.isTold)
        let standing: ContactFact =
            switch address.state {
            case .verified(let time): .confirmed(time)
            case .failing(let since, let reason): .failing(since: since, reason: reason)
            case .never, .lapsed: awaited
            }
        if case .confirmed = standing { return [standing] }
        let mail: [ContactFact] =
            switch address.progress {
            case .queued: [.queued]
            case .refused(let reason): [.refused(reason: reason)]
            case .unclear: [.unclear]
            case .accepted, nil: []
            }
        if case .failing = standing, mail.contains(where: \.isRefused) { return mail }
        return mail + [standing]
    }

    /// Whether it is a test mail that came back.
    private var isRefused: Bool { if case .refused = self { true } else { false } }

    /// Whether it may be another in a moment.
    fileprivate var isPassing: Bool {
        switch self {
        case .queued, .handedOn, .unclear, .awaited: true
        case .unchecked, .confirmed, .lapsed, .failing, .refused: false
        }
    }

    func html(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.ContactCheck
        let (badge, text): (HTML, LocalizedText?) =
            switch self {
            case .unchecked: (status(.off, reader(Words.unchecked)), nil)
            case .confirmed(let time): (status(.ok, reader(Words.confirmed(reader.date(time)))), nil)
            case .lapsed(let since):
                (status(.off, reader(Words.unconfirmed)), Words.lapsed(reader.date(since)))
            case .failing(let since, let reason):
                (
                    status(.void, reader(Catalogue.Contacts.undeliverable)),
                    Words.failing(reader.date(since), because(reason, reader))
                )
            case .queued: (status(.wait, reader(Catalogue.Reach.planned)), Words.queued)
            case .handedOn(let time):
                (status(.wait, reader(Catalogue.Reach.handedOn)), Words.handedOn(reader.time(time)))
            case .refused(let reason):
                (status(.void, reader(Catalogue.Contacts.undeliverable)), Words.refused(because(reason, reader)))
            case .unclear: (status(.wait, reader(Catalogue.Reach.unclear)), Words.unclear)
            case .awaited(let askedAt, let isTold):
                (
                    status(.off, reader(Catalogue.Family.unconfirmed)),
                    isTold
                        ? Catalogue.Family.toldAnyway
                        : askedAt.map { Catalogue.Family.awaited(reader.dateTime($0)) } ?? Catalogue.Family.notAsked
                )
            }
        return #"<p class="hint">\#(badge)\#(text.map { "　\(reader($0))" as HTML })</p>"#
    }

    /// The reason with its code, in brackets; nothing if there is none.
    private func because(_ reason: String, _ reader: Reader) -> String {
        AttemptReason(reason).map { reader(Catalogue.Timeline.because($0.line(reader.language))) } ?? ""
    }
}

/// What stands below a contact: what is known of it, and, for a mail, the button that tries it as typed (R-152).
///
/// - Parameters:
///   - test: The field whose address the button tries; nil where no mail can be sent.
///   - place: Where the button goes.
func contactRow(
    _ facts: [ContactFact], test: Field?, at place: Address = "/me/profile/test", _ reader: Reader
) -> HTML {
    typealias Words = Catalogue.ContactCheck
    let send: HTML? = test.map { field in
        button(
            reader(Words.send), .small, name: ProfileField.test, value: field.name, action: place,
            skipChecks: true, context: reader(Words.sendTo(field.label)))
    }
    let look =
        facts.contains(where: \.isPassing)
        ? button(reader(Words.look), .small, name: ProfileField.preview, value: "1", skipChecks: true) : HTML.empty
    return "\(each: facts, { $0.html(reader) })\(send.map { "<p>\($0) \(look)</p>" as HTML })"
}
