import Auth
import Domain

/// Why a code was not taken; stands above the field.
enum CodeNote: Hashable, Sendable {
    /// It was wrong; so many more may be. With how far the device's clock is off, if that is why (R-093).
    case wrong(left: Int, ClockSkew?)
    /// It is not six digits.
    case notSixDigits
    /// It was right once, but its time is over.
    case expired
    /// It is of a key that was shown too long ago (R-087).
    case keyExpired
    /// Nothing is looked at for so many minutes (R-107).
    case locked(minutes: Int)
    /// Nothing is looked at until the factor is reset.
    case stopped

    /// What happened.
    func html(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Factor
        return switch self {
        case .wrong(let left, let skew):
            message(
                .bad, reader(Words.wrong),
                .paragraphs(
                    [
                        skew.map { Words.skew(minutes: $0.minutes, isFast: $0.isFast) } ?? Words.wrongText,
                        Words.left(left),
                    ]
                    .map { reader($0) }))
        case .notSixDigits: message(.bad, reader(Words.notSixDigits), .paragraphs([reader(Words.notSixDigitsText)]))
        case .expired: message(.bad, reader(Words.expired), .paragraphs([reader(Words.expiredText)]))
        case .keyExpired: message(.bad, reader(Words.keyExpired), .paragraphs([reader(Words.keyExpiredText)]))
        case .locked(let minutes):
            message(.warn, reader(Words.locked(minutes)), .paragraphs([reader(Words.lockedText)]))
        case .stopped: message(.warn, reader(Words.stopped), .paragraphs([reader(Words.stoppedText)]))
        }
    }

    /// Whether a code can be tried now.
    var takesCodes: Bool {
        switch self {
        case .wrong, .notSixDigits, .expired, .keyExpired: true
        case .locked, .stopped: false
        }
    }
}

/// `/login/code?via=`: the code of a factor that is set; never its key (R-083). Posts to the same address.
///
/// Fields: `code`, `via`.
struct FactorCodePage: Page {
    /// Which factor is shown.
    let kind: FactorKind
    /// What it is recognized by, such as a masked address.
    var hint: String?
    /// The others that are set (R-105).
    var others: [FactorKind] = []
    /// What stands between the heading and the field, such as how far a mail has come.
    var above = HTML.empty
    /// Why the last code was not taken.
    var note: CodeNote?

    var width: PageWidth { .slim }
    var isRefused: Bool { note?.takesCodes == true }

    func title(_ reader: Reader) -> String { reader(Catalogue.Factor.codeTitle) }

    private var takesCodes: Bool { note?.takesCodes != false }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Factor
        let reader = frame.reader
        let links: [HTML] = others.map { "<li>\(quietLink(reader(Words.instead($0)), $0.page))</li>" }
        let fields: HTML = """
            \(codeField(Words.codeLabel, reader))\
            \(buttons(button(reader(Words.verify))))\
            <p class="hint">\(reader(Words.lockRule))</p>
            """
        let via = [HiddenField(name: "via", value: kind.rawValue)]
        return """
            \(heading(reader(Words.codeTitle), takesCodes ? HTML(escaping: reader(Words.lead(kind, hint))) : .empty))\
            \(note.map { $0.html(reader) })\(above)\
            \(when: takesCodes, frame.form("/login/code", class: "sheet", hidden: via, fields))\
            <ul>\(links)<li>\(quietLink(reader(Words.recover), "/login/recover"))</li></ul>\
            \(frame.form("/login/cancel", buttons(button(reader(Words.cancel), .quiet))))
            """
    }
}

/// The field for six digits: what is pasted with spaces or in full width is taken too.
func codeField(_ label: LocalizedText, _ reader: Reader) -> HTML {
    Form(reader: reader, errors: []).field(
        Field(name: "code", label: label, hint: Catalogue.Factor.codeHint, required: true)
    ) { attributes in
        """
        <input class="in code"\(attributes) inputmode="numeric" autocomplete="one-time-code" maxlength="20">
        """
    }
}

extension FactorKind {
    /// Where it is shown at a login.
    var page: Address {
        switch self {
        case .app: "/login/code"
        case .mail: "/login/mail"
        case .phone: "/login/phone"
        case .passkey: "/login/passkey"
        }
    }
}
