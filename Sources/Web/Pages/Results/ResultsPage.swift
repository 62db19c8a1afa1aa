import Domain

/// How many gave one answer.
struct AnswerCount: Hashable, Sendable {
    /// The answer.
    let answer: AnswerBadge
    /// How many.
    let people: Int
}

/// The results of one department.
struct DepartmentResult: Hashable, Sendable {
    /// The department's identifier.
    let id: String
    /// Its name.
    let name: String
    /// How many answered.
    let answered: Int
    /// How many were asked.
    let asked: Int
    /// How many are hurt or need help.
    let hurt: Int
    /// How many could not be reached.
    let unreached: Int
}

/// One person who could not be reached.
struct UnreachedPerson: Hashable, Sendable {
    /// The person's identifier.
    let id: String
    /// The name.
    let name: String
    /// The department's name.
    let department: String
    /// Why, if there was never a usable path; nil if every path was tried and refused.
    let reason: UnreachableReason?
    /// The last attempt's outcome; nil if there was none.
    let last: AttemptOutcome?
    /// When that was.
    let at: Instant?
    /// Why it ended before every path was tried, if so.
    var ended: LocalizedText?
}

/// How sending goes, in counts rather than a percentage.
struct SendingProgress: Hashable, Sendable {
    /// Mails planned, cancelled ones left out.
    let mailsPlanned: Int
    /// Mails the other side took over.
    let mailsHandedOn: Int
    /// Calls made.
    let callsMade: Int
    /// Calls whose turn is still to come.
    let callsLeft: Int
    /// When the last attempt is expected to be done; nil if that can't be told.
    let ends: Instant?
    /// When the last attempt was done; nil while sending goes on.
    var finished: Instant?
    /// Whether attempts are open or still to follow.
    var isSending = false
    /// What waits although its turn had come, the most first.
    var waits: [SendingWait] = []
}

/// Attempts that wait for the same reason.
struct SendingWait: Hashable, Sendable {
    /// Whether they are mails, and not calls.
    let isMail: Bool
    /// How many.
    let attempts: Int
    /// Why; without a full stop.
    let reason: LocalizedText
    /// When the first one on this channel is due again.
    let until: Instant?
}

/// `/b/{b}`: the results, live (R-184, R-185, R-188).
///
/// `/b/{b}/live` answers the same value as a fragment (``fragment(_:)``); the script asks it every two seconds with
/// the ETag of the last answer. Without script, or with `?live=off`, the page is what it was when it was asked for.
struct ResultsPage: Page {
    /// The broadcast's identifier.
    let id: String
    /// The subject.
    let subject: String
    /// What it is for.
    let kind: BroadcastKind
    /// Where it stands.
    let state: BroadcastState
    /// When it was started.
    let startedAt: Instant
    /// Who started it.
    let origin: BroadcastOrigin
    /// Whom it went to, in short.
    let targets: String
    /// As of when the numbers are.
    let asOf: Instant
    /// Until when it can be called off, in the seconds before anybody is asked; nil afterwards.
    var callOffUntil: Instant?
    /// Whether the page keeps itself up to date.
    var isLive = true
    /// How far it came.
    let reach: ReachCounts
    /// The answers, best first.
    let answers: [AnswerCount]
    /// How sending goes.
    let progress: SendingProgress
    /// The departments, in the order shown: lowest rate first.
    let departments: [DepartmentResult]
    /// The prefectures in the target, in the order shown.
    let prefectures: [PrefectureResult]
    /// The first of those who could not be reached.
    let unreached: [UnreachedPerson]
    /// Whether people are still being found, so that the sum grows.
    var isCounting = false
    /// People asked who have no address, so that no prefecture counts them.
    var withoutPrefecture = 0

    var tab: Tab? { .administration }
    var isDrill: Bool { kind == .drill }

    func title(_ reader: Reader) -> String { reader(Catalogue.Results.title(subject)) }

    /// Whether numbers still change by themselves: right after closing some wait to be called off.
    private var follows: Bool { isLive && (!state.isOver || reach.planned > 0) }

    private var people: Address { "/b/\(id)/people" }

    private func timeline(_ person: String) -> Address { "/b/\(id)/p/\(person)" }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Results
        let reader = frame.reader
        return """
            <div class="row"><div class="head"><h1>\(subject)</h1><p>\(reader(kind.words))　\
            <span class="nw">\(reader.dateTime(startedAt)) \(origin.words(state, reader))</span>　\
            <span>\(targets)</span></p></div>
            \(live(reader))</div>
            \(callOffUntil.map { callOff($0, frame) })\
            \(when: follows, signedOut(reader))\
            <div class="form"\(when: follows, #" data-poll="\#("/b/\(id)/live" as Address)" data-say="\#(reader(Words.spoken))""#)>
            \(fragment(reader))\
            </div>

            """
    }

    /// Shown by the script once the session is over: watching keeps none alive (R-042).
    private func signedOut(_ reader: Reader) -> HTML {
        let login = ("/login" as Address).adding(FormName.next, ("/b/\(id)" as Address).text)
        let box = message(
            .warn, reader(Catalogue.Results.signedOut),
            #"<p><a href="\#(login)">\#(reader(Catalogue.Login.again))</a></p>"#)
        return #"<div data-signed-out role="status" hidden>\#(box)</div>"# + "\n"
    }

    /// The parts that change, each marked with `data-live` and an id.
    func fragment(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Results
        let sum = isCounting ? Words.counting(reader.people(reach.total)) : Words.sum(reader.people(reach.total))
        let elsewhere =
            withoutPrefecture > 0 ? reader(Words.withoutPrefecture(reader.people(withoutPrefecture))) : ""
        // Takes the place of the button once it would come too late.
        let over: HTML = callOffUntil == nil ? #"<div id="calloff" data-live></div>"# : .empty
        return """
            \(over)\(figures(reader))\
            <section class="sheet"><div class="row"><h2>\(reader(Words.howFar))</h2>\
            <p class="meta" id="sum" data-live>\(reader(sum))</p></div>
            \(reachBar(reach, reader))\(reachScale(reach, people: people, reader))\
            <p class="hint" id="progress" data-live>\(progressWords(reader))</p>
            <div id="waits" data-live>\(progress.waits.map { wait($0, reader) })</div>
            </section>
            <div class="two half">
            <section class="sheet"><h2>\(reader(Words.byDepartment))</h2><div id="departments" data-live>\
            \(departmentTable(reader))</div></section>
            <section class="sheet"><h2>\(reader(Words.byPrefecture))</h2>\
            \(tileMap(prefectures, people: people, reader))<p class="hint">\(reader(Words.mapHint))</p>
            \(prefectureList(prefectures, people: people, reader))\
            <p class="meta" id="elsewhere" data-live>\(elsewhere)</p></section>
            </div>
            <section class="sheet" id="none"><div id="unreached" class="form" data-live>\(unreachedList(reader))</div></section>
            <div id="actions" data-live>\(actions(reader))</div>

            """
    }

    private func live(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Results
        if state.isOver, !follows {
            return """
                <p class="live">\(state.html(reader))　\
                <span class="num">\(reader(Words.asOf(reader.dateTime(asOf))))</span></p>
                """
        }
        let asOf: HTML =
            #"<span class="num" data-as-of="\#(reader(Words.asOf("{}")))">\#(reader(Words.asOf(reader.seconds(asOf))))</span>"#
        let link: HTML =
            isLive
            ? #"<a href="?live=off">\#(reader(Words.stopUpdates))</a>"#
            : #"<a href="\#("/b/\(id)" as Address)">\#(reader(Words.resumeUpdates))</a>"#
        let badge: HTML =
            isLive
            ? #"<span data-live-badge hidden>\#(status(.ok, reader(Words.updating)))</span>"#
            : status(.off, reader(Words.stopped))
        return """
            <p class="live">\(when: state == .stopped || state.isOver, "\(state.html(reader))　")\(badge) \(asOf)　\(link)\
            <span class="vh" role="status" aria-live="polite" data-spoken></span></p>
            """
    }

    /// In the first seconds one press takes everything back, so it asks nothing.
    private func callOff(_ until: Instant, _ frame: Frame) -> HTML {
        let words = frame.reader(Catalogue.Results.callOffUntil(frame.reader.seconds(until)))
        let press = buttons(button(frame.reader(Catalogue.Results.callOff), .grave))
        let box = message(.warn, words, frame.form("/b/\(id)/call-off", press))
        return #"<div id="calloff" data-live>\#(box)</div>"#
    }

    private func figures(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Results
        let space: HTML = "　"
        let hurt = answers.filter { $0.answer.severity != .safe }
        let hurtTotal = hurt.reduce(0) { $0 + $1.people }
        func part(_ words: LocalizedText, _ people: Int) -> HTML {
            #"<span class="nw">\#(reader(words)) \#(reader.number(people))</span>"#
        }
        let unreachedParts = [ReachLevel.noPath, .failed].map { part($0.words, reach[$0]) }.joined(by: space)
        let hurtParts = hurt.reversed().map { part($0.answer.words, $0.people) }.joined(by: space)
        let asked = Words.ofTargets(reader.people(reach.total), reader.percent(reach.answered, of: reach.total))
        let second: HTML =
            kind == .bulletin
            ? """
            <a href="\(people)"><span class="meta">\(reader(Words.asked))</span>\(figure(reach.total, reader))</a>

            """
            : """
            <a href="\(people.adding("s", "help"))">\(status(.bad, reader(Words.hurt)))\(figure(hurtTotal, reader))\
            <span class="meta">\(hurtParts)</span></a>

            """
        return """
            <div class="figs" id="figures" data-live data-summary="\(spokenSummary(reader))">
            <a class="first" href="#none">\(status(.void, reader(Words.unreached)))\(figure(reach.unreached, reader))\
            <span class="meta">\(unreachedParts)</span></a>
            \(second)<a href="\(people.adding("s", "waiting"))">\(status(.wait, reader(Words.waiting)))\
            \(figure(reach.waiting, reader))<span class="meta">\(reader(Words.openedOf(reader.number(reach.opened))))</span></a>
            <a href="\(people.adding("s", ReachLevel.answered.rawValue))">\(status(.ok, reader(Words.answered)))\
            \(figure(reach.answered, reader))<span class="meta">\(reader(asked))</span></a>
            </div>

            """
    }

    /// What a screen reader hears, at most every thirty seconds.
    private func spokenSummary(_ reader: Reader) -> String {
        reader(
            Catalogue.Results.summary(
                answered: reader.people(reach.answered), waiting: reader.people(reach.waiting),
                unreached: reader.people(reach.unreached)))
    }

    private func progressWords(_ reader: Reader) -> String {
        typealias Words = Catalogue.Results
        if state == .calledOff { return reader(Words.progress(reader(Words.nothingWasSent))) }
        if state == .waiting { return reader(Words.progress(reader(Words.nothingSentYet))) }
        var sentences = [
            Words.mailProgress(reader.number(progress.mailsPlanned), reader.number(progress.mailsHandedOn))
        ]
        if progress.callsMade + progress.callsLeft > 0 {
            let made = reader.number(progress.callsMade)
            sentences.append(
                progress.isSending
                    ? Words.callProgress(made, reader.number(progress.callsLeft)) : Words.callsDone(made))
        }
        if progress.isSending {
            sentences.append(progress.ends.map { Words.ends(reader.dayTime($0)) } ?? Words.goesOn)
        } else if state == .stopped {
            sentences.append(Words.restCalledOff)
        } else {
            sentences.append(progress.finished.map { Words.finished(reader.dayTime($0)) } ?? Words.allDone)
        }
        return reader(Words.progress(sentences.map { reader($0) }.joined(separator: reader(Words.sentenceGap))))
    }

    private func wait(_ wait: SendingWait, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Results
        let number = reader.number(wait.attempts)
        let reason = reader(wait.reason)
        let words = wait.isMail ? Words.mailsWait(number, reason) : Words.callsWait(number, reason)
        let next = wait.until.map { reader(Words.sentenceGap) + reader(Words.nextTry(reader.seconds($0))) } ?? ""
        return #"<p class="hint">\#(reader(words))\#(next)</p>"#
    }

    private func departmentTable(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Results
        let hasHurt = kind != .bulletin
        let columns = [
            Column(title: Words.department), Column(title: Words.answeredOf, isNumeric: true),
            Column(title: Words.chart, isSilent: true, isChart: true),
            Column(title: Words.rate, isNumeric: true, isWideOnly: true),
            Column(title: Words.hurtShort, isNumeric: true), Column(title: Words.unreachedShort, isNumeric: true),
        ]
        func cells(_ name: HTML, _ line: DepartmentResult, bar: HTML) -> [HTML] {
            [
                name, #"\#(reader.number(line.answered))<span class="meta"> / \#(reader.number(line.asked))</span>"#,
                bar, "\(reader.percent(line.answered, of: line.asked))",
                hasHurt ? "\(reader.number(line.hurt))" : "\(reader(Catalogue.EveryPage.dash))",
                "\(reader.number(line.unreached))",
            ]
        }
        let total = DepartmentResult(
            id: "", name: reader(Words.total), answered: reach.answered, asked: reach.total,
            hurt: answers.filter { $0.answer.severity != .safe }.reduce(0) { $0 + $1.people },
            unreached: reach.unreached)
        return Table(
            caption: Words.departmentCaption, columns: columns,
            rows: departments.map { line in
                cells(
                    line.id.isEmpty
                        ? "\(line.name)"
                        : #"<a class="big" href="\#(people.adding("dept", line.id))">\#(line.name)</a>"#, line,
                    bar: miniBar(line.answered, of: line.asked))
            },
            footer: cells("\(total.name)", total, bar: .empty)
        ).html(reader)
    }

    private func unreachedList(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Results
        let rows: [[HTML]] = unreached.map { person in
            let outcome = person.last.map { outcome in "\(outcome.words(reader))<br>" as HTML }
            let time = person.at.map { reader.dayTime($0) } ?? reader(Catalogue.EveryPage.dash)
            return [
                #"<a class="big" href="\#(timeline(person.id))">\#(person.name)</a>"#,
                "\(person.department)",
                "\(reader(person.reason?.words ?? person.ended ?? Words.everyPathRefused))",
                #"\#(outcome)<span class="num">\#(time)</span>"#,
                "\(reader(person.reason?.remedy ?? Words.callDirectly))",
            ]
        }
        let table = Table(
            columns: [
                Column(title: Words.name), Column(title: Words.department), Column(title: Words.reason),
                Column(title: Words.lastRecord), Column(title: Words.nextStep),
            ], rows: rows, isCards: true)
        let all = people.adding("s", "unreached")
        let csv: Address = "/b/\(id)/people.csv?s=unreached"
        let more = reach.unreached - unreached.count
        return """
            <div class="row"><h2>\(reader(Words.unreachedHeading))　\(reader.people(reach.unreached))</h2>\
            \(when: !unreached.isEmpty, #"<a href="\#(csv)">\#(reader(Words.listCSV))</a>"#)</div>
            \(unreached.isEmpty ? "<p>\(reader(Words.nobodyUnreached))</p>" : table.html(reader))\
            \(when: more > 0, #"<p><a href="\#(all)">\#(reader(Words.seeAll(reader.people(reach.unreached))))</a></p>"#)
            """
    }

    private func actions(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Results
        let isOpen = state == .open
        let canAskAgain = isOpen || state == .stopped
        return buttons(
            canAskAgain && reach.waiting + reach.unreached > 0
                ? linkButton(reader(Words.resend), "/b/\(id)/resend", .main) : .empty,
            linkButton(reader(Words.resultsCSV), "/b/\(id)/people.csv"),
            isOpen && progress.isSending ? quietLink(reader(Words.stop), "/b/\(id)/stop") : .empty,
            isOpen || state == .stopped ? quietLink(reader(Words.close), "/b/\(id)/close") : .empty,
            quietLink(reader(Words.useAgain), ("/b/new" as Address).adding("from", id)))
    }
}
