import Domain

/// Between login and a form that was kept: one press, which the script makes by itself.
struct KeptFormPage: Page {
    /// Where the form goes.
    let place: Address
    /// What was typed.
    let fields: [HiddenField]

    func title(_ reader: Reader) -> String { reader(Catalogue.Login.keptTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Login
        let reader = frame.reader
        return """
            \(heading(reader(Words.keptTitle), HTML(escaping: reader(Words.keptText))))\
            \(frame.form(place, class: "resume", hidden: fields, buttons(button(reader(Words.keptSubmit)))))
            """
    }
}
