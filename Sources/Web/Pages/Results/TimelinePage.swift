import Domain
import Notify

/// What came of one attempt, as the channel said it.
enum AttemptOutcome: Hashable, Sendable {
    /// Its turn has not come.
    case planned
    /// Its turn came, and it waits for something: a limit, or a way that does not work.
    case held(code: String)
    /// Being handed over right now.
    case handingOff
    /// The gateway took the call; how it ended is still to come.
    case ringing
    /// The other side took it over.
    case accepted
    /// It is not known whether the other side took it over.
    case inDoubt
    /// Refused for now; another hand-off follows.
    case temporary(code: String)
    /// Refused for good; the next step follows at once (R-188).
    case undeliverable(code: String)
    /// The phone rang and nobody took it.
    case noAnswer
    /// The line was busy.
    case busy
    /// The network could not put the call through, or a machine took it.
    case notConnected(code: String)
    /// The call was taken, and ended without an answer to the question.
    case talked
    /// Called off before it left.
    case cancelled
    /// Given up after the whole time allowed.
    case gaveUp

    /// The outcome's word, with the channel's code where there is one.
    func words(_ reader: Reader) -> String {
        typealias Words = Catalogue.Timeline
        return switch self {
        case .planned: reader(Words.planned)
        case .held(let code): reader(Words.planned) + said(code, reader)
        case .handingOff: reader(Words.handingOff)
        case .ringing: reader(Words.ringing)
        case .accepted: reader(Words.accepted)
        case .inDoubt: reader(Words.inDoubt)
        case .temporary(let code): reader(Words.temporary) + said(code, reader)
        case .undeliverable(let code): reader(Words.undeliverable) + said(code, reader)
        case .noAnswer: reader(Words.noAnswer)
        case .busy: reader(Words.busy)
        case .notConnected(let code): reader(Words.notConnected) + said(code, reader)
        case .talked: reader(Words.talked)
        case .cancelled: reader(Words.cancelled)
        case .gaveUp: reader(Words.gaveUp)
        }
    }

    /// The outcome's shape.
    var shape: StatusShape {
        switch self {
        case .planned, .held, .handingOff, .ringing, .accepted, .inDoubt, .temporary, .noAnswer, .busy, .notConnected:
            .wait
        case .talked: .half
        case .undeliverable, .gaveUp: .void
        case .cancelled: .off
        }
    }

    /// What the channel said, in words with its code behind them.
    private func said(_ code: String, _ reader: Reader) -> String {
        AttemptReason(code).map { reader(Catalogue.Timeline.because($0.line(reader.language))) } ?? ""
    }
}

/// On which path an answer came.
enum AnswerVia: Hashable, Sendable {
    /// By the link in a message to this contact; nil where it can't be told.
    case link(ContactSlot?)
    /// By a reply to a mail.
    case reply
    /// By key press during a call.
    case keyPress(ContactSlot)
    /// By a call of the person.
    case calledIn
    /// While signed in.
    case signedIn
    /// From another program, through the API.
    case program
    /// By somebody else on the person's behalf: who, and how they knew where it was said.
    case proxy(by: String, learned: LocalizedText?)

    fileprivate func words(_ reader: Reader) -> String {
        typealias Words = Catalogue.Timeline
        return switch self {
        case .link(let slot?): reader(Words.viaLink(reader(slot.words)))
        case .link(nil): reader(Words.viaSomeLink)
        case .reply: reader(Words.viaReply)
        case .keyPress(let slot): reader(Words.viaKey(reader(slot.words)))
        case .calledIn: reader(Words.viaCall)
        case .signedIn: reader(Words.viaLogin)
        case .program: reader(Words.viaProgram)
        case .proxy(let author, let learned):
            reader(Words.viaProxy(author)) + (learned.map { reader(Catalogue.EveryPage.heard(reader($0))) } ?? "")
        }
    }
}

/// One attempt, with the rule that caused it.
struct TimelineAttempt: Hashable, Sendable {
    /// 発信順; nil where the organization has no voice option.
    let order: Int?
    /// To which contact.
    let contact: ContactSlot
    /// Which try of this contact, from 1.
    let attempt: Int
    /// How many tries the settings allow.
    let of: Int
    /// How long it waited after the try before, if a setting said so.
    let waited: Duration?
    /// What came of it.
    let outcome: AttemptOutcome
}

/// What happened.
enum TimelineFact: Hashable, Sendable {
    /// The person became a target.
    case targeted(LocalizedText)
    /// One attempt.
    case attempt(TimelineAttempt)
    /// The answer page was fetched.
    case opened
    /// An answer came in; details such as the comment follow.
    case answered(AnswerBadge, AnswerVia, details: [String], isLate: Bool)
    /// A reply came that could mean anything; these are its words.
    case wrote(String)
    /// A message of the family's board that the person shows to the organization; whether the person wrote it.
    case familyWrote(AnswerBadge?, String, isOwn: Bool)
    /// Attempts were called off; they stay visible.
    case cancelled(order: Int?, ContactSlot, attempts: Int, LocalizedText)
    /// The person was asked again by hand.
    case resent
}

/// One entry of the timeline.
struct TimelineEntry: Hashable, Sendable {
    /// When.
    let at: Instant
    /// What.
    let fact: TimelineFact
}

/// One contact, masked.
struct MaskedContact: Hashable, Sendable {
    /// Its 発信順.
    let order: Int?
    /// Which one.
    let slot: ContactSlot
    /// The masked address or number.
    let masked: String
}

/// `/b/{b}/p/{p}`: everything that was tried for one person, and why (R-173–R-179, R-185–R-188). Query: `order=desc`.
struct TimelinePage: Page {
    /// The broadcast's identifier.
    let id: String
    /// The person's number.
    let person: String
    /// The subject.
    let subject: String
    /// Whether it is a drill.
    let drill: Bool
    /// The person's name.
    let name: String
    /// The department's name.
    let department: String
    /// The login ID.
    let loginID: String
    /// How far it came.
    let level: ReachLevel
    /// The latest answer.
    let answer: AnswerBadge?
    /// When it came.
    let answeredAt: Instant?
    /// What the answer says besides, as label and value: 出社, ひとこと.
    let details: [(label: LocalizedText, value: String)]
    /// Everything that happened, in the order shown.
    let entries: [TimelineEntry]
    /// Whether the newest stands first.
    var isNewestFirst = false
    /// How many attempts were planned in all.
    let planned: Int
    /// How many of them were carried out.
    let done: Int
    /// How many of them were called off.
    let calledOff: Int
    /// The contacts, masked.
    let contacts: [MaskedContact]
    /// Whether the reader may record what they know about the person.
    var takesAnswers = false
    /// Why the person can't be asked at all, if so.
    var reason: UnreachableReason?

    var tab: Tab? { .administration }
    var isDrill: Bool { drill }

    func title(_ reader: Reader) -> String { reader(Catalogue.Timeline.title(name)) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Timeline
        let reader = frame.reader
        let badge = answer?.html(reader) ?? status(level.shape, reader(level.words))
        let order: HTML =
            isNewestFirst
            ? #"<a href="?order=asc">\#(reader(Words.oldestFirst))</a>"#
            : #"<a href="?order=desc">\#(reader(Words.newestFirst))</a>"#
        return """
            \(backLink("/b/\(id)", reader(Catalogue.Results.backTo(subject))))\
            <div class="row"><div class="head"><h1>\(name)\(reader(Catalogue.EveryPage.honorific))</h1>\
            <p>\(department)　<span class="mono nw">\(loginID)</span></p></div><p class="big-st">\(badge)</p></div>
            <div class="two">
            <section class="sheet"><div class="row"><h2>\(reader(Words.heading))</h2>\(order)</div>
            <ol class="rail">\(rail(reader))</ol>
            <p class="hint">\(reader(Words.sum(planned: planned, done: done, calledOff: calledOff)))</p></section>
            <div class="form">
            <section class="sheet"><h2>\(reader(Words.now))</h2>\(facts(situation(reader), isColumn: true))\
            \(when: takesAnswers, #"<p><a href="\#(answerFor)">\#(reader(Catalogue.AnswerFor.open))</a></p>"#)</section>
            <section class="sheet"><h2>\(reader(Words.contacts))</h2>\(contactList(reader))</section>
            </div>
            </div>
            """
    }

    private var answerFor: Address { "/b/\(id)/p/\(person)/answer" }

    private func situation(_ reader: Reader) -> [Fact] {
        typealias Words = Catalogue.Timeline
        var list = [Fact(reader(Catalogue.Results.howFar), status(level.shape, reader(level.words)))]
        if let reason {
            list.append(Fact(reader(Catalogue.Results.reason), "\(reader(reason.words))"))
            list.append(Fact(reader(Catalogue.Results.nextStep), "\(reader(reason.remedy))"))
        }
        if let answer { list.append(Fact(reader(Words.answer), answer.html(reader))) }
        list += details.map { Fact(reader($0.label), HTML.lines($0.value)) }
        if let answeredAt {
            list.append(Fact(reader(Words.answeredAt), "\(reader.day(answeredAt)) \(reader.seconds(answeredAt))"))
        }
        return list
    }

    private func contactList(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Timeline
        guard !contacts.isEmpty else { return "<p>\(reader(Catalogue.Preflight.noContact))</p>" }
        return facts(
            contacts.map { contact in
                let order = contact.order.map { reader(Words.order($0)) + "　" } ?? ""
                return Fact(order + reader(contact.slot.words), #"<span class="mono">\#(contact.masked)</span>"#)
            }, isColumn: true) + #"<p class="hint">\#(reader(Words.masked))</p>"#
    }

    /// The entries, each day under its date.
    private func rail(_ reader: Reader) -> [HTML] {
        var day = ""
        return entries.map { entry in
            let line = self.entry(entry, reader)
            if reader.date(entry.at) == day { return line }
            day = reader.date(entry.at)
            return #"<li class="day">\#(day)</li>"# + "\n" + line
        }
    }

    private func entry(_ entry: TimelineEntry, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Timeline
        let (dot, text): (HTML, HTML) =
            switch entry.fact {
            case .targeted(let reason):
                (hollow(nil), #"\#(reader(Words.targeted))<span class="why">\#(reader(reason))</span>"#)
            case .attempt(let attempt): self.attempt(attempt, reader)
            case .opened:
                (
                    hollow(nil),
                    """
                    \(status(.half, reader(Words.opened)))<span class="why">\(reader(Words.openedWhy))</span>
                    """
                )
            case .answered(let badge, let path, let details, let isLate):
                (
                    #"<span class="dot ans">✓</span>"#,
                    """
                    <b>\(reader(isLate ? Words.lateAnswer(reader(badge.words)) : Words.answerGiven(reader(badge.words))))</b>\
                    <span class="why">\(path.words(reader))\(each: details, { "<br>\($0)" })</span>
                    """
                )
            case .wrote(let text):
                (hollow(nil), #"\#(reader(Words.unclearReply))<span class="why">\#(text)</span>"#)
            case .familyWrote(let badge, let text, let isOwn):
                (
                    hollow(nil),
                    """
                    \(reader(isOwn ? Words.ownFamilyMessage : Words.familyMessage)) \(badge?.html(reader) ?? .empty)\
                    <span class="why">\(HTML.lines(text))</span>
                    """
                )
            case .cancelled(let order, let slot, let attempts, let reason):
                (
                    #"<span class="dot x">\#(order.map(String.init) ?? "")</span>"#,
                    """
                    <span class="gone">\(reader(Words.calledOff(reader(slot.words), attempts)))</span>\
                    <span class="why">\(reader(reason))</span>
                    """
                )
            case .resent: (hollow(nil), "\(reader(Words.resent))")
            }
        return """
            <li><time>\(reader.seconds(entry.at))</time>\(dot)<p>\(text)</p></li>

            """
    }

    private func attempt(_ attempt: TimelineAttempt, _ reader: Reader) -> (HTML, HTML) {
        typealias Words = Catalogue.Timeline
        let isFirst = attempt.attempt == 1
        var why = attempt.order.map { [reader(Words.order($0))] } ?? []
        why.append(reader(isFirst ? Words.firstTry : Words.retry(attempt.attempt - 1, of: attempt.of - 1)))
        if let waited = attempt.waited, waited > .zero { why.append(reader(Words.interval(reader.exactly(waited)))) }
        let target =
            switch attempt.contact {
            case .mail: reader(attempt.contact.words)
            case .phone: reader(Words.callTo(reader(attempt.contact.words)))
            }
        let number = attempt.order.map(String.init)
        let dot: HTML = isFirst ? #"<span class="dot fill">\#(number ?? "")</span>"# : hollow(number)
        return (
            dot,
            """
            \(target)　\(status(attempt.outcome.shape, attempt.outcome.words(reader)))\
            <span class="why">\(why.joined(separator: reader(Catalogue.EveryPage.comma)))</span>
            """
        )
    }

    private func hollow(_ number: String?) -> HTML {
        #"<span class="dot">\#(number ?? "")</span>"#
    }
}
