import Domain

/// `/help` (使い方・問い合わせ先): whom to ask, the manual, the terms of use.
struct HelpPage: Page {
    /// Whom to ask, in the organization's words; nil if it has not said.
    var helpDesk: String?
    /// Whether the organization has a manual.
    var hasManual = false
    /// Whether the organization has terms of use.
    var hasTerms = false

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Help.help) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Help
        let reader = frame.reader
        var links: [(LocalizedText, Address)] = []
        if hasManual { links.append((Words.manual, "/manual")) }
        if hasTerms { links.append((Words.terms, "/terms")) }
        links.append((Catalogue.EveryPage.bookmark, "/bookmark"))
        let items: [HTML] = links.map { words, address in "<li>\(quietLink(reader(words), address))</li>" }
        let leave =
            frame.visitor == nil
            ? linkButton(reader(Catalogue.Bookmark.toLogin), "/login")
            : linkButton(reader(Catalogue.Bookmark.toMenu), "/menu")
        return """
            \(heading(reader(Words.help)))\
            <section class="sheet"><h2>\(reader(Words.ask))</h2>\
            <p>\(helpDesk ?? reader(frame.visitor == nil ? Words.askAfterLogin : Words.askAdministrator))</p>\
            <h2>\(reader(Words.cannotLogIn))</h2><p>\(reader(Words.cannotLogInText))</p>\
            <h2>\(reader(Words.papers))</h2><ul>\(items)</ul></section>
            \(buttons(leave))
            """
    }
}
