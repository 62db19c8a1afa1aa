import Domain

/// `/v/…`: whoever got a check mail says that it arrived (R-153). It says nothing of whose address it is beyond the
/// organization's title.
struct ContactCheckPage: Page {
    /// What a link is good for.
    enum Standing: Hashable, Sendable {
        /// It asks for a press.
        case asked(masked: String)
        /// Somebody pressed.
        case confirmed(masked: String)
        /// Its time is over, or it never was one.
        case over
    }

    /// The organization's title; empty where the link names none.
    var systemTitle = ""
    /// What the link is good for.
    let standing: Standing
    /// Whether it is about an address of somebody's family, which hears of nothing before it is confirmed.
    var isOfFamily = false
    /// Where the form goes.
    let address: Address

    var width: PageWidth { .slim }

    func title(_ reader: Reader) -> String { reader(Catalogue.ContactCheck.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.ContactCheck
        let reader = frame.reader
        let body: HTML =
            switch standing {
            case .asked(let masked):
                """
                <section class="sheet"><p>\(reader(Words.question(systemTitle)))</p>\
                \(when: isOfFamily, "<p>\(reader(Words.forFamily))</p>")\
                <p><b class="mono">\(masked)</b></p><p class="hint">\(reader(Words.notYours))</p></section>
                \(frame.form(address, buttons(button(reader(Words.arrived)))))
                """
            case .confirmed(let masked):
                """
                \(message(
                    .ok, reader(Words.done),
                    .paragraphs([reader(isOfFamily ? Words.doneFamily : Words.doneText)])))\
                <section class="sheet"><p>\(systemTitle)</p><p><b class="mono">\(masked)</b></p></section>

                """
            case .over: message(.warn, reader(Words.over), .paragraphs([reader(Words.overText)]))
            }
        return "\(heading(reader(Words.title)))\(body)"
    }
}
