import Domain
import Profiles

/// One department of the readiness report.
struct ReadinessLine: Hashable, Sendable {
    /// The department's identifier; nil for people without a department.
    let id: String?
    /// Its name.
    let name: String
    /// Its people.
    let counts: Readiness.Counts
}

/// One day of the readiness report.
struct ReadinessDay: Hashable, Sendable {
    /// Such as `2026-11-22`.
    let day: String
    /// Everybody on that day.
    let counts: Readiness.Counts
}

/// `/readiness`: who could be reached in an emergency, in all and by department.
struct ReadinessPage: ListPage {
    /// Everybody.
    let total: Readiness.Counts
    /// What is counted under the contract.
    let flags: [ReadinessFlag]
    /// How many people are counted as they were a moment ago.
    let pending: Int
    /// The departments shown.
    let lines: [ReadinessLine]
    let part: ListPart
    /// The last days, the newest first.
    let days: [ReadinessDay]
    /// Whether the reader may remind people.
    let canRemind: Bool

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Readiness.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Readiness
        let reader = frame.reader
        let share = Words.share(reader.people(total.ready), reader.percent(total.ready, of: total.people))
        let countsWays = Readiness.countsWays(flags)
        var sums = [Fact(reader(Words.people), "\(reader.people(total.people))")]
        if countsWays { sums.insert(Fact(reader(Words.ready), "<b>\(reader(share))</b>"), at: 0) }
        for flag in flags {
            sums.append(
                Fact(
                    reader(Words.flag(flag)), count(total[flag], "/people", flag, reader.people),
                    action: reminds(of: flag)
                        ? button(
                            reader(Words.remind), .small, name: "needs", value: flag.rawValue,
                            context: reader(Catalogue.EveryPage.heard(reader(Words.flag(flag))))) : .empty))
        }
        let table = Table(
            columns: [
                Column(title: Catalogue.People.department), Column(title: Words.people, isNumeric: true),
            ] + (countsWays ? [Column(title: Words.twoWays, isNumeric: true)] : [])
                + flags.map { Column(title: Words.column($0), isNumeric: true) },
            rows: lines.map { row($0, reader) }, isCards: true)
        let departments: HTML = """
            <section class="sheet"><h2>\(reader(countsWays ? Words.byDepartment : Words.departments))</h2>\
            <p class="hint">\(reader(Words.daysHint))</p>\(table.html(reader))\
            \(pager(part, at: "/readiness", reader))</section>
            """
        return """
            \(backLink("/maintenance", reader(Catalogue.Settings.back)))\
            \(heading(reader(Words.title), HTML(escaping: countsWays ? reader(Words.lead) : "")))\
            \(when: !countsWays, message(.plain, reader(Words.noWays), .paragraphs([reader(Words.noWaysText)])))
            <section class="sheet"><h2>\(reader(Words.inAll))</h2>\
            \(when: pending > 0, #"<p class="hint">\#(reader(Words.pending(reader.people(pending))))</p>"#)\
            \(canRemind ? frame.form("/readiness/reminder", facts(sums)) : facts(sums))\
            <p class="btns">\(linkButton(reader(Words.export), "/readiness.csv", .small))</p></section>
            \(when: !lines.isEmpty, departments)\
            \(when: !days.isEmpty, readinessDays(days, flags, at: "/readiness/days.csv", reader))
            """
    }

    /// Whom no message reaches, none can remind.
    private func reminds(of flag: ReadinessFlag) -> Bool {
        canRemind && flag != .noContact && total[flag] > 0
    }

    private func row(_ line: ReadinessLine, _ reader: Reader) -> [HTML] {
        let place = line.id.map { ("/people" as Address).adding("dept", $0) }
        let share = Catalogue.Readiness.share(
            reader.number(line.counts.ready), reader.percent(line.counts.ready, of: line.counts.people))
        let name = line.id == nil ? reader(Catalogue.Readiness.noDepartment) : line.name
        let days = ("/readiness/days" as Address).adding("dept", line.id ?? ReadinessDaysPage.noDepartment)
        let first: HTML = #"<a href="\#(days)">\#(name)</a>"#
        let ways: [HTML] = Readiness.countsWays(flags) ? ["\(reader(share))"] : []
        let numbers: [HTML] = [first, "\(reader.number(line.counts.people))"] + ways
        return numbers + flags.map { count(line.counts[$0], place, $0, reader.number) }
    }

    /// A number that leads to the people it counts.
    private func count(
        _ people: Int, _ place: Address?, _ flag: ReadinessFlag, _ words: (Int) -> String
    ) -> HTML {
        guard people > 0, let place else { return "\(words(people))" }
        return #"<a href="\#(place.adding("needs", flag.rawValue))">\#(words(people))</a>"#
    }
}
