import Auth
import Domain

/// `/security/app`: QR code, key and code of an authenticator app that is being set up (R-079 to R-096). Within a login
/// or a session. Posts to the same address.
///
/// Fields: `code`.
struct AppSetUpPage: Page {
    /// The key that is shown this one time; nil while locked.
    var shown: ShownAppKey?
    /// Whether it is a step of a login; else somebody is signed in.
    let isLogin: Bool
    /// What else can be set up at a login (R-097).
    var others: [FactorKind] = []
    /// Why the last code was not taken.
    var note: CodeNote?

    var tab: Tab? { isLogin ? nil : .personal }
    var width: PageWidth { .narrow }
    var errors: [FieldError] { note?.errors ?? [] }

    func title(_ reader: Reader) -> String { reader(Catalogue.Factor.setUpTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Factor
        let reader = frame.reader
        return """
            \(heading(reader(Words.setUpTitle), shown == nil ? .empty : HTML(escaping: reader(Words.setUpLead))))\
            \(note?.html(reader) ?? .empty)\
            \(shown.map { steps($0, frame) })\
            \(FactorKind.setUp(others, reader))\
            \(when: isLogin, frame.cancelsLogin)
            """
    }

    private func steps(_ shown: ShownAppKey, _ frame: Frame) -> HTML {
        typealias Words = Catalogue.Factor
        let reader = frame.reader
        let groups: [HTML] = shown.key.groups.map { "<span>\($0)</span>" }
        return frame.form(
            "/security/app", class: "sheet",
            """
            <ol class="steps">
            <li><p><b>\(reader(Words.install))</b><br>\(reader(Words.installText))</p>\
            <p><a href="/login/apps" target="_blank" rel="noopener">\(reader(Words.installLink))</a></p></li>
            <li><p><b>\(reader(Words.read))</b><br>\(reader(Words.readText))</p>\
            \(QRCode(shown.link)?.html(label: reader(Words.qrLabel)))\
            <p>\(reader(Words.goodUntil(reader.time(shown.goodUntil))))</p>\
            <p class="hint">\(reader(Words.keyText))</p>\
            <p><a class="key mono" href="\(shown.link.exposed)">\(groups.joined(by: " "))</a> \
            <button class="btn quiet small" type="button" hidden data-copy="\(shown.key.text.exposed)" \
            data-copied="\(reader(Words.copied))">\(reader(Words.copy))</button></p>\
            <details><summary>\(reader(Words.manual))</summary>\(.paragraphs([reader(Words.manualText)]) as HTML)</details></li>
            <li>\(codeField(Words.appCodeLabel, Form(reader: reader, errors: errors)))\
            \(buttons(button(reader(Words.register)), isLogin ? .empty : quietLink(reader(Words.cancel), "/menu")))\
            <p class="hint">\(reader(Words.lockRule))</p></li>
            </ol>
            """)
    }
}
