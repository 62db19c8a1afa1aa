import Auth
import Domain

/// Where a code goes: the two kinds of this page.
enum CodeChannel: String, CaseIterable, Hashable, Sendable {
    case mail, phone

    /// The factor of the room Auth.
    var kind: FactorKind {
        switch self {
        case .mail: .mail
        case .phone: .phone
        }
    }
}

/// `/security/mail` and `/security/phone` (set, R-098, R-104), `/login/mail` and `/login/phone` (show, R-105): asks for
/// a code, says honestly how far it came, and takes it.
///
/// Fields: `address` or `countryCode` and `number`, `way`, `code`.
struct SentCodePage: Page {
    /// Why the page is shown again.
    enum Note: Hashable, Sendable {
        /// The next code may be sent in so many seconds (R-106).
        case wait(seconds: Int)
        /// There is no such way, or nothing to send it to.
        case notOffered
    }

    let channel: CodeChannel
    let purpose: CodePurpose
    let desk: CodeDesk
    /// What keeps codes from being looked at.
    let lock: CodeNote?
    let now: Instant
    /// Whether somebody is signed in; else it is a step of a login.
    let isSignedIn: Bool
    var note: Note?
    /// At a login: the other factors that are set, or can be (R-105).
    var others: [FactorKind] = []
    /// What was typed.
    var address = ""
    var countryCode = "81"
    var number = ""
    var errors: [FieldError] = []

    var width: PageWidth { .narrow }
    var tab: Tab? { isSignedIn ? .personal : nil }

    /// The page's address; sending is below it.
    static func place(_ channel: CodeChannel, _ purpose: CodePurpose) -> String {
        (purpose == .set ? "/security/" : "/login/") + channel.rawValue
    }

    private var place: Address { Address(segments: [purpose == .set ? "security" : "login", channel.rawValue]) }
    private var sendPlace: Address {
        Address(segments: [purpose == .set ? "security" : "login", channel.rawValue, "send"])
    }

    func title(_ reader: Reader) -> String { reader(Catalogue.Codes.title(channel, purpose)) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Codes
        let reader = frame.reader
        return """
            \(heading(title(reader), lock == nil ? HTML(escaping: reader(Words.lead(channel, purpose))) : .empty))\
            \(lock?.html(reader) ?? .empty)\(note.map { self.note($0, reader) })\
            \(desk.ways.isEmpty ? message(.warn, reader(Words.notOffered)) : when(lock == nil, steps(frame)))\
            \(otherWays(reader))\(when: !isSignedIn, frame.cancelsLogin)
            """
    }

    private func when(_ isSo: Bool, _ html: HTML) -> HTML { isSo ? html : .empty }

    private func steps(_ frame: Frame) -> HTML {
        let form = Form(reader: frame.reader, errors: errors)
        return """
            <section class="sheet">\(sending(form, frame))</section>
            \(desk.sent.map { #"<section class="sheet">\#(entering($0, form, frame))</section>"# as HTML })
            """
    }

    /// STEP1: asks for a code.
    private func sending(_ form: Form, _ frame: Frame) -> HTML {
        typealias Words = Catalogue.Codes
        let reader = frame.reader
        let target: HTML =
            switch (purpose, channel) {
            case (.show, _): "<p>\(reader(Words.goesTo(desk.hint ?? "")))</p>"
            case (.set, .mail):
                form.text(
                    Field(name: "address", label: Words.address, required: true), address,
                    TextControl(type: "email", maxLength: 254, autocomplete: "email"))
            case (.set, .phone):
                """
                \(form.text(
                    Field(name: "countryCode", label: Words.countryCode, hint: Words.countryHint, required: true),
                    countryCode, TextControl(width: .w4, maxLength: 4, autocomplete: "tel-country-code",
                        inputMode: "numeric")))\
                \(form.text(
                    Field(name: "number", label: Words.number, hint: Words.numberHint, required: true),
                    number, TextControl(type: "tel", width: .w12, maxLength: 20, autocomplete: "tel-national")))
                """
            }
        let ways = [CodeWay.mail, .sms, .call].filter(desk.ways.contains)
        // Where a code can be typed, that is the one thing to do.
        let isMain = desk.sent?.isRefused != false
        let sends = ways.enumerated().map { place, way in
            button(
                reader(Words.send(way, again: purpose == .show && desk.sent != nil)),
                place == 0 && isMain ? .main : .quiet, name: "way", value: way.rawValue)
        }
        var way = frame.form(sendPlace, "\(target)<div class=\"btns\">\(sends)</div>")
        // Once a code is under way, the buttons below it send another; these ones only to somewhere else.
        if purpose == .set, !isMain, errors.isEmpty, address.isEmpty, number.isEmpty {
            way = "<details><summary>\(reader(Words.elsewhere(channel)))</summary>\(way)</details>"
        }
        return """
            <h2>\(reader(purpose == .set ? Words.stepOne : Words.receive))</h2>\
            \(way)<p class="hint">\(reader(Words.limits))</p>
            """
    }

    /// STEP2: takes the code, or says why none will come. Another way to the same place needs nothing typed again
    /// (R-104).
    private func entering(_ sent: CodeStanding, _ form: Form, _ frame: Frame) -> HTML {
        typealias Words = Catalogue.Codes
        let reader = frame.reader
        let ways = [CodeWay.mail, .sms, .call].filter(desk.ways.contains).map { way in
            button(reader(Words.send(way, again: way == sent.way)), .small, name: "way", value: way.rawValue)
        }
        let again = purpose == .set ? frame.form(sendPlace, "<div class=\"btns\">\(ways)</div>") : .empty
        let standing = sent.html(look: place, channel, purpose, now: now, reader)
        if sent.isRefused { return standing + again }
        return """
            <h2>\(reader(purpose == .set ? Words.stepTwo : Words.enter))</h2>\(standing)\
            \(frame.form(
                place,
                """
                \(codeField(Words.code, form))\
                \(buttons(button(reader(purpose == .set ? Words.register : Words.authenticate))))\
                <p class="hint">\(reader(Catalogue.Factor.lockRule))</p>
                """))\(again)
            """
    }

    private func note(_ note: Note, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Codes
        return switch note {
        case .wait(let seconds): message(.warn, reader(Words.wait(seconds)))
        case .notOffered: message(.warn, reader(Words.notOffered))
        }
    }

    /// R-097, R-103, R-104: the other methods.
    private func otherWays(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Codes
        if purpose == .set, !isSignedIn { return FactorKind.setUp(others, reader) }
        let links =
            purpose == .show
            ? FactorKind.links(others, recovers: lock?.locksEverything != true) : [(Words.back, "/security" as Address)]
        return "<p>\(links.map { quietLink(reader($0), $1) }.joined(by: "　"))</p>"
    }
}

extension FactorKind {
    /// Links to set up other kinds instead, one a line.
    static func setUp(_ others: [FactorKind], _ reader: Reader) -> HTML {
        if others.isEmpty { return .empty }
        let links: [HTML] = others.map { kind in
            "<li>\(quietLink(reader(Catalogue.Codes.setUp(kind)), Address("security", kind.rawValue)))</li>"
        }
        return "<p>\(reader(Catalogue.Codes.setUpInstead))</p><ul>\(links)</ul>"
    }

    /// The ways to log in with other factors, and the way for whoever has none at hand.
    ///
    /// - Parameter recovers: Whether that way is open.
    static func links(_ others: [FactorKind], recovers: Bool) -> [(LocalizedText, Address)] {
        others.map { (Catalogue.Factor.instead($0), $0.page) }
            + (recovers ? [(Catalogue.Factor.recover, "/login/recover" as Address)] : [])
    }
}
