import Domain

/// `/bookmark`: the address to keep, because the one in the address bar may not work after a switch to another site
///
struct BookmarkPage: Page {
    /// The login page's address with scheme and host.
    let loginAddress: String

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.EveryPage.bookmark) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Bookmark
        let reader = frame.reader
        let leave =
            frame.visitor == nil
            ? linkButton(reader(Words.toLogin), "/login") : linkButton(reader(Words.toMenu), "/menu")
        return """
            \(heading(reader(Catalogue.EveryPage.bookmark), HTML(escaping: reader(Words.lead))))\
            <section class="sheet"><h2>\(reader(Words.address))</h2><p><b class="mono">\(loginAddress)</b></p>
            <ol class="steps"><li><p>\(reader(Words.stepOpen))</p></li><li><p>\(reader(Words.stepKeep))</p></li>\
            <li><p>\(reader(Words.stepPhone))</p></li></ol></section>
            \(buttons(leave))
            """
    }
}
