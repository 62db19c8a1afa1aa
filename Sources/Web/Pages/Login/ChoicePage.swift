import Auth
import Domain

/// `/login/scope`: everything, or what needs no second factor (R-069, R-072). Posts to the same address.
///
/// Fields: `scope` (`full`, `limited`, `cancel`).
struct ChoicePage: Page {
    /// What a login without a second factor may do, in words.
    let limited: [LocalizedText]
    /// Whether an account at a provider waits to be linked, which only the first choice does.
    var waitsToLink = false

    var width: PageWidth { .slim }

    func title(_ reader: Reader) -> String { reader(Catalogue.Factor.choiceTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Factor
        let reader = frame.reader
        let only = limited.map { reader($0) }.joined(separator: reader(Words.and))
        let fields: HTML = """
            <button class="main" name="scope" value="full"><b>\(reader(Words.full))</b>\
            <small>\(reader(Words.fullNote))</small></button>\
            <button name="scope" value="limited"><b>\(reader(Words.limited(only)))</b>\
            <small>\(reader(Words.limitedNote))</small></button>\
            \(buttons(button(reader(Words.cancel), .quiet, name: "scope", value: "cancel")))
            """
        return """
            \(heading(reader(Words.choiceTitle), HTML(escaping: reader(Words.choiceLead))))\
            \(when: waitsToLink, message(
                .plain, reader(Catalogue.External.waits), .paragraphs([reader(Catalogue.External.waitsText)])))\
            \(frame.form("/login/scope", class: "choice", fields))
            """
    }
}
