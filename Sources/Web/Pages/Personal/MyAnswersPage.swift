import Domain

/// One broadcast that reached the reader, with the reader's own answer.
struct OwnAnswer: Hashable, Sendable {
    /// The subject.
    let title: String
    /// When it was sent.
    let sentAt: Instant
    /// Whether it is a drill.
    let isDrill: Bool
    /// The latest own answer; nil for none.
    let answer: AnswerBadge?
    /// When that answer came in.
    let answeredAt: Instant?
    /// Where the answer can be given or mended; nil once answers are no longer taken.
    let change: Address?
}

/// `/me/answers` (安否情報登録): what waits for an answer, and what was answered before (R-014, R-184).
struct MyAnswersPage: ListPage {
    /// What waits for an answer, newest first.
    let open: [OpenRequest]
    /// Everything the reader was asked, newest first.
    let history: [OwnAnswer]
    /// Which part of the history is shown.
    let part: ListPart

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.Menu.myAnswers) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Menu
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.columnTitle), Column(title: Words.columnSent), Column(title: Words.columnAnswer),
                Column(title: Words.columnChange, isSilent: true),
            ],
            rows: history.map { row($0, reader) }, isCards: true)
        return """
            \(heading(reader(Words.myAnswers), HTML(escaping: reader(open.isEmpty ? Words.nothingOpen : Words.lead))))\
            \(open.map { openRequest($0, reader) })\
            <section class="sheet"><h2>\(reader(Words.history))</h2>
            \(when: !history.isEmpty, table.html(reader))\(pager(part, at: "/me/answers", reader))</section>
            """
    }

    private func row(_ item: OwnAnswer, _ reader: Reader) -> [HTML] {
        typealias Words = Catalogue.Menu
        let time = item.answeredAt.map { #" <span class="meta nw">\#(reader.dayTime($0))</span>"# as HTML }
        return [
            "\(when: item.isDrill, drillTag(reader))\(item.title)",
            "\(reader.dateTime(item.sentAt))",
            item.answer.map { "\($0.html(reader))\(time)" } ?? status(.wait, reader(Words.noAnswer)),
            item.change.map { link in
                let words = reader(item.answer == nil ? Words.answer : Words.change)
                return #"<a href="\#(link)">\#(words)\#(HTML.heard(reader(Catalogue.EveryPage.heard(item.title))))</a>"#
            } ?? .empty,
        ]
    }
}

/// Says in a list that a line is about a drill.
func drillTag(_ reader: Reader) -> HTML {
    #"<span class="tag">\#(reader(Catalogue.Broadcasts.drillTag))</span> "#
}
