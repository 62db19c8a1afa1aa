import Domain
import Tenants

/// `/news` (お知らせ): what the operator, the office and the organization have to say (R-191, R-192).
struct NewsPage: Page {
    /// The newest first.
    let items: [NewsItem]
    /// Whether the reader writes some of it.
    var canWrite = false

    var tab: Tab? { .news }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Help.news) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Help
        let reader = frame.reader
        return """
            \(heading(reader(Words.news)))\
            \(when: items.isEmpty, "<p>\(reader(Words.noNews))</p>")\(newsBoxes(items, reader, isSignedIn: true))\
            \(when: canWrite, buttons(linkButton(reader(Words.toOwnNews), "/office/news")))
            """
    }
}

/// A box for each piece of news.
func newsBoxes(_ items: [NewsItem], _ reader: Reader, isSignedIn: Bool = false) -> HTML {
    let boxes: [HTML] = items.map { item in
        message(
            .plain, reader(item.title),
            """
            <p>\(HTML.lines(reader(item.body)))</p>\
            \(when: isSignedIn && item.asksForFactor, "<p>\(quietLink(reader(Catalogue.Help.toFactors), "/security"))</p>")\
            <p class="hint">\(reader.date(item.from))</p>
            """)
    }
    return boxes.joined(by: "")
}
