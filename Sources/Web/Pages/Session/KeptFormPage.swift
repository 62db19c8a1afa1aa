import Domain

/// Between a login and a form from before it: one press, which the script makes by itself.
struct KeptFormPage: Page {
    /// Where the form goes.
    let place: Address
    /// What was typed.
    let fields: [HiddenField]
    /// Whether the login was made in another tab, while the form was open.
    var isFromOtherTab = false

    func title(_ reader: Reader) -> String { reader(Catalogue.Login.keptTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Login
        let reader = frame.reader
        return """
            \(heading(reader(Words.keptTitle), HTML(escaping: reader(isFromOtherTab ? Words.keptElsewhere : Words.keptText))))\
            \(frame.form(place, class: "resume", hidden: fields, buttons(button(reader(Words.keptSubmit)))))
            """
    }
}
