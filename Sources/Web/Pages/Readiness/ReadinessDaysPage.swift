import Domain
import Profiles

/// `/readiness/days`: the last days of one department, or of everybody.
struct ReadinessDaysPage: Page {
    /// What stands in an address for people without a department.
    static let noDepartment = "none"

    /// Whose days: a department's identifier or `none`; nil for everybody.
    let department: String?
    /// The department's name; empty for people without one, and for everybody.
    let name: String
    /// What is counted under the contract.
    let flags: [ReadinessFlag]
    /// The days, the newest first.
    let days: [ReadinessDay]

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Readiness.trend) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Readiness
        let reader = frame.reader
        let whose =
            switch department {
            case nil: reader(Words.inAll)
            case Self.noDepartment: reader(Words.noDepartment)
            default: name
            }
        let file = department.map { ("/readiness/days.csv" as Address).adding("dept", $0) } ?? "/readiness/days.csv"
        let empty: HTML = #"<section class="sheet"><p>\#(reader(Words.noDays))</p></section>"#
        return """
            \(backLink("/readiness", reader(Words.title)))\(heading(title(reader), HTML(escaping: whose)))
            \(days.isEmpty ? empty : readinessDays(days, flags, at: file, reader))
            """
    }
}

/// The table of some days, with a file of the same.
func readinessDays(_ days: [ReadinessDay], _ flags: [ReadinessFlag], at file: Address, _ reader: Reader) -> HTML {
    typealias Words = Catalogue.Readiness
    let countsWays = Readiness.countsWays(flags)
    let table = Table(
        columns: [
            Column(title: Words.day), Column(title: Words.people, isNumeric: true),
        ] + (countsWays ? [Column(title: Words.twoWays, isNumeric: true)] : [])
            + flags.map { Column(title: Words.column($0), isNumeric: true) },
        rows: days.map { day in
            let share = Words.share(
                reader.number(day.counts.ready), reader.percent(day.counts.ready, of: day.counts.people))
            let ways: [HTML] = countsWays ? ["\(reader(share))"] : []
            let numbers: [HTML] = ["\(day.day)", "\(reader.number(day.counts.people))"] + ways
            return numbers + flags.map { "\(reader.number(day.counts[$0]))" }
        }, isCards: true)
    return """
        <section class="sheet"><h2>\(reader(Words.trend))</h2>\(table.html(reader))\
        <p class="btns">\(linkButton(reader(Words.exportDays), file, .small))</p></section>
        """
}
