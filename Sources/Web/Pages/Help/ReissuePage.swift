import Domain

/// `/help/reissue` (再発行依頼書): the form with which people of an office ask the vendor for a new password or a reset
/// . It is printed and filled in by hand: nothing is typed here, and nothing is sent.
struct ReissuePage: Page {
    /// Where it goes, in the operator's words; nil if the operator has not said.
    let contact: String?

    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Reissue.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Reissue
        let reader = frame.reader
        func lines(_ fields: [LocalizedText]) -> HTML {
            facts(fields.map { Fact(reader($0), "　") })
        }
        func box(_ words: LocalizedText) -> HTML { "<li>□　\(reader(words))</li>" }
        return """
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))
            <section class="sheet"><h2>\(reader(Words.to))</h2><p>\(contact ?? reader(Words.askVendor))</p>
            <h2>\(reader(Words.who))</h2>\(lines(Words.fields))
            <h2>\(reader(Words.what))</h2><ul>\([Words.password, Words.factor, Words.other].map(box))</ul>
            <h2>\(reader(Words.reason))</h2>\(lines([Words.reasonLine]))
            <h2>\(reader(Words.confirmation))</h2><p>\(reader(Words.confirmationText))</p>\(lines(Words.signed))</section>
            <p class="hint noprint">\(reader(Words.print))</p>
            \(buttons(linkButton(reader(Catalogue.Bookmark.toLogin), "/login")))
            """
    }
}
