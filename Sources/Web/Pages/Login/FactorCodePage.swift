import Auth
import Domain

/// Why a code was not taken: of an app, by mail or phone, a backup code, or what stands in for one.
enum CodeNote: Hashable, Sendable {
    /// It was wrong; so many more may be. With how far the device's clock is off, if that is why (R-093).
    case wrong(left: Int, LockKind, ClockSkew?)
    /// It is not six digits.
    case notSixDigits
    /// It was right once, but its time is over.
    case expired
    /// It was right, but it or a later one was used already.
    case used
    /// It is of a key that was shown too long ago (R-087).
    case keyExpired
    /// Nothing is looked at for so many minutes (R-107).
    case locked(minutes: Int)
    /// No kind of code is looked at for so many minutes.
    case everythingLocked(minutes: Int)
    /// Nothing is looked at until the factor is reset.
    case stopped

    /// A code that was refused, or the lock that begins with it.
    static func refused(left: Int, _ kind: LockKind, _ skew: ClockSkew? = nil) -> CodeNote {
        left > 0 ? .wrong(left: left, kind, skew) : .locked(minutes: 30)
    }

    /// What the field says, and the summary above it; nothing while no code is taken.
    var errors: [FieldError] {
        typealias Words = Catalogue.Factor
        func error(_ rule: String, _ words: LocalizedText...) -> [FieldError] {
            [FieldError(field: "code", rule: rule, message: .sentences(words))]
        }
        return switch self {
        case .wrong(let left, let kind, let skew):
            error(
                "mismatch", Words.wrong,
                skew.map(Words.skew) ?? Words.wrongText(kind),
                Words.left(left))
        case .notSixDigits: error("sixDigits", Words.notSixDigits, Words.notSixDigitsText)
        case .expired: error("expired", Words.expired, Words.expiredText)
        case .used: error("used", Words.used, Words.usedText)
        case .keyExpired: error("expired", Words.keyExpired, Words.keyExpiredText)
        case .locked, .everythingLocked, .stopped: []
        }
    }

    /// What stands in place of the field while no code is taken.
    func html(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Factor
        return switch self {
        case .locked(let minutes): alert(reader(Words.locked(minutes)), reader(Words.lockedText))
        case .everythingLocked(let minutes):
            alert(reader(Words.everythingLocked(minutes)), reader(Words.everythingLockedText))
        case .stopped: alert(reader(Words.stopped), reader(Words.stoppedText))
        case .wrong, .notSixDigits, .expired, .used, .keyExpired: .empty
        }
    }

    /// Whether a code can be tried now.
    var takesCodes: Bool { !errors.isEmpty }

    /// Whether backup codes are locked as well.
    var locksEverything: Bool { if case .everythingLocked = self { true } else { false } }

    /// The same lock, said of everything.
    var ofEverything: CodeNote {
        if case .locked(let minutes) = self { .everythingLocked(minutes: minutes) } else { self }
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
    var errors: [FieldError] { note?.errors ?? [] }

    func title(_ reader: Reader) -> String { reader(Catalogue.Factor.codeTitle) }

    private var takesCodes: Bool { note?.takesCodes != false }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Factor
        let reader = frame.reader
        let links: [HTML] = others.map { "<li>\(quietLink(reader(Words.instead($0)), $0.page))</li>" }
        let fields: HTML = """
            \(codeField(Words.codeLabel, Form(reader: reader, errors: errors)))\
            \(buttons(button(reader(Words.verify))))\
            <p class="hint">\(reader(Words.lockRule))</p>
            """
        let via = [HiddenField(name: "via", value: kind.rawValue)]
        let ways: HTML = "<ul>\(links)<li>\(quietLink(reader(Words.recover), "/login/recover"))</li></ul>"
        return """
            \(heading(reader(Words.codeTitle), takesCodes ? HTML(escaping: reader(Words.lead(kind, hint))) : .empty))\
            \(note?.html(reader) ?? .empty)\(above)\
            \(when: takesCodes, frame.form("/login/code", class: "sheet", hidden: via, fields))\
            \(when: note?.locksEverything != true, ways)\
            \(frame.cancelsLogin)
            """
    }
}

/// The field for six digits: what is pasted with spaces or in full width is taken too.
func codeField(_ label: LocalizedText, _ form: Form) -> HTML {
    form.field(Field(name: "code", label: label, hint: Catalogue.Factor.codeHint, required: true)) { attributes in
        """
        <input class="in code"\(attributes) inputmode="numeric" autocomplete="one-time-code">
        """
    }
}

extension Frame {
    /// The way back from a step of a login.
    var cancelsLogin: HTML { form("/login/cancel", buttons(button(reader(Catalogue.Factor.cancel), .quiet))) }
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
