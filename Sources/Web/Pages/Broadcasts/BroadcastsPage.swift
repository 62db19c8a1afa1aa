import Domain

/// What a broadcast is for.
enum BroadcastKind: String, CaseIterable, Sendable {
    /// 安否確認, in earnest.
    case safety
    /// 安否確認, as a drill.
    case drill
    /// 一斉通報.
    case bulletin

    /// The kind's name.
    var words: LocalizedText {
        switch self {
        case .safety: Catalogue.Broadcasts.safety
        case .drill: Catalogue.Broadcasts.drill
        case .bulletin: Catalogue.Broadcasts.bulletin
        }
    }
}

/// Where a broadcast stands.
enum BroadcastState: String, CaseIterable, Sendable {
    /// Being written; nothing was sent.
    case draft
    /// Sent, in the seconds in which it can still be called off.
    case waiting
    /// People are being asked, and answers are awaited.
    case open
    /// Sending was stopped; answers still count as in time.
    case stopped
    /// Closed; answers are kept as late.
    case closed
    /// Called off before anybody was asked.
    case calledOff

    /// Whether nothing changes any more but late answers.
    var isOver: Bool { self == .closed || self == .calledOff }

    /// The state's word.
    var words: LocalizedText {
        switch self {
        case .draft: Catalogue.Broadcasts.stateDraft
        case .waiting: Catalogue.Broadcasts.stateWaiting
        case .open: Catalogue.Broadcasts.stateOpen
        case .stopped: Catalogue.Broadcasts.stateStopped
        case .closed: Catalogue.Broadcasts.stateClosed
        case .calledOff: Catalogue.Broadcasts.stateCalledOff
        }
    }

    /// The state as a status.
    func html(_ reader: Reader) -> HTML {
        let shape: StatusShape =
            switch self {
            case .draft, .stopped, .calledOff: .off
            case .waiting: .wait
            case .open: .half
            case .closed: .ok
            }
        return status(shape, reader(words))
    }
}

/// Who or what started a broadcast.
enum BroadcastOrigin: Hashable, Sendable {
    /// The trigger rule, for a bulletin.
    case trigger
    /// A person.
    case person(String)
    /// A person who was removed since.
    case removedPerson
    /// An integration's token, by its name.
    case integration(String)
    /// The operator at the command line.
    case commandLine

    /// 自動送信, or a name; of what never went out, who wrote it.
    func words(_ state: BroadcastState, _ reader: Reader) -> String {
        if state == .draft || state == .calledOff { return wordsUnsent(reader) }
        return switch self {
        case .trigger: reader(Catalogue.Broadcasts.byTrigger)
        case .person(let name): reader(Catalogue.Broadcasts.byPerson(name))
        case .removedPerson: reader(Catalogue.Broadcasts.byRemovedPerson)
        case .commandLine: reader(Catalogue.Broadcasts.byCommandLine)
        case .integration(let name): reader(Catalogue.Broadcasts.byIntegration(name))
        }
    }
}

extension BroadcastOrigin {
    /// The same of what was not sent.
    private func wordsUnsent(_ reader: Reader) -> String {
        if case .person(let name) = self { return reader(Catalogue.Broadcasts.draftByPerson(name)) }
        return reader(Catalogue.Broadcasts.notSent)
    }
}

/// One broadcast in the list.
struct BroadcastLine: Hashable, Sendable {
    /// The broadcast's identifier.
    let id: String
    /// The subject.
    let title: String
    /// What it is for.
    let kind: BroadcastKind
    /// Where it stands.
    let state: BroadcastState
    /// When it was started, or the draft last kept.
    let at: Instant
    /// Who started it.
    let origin: BroadcastOrigin
    /// How many it goes to.
    let people: Int
    /// How many have answered.
    let answered: Int
}

/// `/b`: all broadcasts of the organization (R-184). Query: `kind`, `state`, `p`.
struct BroadcastsPage: ListPage {
    /// The broadcasts, newest first.
    let broadcasts: [BroadcastLine]
    /// Which part of the list is shown.
    let part: ListPart
    /// Only this kind.
    var kind: BroadcastKind?
    /// Only this state.
    var state: BroadcastState?

    var tab: Tab? { .administration }

    func title(_ reader: Reader) -> String { reader(Catalogue.Broadcasts.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Broadcasts
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.subject), Column(title: Words.kind), Column(title: Words.state),
                Column(title: Words.startedAt), Column(title: Words.answeredOf, isNumeric: true),
            ],
            rows: broadcasts.map { row($0, reader) }, isCards: true)
        var address: Address = "/b"
        if let kind { address = address.adding("kind", kind.rawValue) }
        if let state { address = address.adding("state", state.rawValue) }
        return """
            <div class="row"><h1>\(reader(Words.title))</h1>\
            <p class="btns">\(linkButton(reader(Words.compose), "/b/new", .main))</p></div>
            <section class="sheet">\(filter(reader))\
            \(broadcasts.isEmpty ? "<p>\(reader(Words.nothingYet))</p>" : table.html(reader))\
            \(when: !broadcasts.isEmpty, pager(part, at: address, reader))</section>
            """
    }

    private func filter(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Broadcasts
        let form = Form(reader: reader, errors: [])
        let all = Choice(value: "", words: reader(Catalogue.EveryPage.all))
        let kinds = BroadcastKind.allCases.map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == kind)
        }
        let states = BroadcastState.allCases.map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == state)
        }
        return filterForm(
            "/b",
            """
            \(form.select(Field(name: "kind", label: Words.kind), [all] + kinds, width: .full))\
            \(form.select(Field(name: "state", label: Words.state), [all] + states, width: .full))
            """, reader)
    }

    private func row(_ line: BroadcastLine, _ reader: Reader) -> [HTML] {
        let isDraft = line.state == .draft
        let link: Address = isDraft ? "/b/\(line.id)/edit" : "/b/\(line.id)"
        let title = line.title.isEmpty ? reader(Catalogue.Broadcasts.noSubject) : line.title
        return [
            #"<a class="big" href="\#(link)">\#(title)</a>"#,
            "\(reader(line.kind.words))",
            line.state.html(reader),
            """
            <span class="nw">\(reader.dateTime(line.at))</span><br>\
            <span class="meta">\(line.origin.words(line.state, reader))</span>
            """,
            isDraft || line.state == .calledOff
                ? "\(reader(Catalogue.EveryPage.dash))"
                : #"\#(reader.number(line.answered))<span class="meta"> / \#(reader.number(line.people))</span>"#,
        ]
    }
}

/// The filters above a list: a GET form, so that what is shown can be bookmarked.
func filterForm(_ address: Address, _ fields: HTML, _ reader: Reader) -> HTML {
    """
    <form novalidate method="get" action="\(address)" role="search"><div class="cols">\(fields)</div>\
    \(buttons(
        button(reader(Catalogue.EveryPage.search), .small), quietLink(reader(Catalogue.EveryPage.clear), address)))</form>

    """
}
