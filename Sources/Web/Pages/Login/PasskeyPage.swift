import Auth
import Domain

/// `/security/passkey` (set) and `/login/passkey` (show): the browser is asked for a passkey; the only page that needs
/// its script, since nothing else reaches the device.
///
/// Fields: `name`, and filled by the script `credential`, `clientData`, `attestation`, `authenticatorData`, `signature`.
struct PasskeyPage: Page {
    let purpose: CodePurpose
    let options: PasskeyOptions
    /// Whether somebody is signed in; else it is a step of a login.
    let isSignedIn: Bool
    /// The organization's or the site's name, shown by the browser.
    let siteName: String
    /// The lock that keeps it from being shown.
    var note: CodeNote?
    /// At a login: the other factors that are set, or can be (R-105).
    var others: [FactorKind] = []
    var name = ""
    var errors: [FieldError] = []

    var isRefused: Bool { note != nil || !errors.isEmpty }
    var width: PageWidth { .narrow }
    var tab: Tab? { isSignedIn ? .personal : nil }
    var usesPasskeys: Bool { true }

    func title(_ reader: Reader) -> String {
        reader(purpose == .set ? Catalogue.Passkeys.setTitle : Catalogue.Passkeys.showTitle)
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Passkeys
        let reader = frame.reader
        let lead = purpose == .set ? Words.setLead : Words.showLead
        return """
            \(heading(title(reader), note == nil ? HTML(escaping: reader(lead)) : .empty))\
            \(note?.html(reader) ?? .empty)\(note == nil ? asking(frame) : .empty)\(known(frame))\(otherWays(reader))\
            \(when: !isSignedIn, frame.cancelsLogin)
            """
    }

    private func asking(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Passkeys
        let reader = frame.reader
        let names =
            purpose == .set
            ? ["clientData", "attestation"] : ["credential", "clientData", "authenticatorData", "signature"]
        let hidden = names.map { HiddenField(name: $0, value: "").html }
        let form = Form(reader: reader, errors: errors)
        let asked = String(decoding: options.json(purpose, siteName: siteName).bytes, as: UTF8.self)
        let field: HTML =
            purpose == .set
            ? form.text(
                Field(name: "name", label: Words.name, hint: Words.nameHint, required: true),
                name.isEmpty ? reader(Words.standardName) : name, TextControl(width: .w20, maxLength: 40)) : .empty
        return """
            <form novalidate method="post" action="\(place)" class="sheet" data-passkey="\(asked)" \
            data-ceremony="\(purpose == .set ? "create" : "get")" data-none="\(reader(Words.none))" \
            data-failed="\(reader(Words.notDone))">\(frame.csrfField)\(hidden)\(field)\
            <p role="status"></p><noscript><p>\(reader(Words.needsScript))</p></noscript>\
            \(buttons(button(reader(purpose == .set ? Words.register : Words.use))))</form>

            """
    }

    private var place: Address { purpose == .set ? "/security/passkey" : "/login/passkey" }

    /// What is registered, each with a button that removes it.
    private func known(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Passkeys
        guard purpose == .set, isSignedIn, !options.known.isEmpty else { return .empty }
        let reader = frame.reader
        let items: [HTML] = options.known.map { passkey in
            let used = passkey.usedAt.map { Words.used(reader.dateTime($0)) } ?? Words.neverUsed
            return """
                <li><p><b>\(passkey.name)</b> \(reader(Words.since(reader.date(passkey.setAt))))　\(reader(used))</p>\
                <p><a href="\(Address("security", "passkey", "remove").adding("id", passkey.id.description))">\
                \(reader(Words.remove))\(HTML.heard(passkey.name))</a></p></li>
                """
        }
        return #"<section class="sheet"><h2>\#(reader(Words.registered))</h2><ul>\#(items)</ul></section>"#
    }

    private func otherWays(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Codes
        if purpose == .set, !isSignedIn { return FactorKind.setUp(others, reader) }
        let links =
            purpose == .show
            ? FactorKind.links(others, recovers: note?.locksEverything != true) : [(Words.back, "/security" as Address)]
        return "<p>\(links.map { quietLink(reader($0), $1) }.joined(by: "　"))</p>"
    }
}
