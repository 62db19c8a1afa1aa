import Domain

/// `/b/{b}/remove`: asks before a draft goes.
struct RemoveDraftPage: Page {
    /// The draft's identifier.
    let id: String
    /// Its subject; may be empty.
    let subject: String

    var tab: Tab? { .administration }

    func title(_ reader: Reader) -> String { reader(Catalogue.Compose.removeTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = frame.reader
        let name = subject.isEmpty ? reader(Catalogue.Broadcasts.noSubject) : subject
        return """
            \(heading(reader(Words.removeHeading), HTML(escaping: reader(Words.removeText))))\
            \(frame.form(
                "/b/\(id)/remove", class: "sheet",
                """
                \(facts([Fact(reader(Words.subject), "\(name)")]))\
                \(buttons(
                    button(reader(Words.removeDraft), .grave),
                    quietLink(reader(Catalogue.EveryPage.back), "/b/\(id)/edit")))
                """))
            """
    }
}
