import Domain

/// How a message leaves.
enum ChannelKind: String, CaseIterable, Sendable {
    case mail, voice

    /// メール, 電話.
    var words: LocalizedText {
        switch self {
        case .mail: Catalogue.Preflight.mail
        case .voice: Catalogue.Preflight.voice
        }
    }

    /// 2,842通 or 2,190回.
    func count(_ number: Int, _ reader: Reader) -> String {
        switch self {
        case .mail: reader(Catalogue.Counts.mails(reader.number(number), one: number == 1))
        case .voice: reader(Catalogue.Counts.calls(reader.number(number), one: number == 1))
        }
    }
}

/// What one channel will have to do, from the same plan the engine runs.
struct ChannelForecast: Hashable, Sendable {
    /// The channel.
    let channel: ChannelKind
    /// How many people it is used for.
    let people: Int
    /// Attempts of everybody's first round.
    let firstRound: Int
    /// Attempts if nobody answers.
    let most: Int
    /// How long the channel needs for the most, at its limits; nil while unknown.
    let length: Duration?
}

/// Why a person can't be asked at all.
enum UnreachableReason: String, CaseIterable, Sendable {
    /// No contact is registered.
    case noContact
    /// The plan sends no mail, and there is no other contact (R-009).
    case mailNotInPlan
    /// Only phones are registered, and the organization has no voice option (R-010).
    case voiceNotInPlan
    /// The installation has no mail relay.
    case noMailRelay
    /// The installation has no voice gateway.
    case noVoiceGateway

    /// The reason.
    var words: LocalizedText {
        switch self {
        case .noContact: Catalogue.Preflight.noContact
        case .mailNotInPlan: Catalogue.Preflight.mailNotInPlan
        case .voiceNotInPlan: Catalogue.Preflight.voiceNotInPlan
        case .noMailRelay: Catalogue.Preflight.noMailRelay
        case .noVoiceGateway: Catalogue.Preflight.noVoiceGateway
        }
    }

    /// What can be done.
    var remedy: LocalizedText {
        switch self {
        case .noContact: Catalogue.Preflight.noContactRemedy
        case .mailNotInPlan: Catalogue.Preflight.mailNotInPlanRemedy
        case .voiceNotInPlan: Catalogue.Preflight.voiceNotInPlanRemedy
        case .noMailRelay, .noVoiceGateway: Catalogue.Preflight.notSetUpRemedy
        }
    }
}

/// How many can't be asked for one reason.
struct UnreachableCount: Hashable, Sendable {
    /// Why.
    let reason: UnreachableReason
    /// How many.
    let people: Int
}

/// Somebody who can't be asked.
struct UnreachableName: Hashable, Sendable {
    /// The person's name.
    let name: String
    /// Why.
    let reason: UnreachableReason
}

/// `/b/{b}/check`: says what will happen, before it does (R-173–R-181, R-186–R-188).
///
/// Posts to `/b/{b}/send` with the field `confirm`: the number of targets, typed by hand where the organization wants
/// that, else as it is shown here.
struct PreflightPage: Page {
    /// The broadcast's identifier.
    let id: String
    /// The subject.
    let subject: String
    /// What it is for.
    let kind: BroadcastKind
    /// Everybody it goes to, each once.
    let people: Int
    /// People who were named and removed since.
    var leftOut = 0
    /// Whom it goes to, in words of the administrator's choices.
    let targets: [String]
    /// What it asks, in words.
    let questions: [String]
    /// When everybody's first attempt is done, if it is sent now.
    let firstRoundEnds: Instant
    /// When the last attempt is done, if nobody answers.
    let lastEnds: Instant
    /// The present, for the length of the first round.
    let now: Instant
    /// How long it can be called off after it was sent.
    let undo: Duration
    /// How long answers count as in time.
    let answerPeriod: Duration
    /// After how long the sequence is given up (R-187).
    let giveUp: Duration
    /// What each channel will do.
    let channels: [ChannelForecast]
    /// Channels of the contract that the installation does not have.
    var absent: [ChannelKind] = []
    /// Who can't be asked, and why.
    let unreachable: [UnreachableCount]
    /// The first of them by name.
    var unreachablePeople: [UnreachableName] = []
    /// Whether the number of people must be typed.
    var asksCount = true
    var errors: [FieldError] = []

    var tab: Tab? { .administration }
    var isDrill: Bool { kind == .drill }

    func title(_ reader: Reader) -> String { reader(Catalogue.Preflight.title) }

    private var unreachableTotal: Int { unreachable.reduce(0) { $0 + $1.people } }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Preflight
        let reader = frame.reader
        return """
            \(backLink("/b/\(id)/edit", reader(Words.edit)))\
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))\
            \(absentChannels(absent, reader))\(leftOutNote(leftOut, reader))\(figures(reader))\
            <div class="two">
            <div class="form">
            \(plan(reader))\(nobody(reader))\(summary(reader))\
            </div>
            \(send(frame))\
            </div>
            """
    }

    private func figures(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Preflight
        return """
            <div class="figs">
            <a href="#who"><span class="meta">\(reader(Words.targets))</span>\(figure(people, reader))\
            <span class="meta">\(reader(Words.eachOnce))</span></a>
            <a href="#none">\(status(.void, reader(Words.cannotBeAsked)))\(figure(unreachableTotal, reader))\
            <span class="meta">\(reader(Words.notReached))</span></a>
            <a href="#plan"><span class="meta">\(reader(Words.firstRound))</span>\
            \(end(firstRoundEnds, reader))\
            <span class="meta">\(reader(Words.ifSentNow(reader.about(firstRoundEnds - now))))</span></a>
            <a href="#plan"><span class="meta">\(reader(Words.lastRound))</span>\
            \(end(lastEnds, reader))\
            <span class="meta">\(reader(Words.ifNobodyAnswers))</span></a>
            </div>

            """
    }

    /// A time of day, with its day where that is another one.
    private func end(_ instant: Instant, _ reader: Reader) -> HTML {
        let isToday = reader.date(instant) == reader.date(now)
        return """
            <b>\(when: !isToday, "<small>\(reader.day(instant))</small> ")\(reader.time(instant))\
            <small>\(reader(Catalogue.Preflight.about))</small></b>
            """
    }

    private func plan(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Preflight
        let table = Table(
            caption: Words.planCaption,
            columns: [
                Column(title: Words.channel), Column(title: Words.peopleColumn, isNumeric: true),
                Column(title: Words.firstColumn, isNumeric: true), Column(title: Words.mostColumn, isNumeric: true),
                Column(title: Words.lengthColumn, isWideOnly: true),
            ],
            rows: channels.map { line in
                [
                    "\(reader(line.channel.words))", "\(reader.people(line.people))",
                    "\(line.channel.count(line.firstRound, reader))", "\(line.channel.count(line.most, reader))",
                    "\(line.length.map { reader.about($0) } ?? reader(Catalogue.EveryPage.dash))",
                ]
            },
            footer: [
                "\(reader(Words.total))", "\(reader.people(people - unreachableTotal))",
                "\(attempts(channels.reduce(0) { $0 + $1.firstRound }, reader))",
                "\(attempts(channels.reduce(0) { $0 + $1.most }, reader))", .empty,
            ])
        return #"<section class="sheet" id="plan"><h2>\#(reader(Words.plan))</h2>\#(table.html(reader))</section>"#
            + "\n"
    }

    private func attempts(_ count: Int, _ reader: Reader) -> String {
        reader(Catalogue.Results.attempts(reader.number(count)))
    }

    private func nobody(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Preflight
        let table = Table(
            columns: [
                Column(title: Words.reason), Column(title: Words.peopleColumn, isNumeric: true),
                Column(title: Words.remedy),
            ],
            rows: unreachable.map { line in
                [
                    "\(reader(line.reason.words))", "\(reader.people(line.people))", "\(reader(line.reason.remedy))",
                ]
            })
        let csv: Address = "/b/\(id)/none.csv"
        let names: [HTML] = unreachablePeople.map { person in
            #"<li>\#(person.name) <span class="meta">\#(reader(person.reason.words))</span></li>"#
        }
        return """
            <section class="sheet" id="none"><div class="row"><h2>\(reader(Words.cannotBeAsked))　\
            \(reader.people(unreachableTotal))</h2>\
            \(when: !unreachable.isEmpty, #"<a href="\#(csv)">\#(reader(Words.csv))</a>"#)</div>
            \(unreachable.isEmpty ? "<p>\(reader(Words.everybodyReachable))</p>" : table.html(reader))\
            \(when: !names.isEmpty, #"<details><summary>\#(reader(Words.names))</summary><ul>\#(names)</ul></details>"#)\
            </section>

            """
    }

    private func summary(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Preflight
        let comma = reader(Catalogue.EveryPage.comma)
        let prefix = kind == .drill ? reader(Catalogue.Compose.drillPrefix) : ""
        let asks = questions.isEmpty ? reader(Words.asksNothing) : questions.joined(separator: comma)
        return """
            <section class="sheet" id="who"><h2>\(reader(Words.content))</h2>\(facts([
                Fact(reader(Catalogue.Compose.kind), "\(reader(kind.words))"),
                Fact(reader(Catalogue.Compose.subject), "\(prefix)\(subject)"),
                Fact(reader(Words.targets), "\(targets.joined(separator: comma))"),
                Fact(reader(Catalogue.Compose.asks), "\(asks)"),
                Fact(reader(Words.answersUntil), "\(reader.dateTime(now + answerPeriod))"),
                Fact(
                    reader(Words.deadline),
                    "\(reader(Words.deadlineText(reader.dateTime(now + giveUp), reader.exactly(giveUp))))"),
            ]))</section>

            """
    }

    private func send(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Preflight
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let words =
            switch kind {
            case .safety: Words.sendSafety
            case .drill: Words.sendDrill
            case .bulletin: Words.sendBulletin
            }
        let typed = form.text(
            Field(
                name: "confirm", label: Words.typePeople, hint: Words.typeHint(reader.number(people)), required: true),
            "",
            TextControl(width: .w8, maxLength: 9, autocomplete: "off", inputMode: "numeric"))
        let field = asksCount ? typed : HiddenField(name: "confirm", value: String(people)).html
        let style: ButtonStyle = kind == .safety ? .graveWide : .wide
        return frame.form(
            "/b/\(id)/send", class: "sheet stick",
            """
            <h2>\(reader(Words.question))</h2>\(field)\(button(reader(words), style))\
            <p class="hint">\(reader(Words.afterwards(reader.exactly(undo))))</p>\(quietLink(reader(Words.leave), "/b/\(id)/edit"))
            """)
    }
}

/// A large number of people.
func figure(_ people: Int, _ reader: Reader) -> HTML {
    "<b>\(reader.number(people))<small>\(reader.peopleUnit(people))</small></b>"
}

/// Says that people were removed whom a draft names.
func leftOutNote(_ people: Int, _ reader: Reader) -> HTML {
    guard people > 0 else { return .empty }
    return message(.warn, reader(Catalogue.Preflight.leftOut(reader.people(people), one: people == 1)))
}

/// Warns where the installation is not set up for a channel that the contract has: nothing goes out there.
func absentChannels(_ channels: [ChannelKind], _ reader: Reader) -> HTML {
    typealias Words = Catalogue.Preflight
    let boxes: [HTML] = channels.map { channel in
        let words = channel == .mail ? Words.noMailRelay : Words.noVoiceGateway
        return message(.warn, reader(words), .paragraphs([reader(Words.nothingGoesOut(channel.words))]))
    }
    return "\(boxes)"
}
