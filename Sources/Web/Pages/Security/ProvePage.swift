import Auth
import Domain
import Notify

/// What waits for the proof of who it is.
struct ProofGoal: Sendable, Hashable {
    /// A place on this site.
    let next: String
    /// The form that was sent too early, sealed by the handler; nil for none.
    let kept: String?

    /// A goal that the handler checked.
    init(place: String, kept: String?) {
        next = place
        self.kept = kept
    }

    /// The same in a form.
    var hidden: [HiddenField] { HiddenField.goal(next: next, kept: kept) }
}

/// `/security/prove`: password and one of the factors that are set, once more. A code is sent by `/security/prove/send`,
/// another factor chosen by `/security/prove/via`.
///
/// Fields: `password`, `via`, `next`, `keptForm`, and `code` or what a passkey answers; for sending `way`.
struct ProvePage: Page {
    /// What is asked for beside the password.
    enum Asked: Sendable {
        /// Nothing.
        case nothing
        /// The code that the app shows.
        case app
        /// A code that is sent.
        case code(CodeChannel, CodeDesk)
        /// A passkey.
        case passkey(PasskeyOptions)
    }

    let asked: Asked
    /// The other factors that are set.
    var others: [FactorKind] = []
    /// Where it leads.
    let goal: ProofGoal
    let now: Instant
    /// The lock that keeps the factor from being shown now.
    var note: CodeNote?
    /// After how many seconds another code may be sent; nil if nobody asked.
    var wait: Int?
    var errors: [FieldError] = []

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }
    var usesPasskeys: Bool { if case .passkey = asked { true } else { false } }
    var isRefused: Bool { note != nil || wait != nil || !errors.isEmpty }

    func title(_ reader: Reader) -> String { reader(Catalogue.Reset.proveTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Reset
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let ways = others.map { button(reader(Catalogue.Factor.instead($0)), .quiet, name: "via", value: $0.rawValue) }
        let fields: HTML = """
            \(form.secret(
                Field(name: "password", label: Words.password, required: true), maxLength: nil,
                autocomplete: "current-password"))\(factor(form))\
            \(buttons(button(reader(Words.proveSubmit)), quietLink(reader(Words.leave), "/security")))
            """
        return """
            \(heading(reader(Words.proveTitle), HTML(escaping: reader(Words.proveLead))))\
            \(note?.html(reader) ?? .empty)\
            \(wait.map { message(.warn, reader(Catalogue.Codes.wait($0))) })\(sending(frame))\
            \(takesProof ? asking(fields, frame) : buttons(quietLink(reader(Words.leave), "/security")))\
            \(when: !ways.isEmpty, frame.form("/security/prove/via", hidden: goal.hidden, "<div class=\"btns\">\(ways)</div>"))
            """
    }

    /// A lock, or a code that could not be sent, leaves nothing to type.
    private var takesProof: Bool {
        if case .code(_, let desk) = asked, desk.sent?.isRefused == true { return false }
        return note == nil
    }

    private func asking(_ fields: HTML, _ frame: Frame) -> HTML {
        """
        <form novalidate method="post" action="/security/prove" class="sheet"\(passkeyAttributes(frame.reader))>\(frame.csrfField)\
        \(hidden.map(\.html))\(fields)</form>
        """
    }

    private var kind: FactorKind? {
        switch asked {
        case .nothing: nil
        case .app: .app
        case .code(let channel, _): channel.kind
        case .passkey: .passkey
        }
    }

    private var hidden: [HiddenField] {
        let via = kind.map { [HiddenField(name: "via", value: $0.rawValue)] } ?? []
        return goal.hidden + via
    }

    private func factor(_ form: Form) -> HTML {
        let label: LocalizedText
        switch asked {
        case .nothing: return .empty
        case .passkey:
            let names = ["credential", "clientData", "authenticatorData", "signature"]
            return """
                \(names.map { HiddenField(name: $0, value: "").html })<p role="status"></p>\
                <noscript><p>\(form.reader(Catalogue.Passkeys.needsScript))</p></noscript>
                """
        case .app: label = Catalogue.Reset.code
        case .code: label = Catalogue.Codes.code
        }
        return codeField(label, form)
    }

    private func passkeyAttributes(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Passkeys
        guard case .passkey(let options) = asked else { return .empty }
        let text = String(decoding: options.json(.show, siteName: "").bytes, as: UTF8.self)
        return """
             data-passkey="\(text)" data-ceremony="get" data-none="\(reader(Words.none))" \
            data-failed="\(reader(Words.notDone))"
            """
    }

    /// Asks for a code, and says how far the last one came.
    private func sending(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Codes
        guard case .code(let channel, let desk) = asked, case .open = desk.lock else { return .empty }
        let reader = frame.reader
        let sends = [CodeWay.mail, .sms, .call].filter(desk.ways.contains).map { way in
            button(reader(Words.send(way, again: desk.sent != nil)), .quiet, name: "way", value: way.rawValue)
        }
        let here = Address("security", "prove").adding("via", channel.rawValue).adding(FormName.next, goal.next)
        let sent = desk.sent.map { $0.html(look: here, channel, .show, now: now, reader) }
        return """
            <section class="sheet"><p>\(reader(Words.goesTo(desk.hint ?? "")))</p>\
            \(frame.form("/security/prove/send", hidden: hidden, "<div class=\"btns\">\(sends)</div>"))\(sent)</section>
            """
    }
}

extension CodeStanding {
    /// Whether it will not arrive.
    var isRefused: Bool { if case .refused = progress { true } else { false } }

    /// Where a code went and how far it came, and what to do if that is not far enough.
    func html(
        look place: Address, _ channel: CodeChannel, _ purpose: CodePurpose, now: Instant, _ reader: Reader
    ) -> HTML {
        typealias Words = Catalogue.Codes
        let line =
            reader(Words.sentTo(masked, at: reader.seconds(sentAt)))
            + (isRefused ? "" : reader(Words.goodUntil(reader.dateTime(expiresAt))))
        let look = quietLink(reader(Words.look), place)
        let state: HTML
        switch progress {
        case .queued(let since, let reason):
            let wait = reader.about(max(now - since, .seconds(1)))
            let why = reason.map { AttemptReason($0)?.line(reader.language) ?? "–" }
            state = message(
                why == nil ? .plain : .warn, reader(why.map { Words.retried($0, wait) } ?? Words.queued(wait)),
                "<p>\(look)</p>")
        case .accepted(let time):
            let title = Words.accepted(way, reader.about(max(now - time, .seconds(1))))
            // Handed over is not delivered.
            state = message(.plain, reader(title), .paragraphs([reader(Words.acceptedText(way))]))
        case .refused(let reason):
            state = message(
                .bad, reader(Words.refused(AttemptReason(reason)?.line(reader.language) ?? "–")),
                .paragraphs([reader(Words.refusedText(channel, purpose))]))
        case .unclear, nil: state = message(.warn, reader(Words.unclear), "<p>\(look)</p>")
        }
        return "<p>\(line)</p>\(state)"
    }
}
