import Auth
import Domain

/// One kind of second factor, as its owner sees it.
struct FactorLine: Hashable, Sendable {
    let kind: FactorKind
    let isSet: Bool
    /// What the person recognizes it by; empty for nothing.
    let hint: String
    let lock: LockAnswer
}

/// One session, as its owner sees it.
struct SessionLine: Hashable, Sendable {
    let handle: String
    /// Browser and system; empty if unknown.
    let label: String
    let isLimited: Bool
    let createdAt: Instant
    let seenAt: Instant
    let isCurrent: Bool
}

/// How an account at another provider stands.
struct ExternalLine: Hashable, Sendable {
    /// The provider that the organization takes logins of; nil if it takes none any more.
    let offered: String?
    /// The provider that is linked.
    let linked: String?
    let linkedAt: Instant?
}

/// A set of backup codes, without the codes.
struct BackupLine: Hashable, Sendable {
    let madeAt: Instant
    let unused: Int
}

/// `/security`: one's own factors, backup codes, password and sessions (R-032, R-102, R-118).
struct SecurityPage: Page {
    /// The kinds that there are; nil where no second factor is used (R-018).
    let factors: [FactorLine]?
    /// Nil if there is no set.
    let backup: BackupLine?
    /// When the factors were cleared last, and why; their owner gives no reason.
    var lastReset: (at: Instant, reason: String)?
    let external: ExternalLine
    let sessions: [SessionLine]

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.Security.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Security
        let reader = frame.reader
        return """
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))\
            \(factors.map { factorSheet($0, reader) })\
            <section class="sheet"><h2>\(reader(Words.password))</h2>\
            \(buttons(linkButton(reader(Words.passwordChange), "/me/password")))</section>
            \(externalSheet(reader))\(sessionSheet(frame))
            """
    }

    private func factorSheet(_ factors: [FactorLine], _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Security
        let table = Table(
            columns: [
                Column(title: Words.factor), Column(title: Words.state), Column(title: Words.action, isSilent: true),
            ],
            rows: factors.map { line in
                ["<b>\(reader(Words.name(line.kind)))</b>", state(of: line, reader), action(of: line, reader)]
            }, isCards: true)
        let few = backup.map { $0.unused < 3 } ?? false
        return """
            <section class="sheet"><h2>\(reader(Words.factors))</h2>\(table.html(reader))\
            \(lastReset.map { reset in
                "<p class=\"hint\">\(reader(Words.lastResetText(reader.dateTime(reset.at), reset.reason)))</p>" as HTML
            })<p><a class="link" href="/security/reset">\(reader(Words.resetAll))</a></p></section>
            <section class="sheet"><h2>\(reader(Words.backup))</h2><p>\(backup.map {
                HTML(escaping: reader(Words.backupStatus(reader.date($0.madeAt), $0.unused)))
            } ?? HTML(escaping: reader(Words.backupNone)))</p>\
            \(when: few, #"<p class="hint">\#(reader(Words.backupFew))</p>"#)\
            \(buttons(linkButton(reader(Words.backupMake), "/security/backup")))</section>

            """
    }

    private func state(of line: FactorLine, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Security
        let word: HTML =
            switch line.lock {
            case .locked(let until) where line.isSet: status(.bad, reader(Words.locked(reader.time(until))))
            case .stopped where line.isSet: status(.bad, reader(Words.stopped))
            default: line.isSet ? status(.ok, reader(Words.isSet)) : status(.off, reader(Words.isNotSet))
            }
        return "\(word)\(when: !line.hint.isEmpty, #"<br><span class="meta">\#(line.hint)</span>"#)"
    }

    private func action(of line: FactorLine, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Security
        let name = HTML.heard(reader(Words.name(line.kind)))
        let set: HTML = #"<a href="\#(Address("security", line.kind.rawValue))">\#(reader(Words.set))\#(name)</a>"#
        guard line.isSet else { return set }
        let remove: HTML =
            #"<a href="\#(Address("security", line.kind.rawValue, "remove"))">\#(reader(Words.remove))\#(name)</a>"#
        // There can be several passkeys; of everything else there is one.
        return line.kind == .passkey ? "\(set)<br>\(remove)" : remove
    }

    private func externalSheet(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Security
        if let linked = external.linked, let at = external.linkedAt {
            return """
                <section class="sheet"><h2>\(reader(Words.external))</h2>\
                <p>\(reader(Words.externalLinked(linked, reader.date(at))))</p>\
                \(buttons(linkButton(reader(Words.externalUnlink), "/security/external/remove")))</section>

                """
        }
        guard let offered = external.offered else { return .empty }
        return """
            <section class="sheet"><h2>\(reader(Words.external))</h2>\
            <p>\(reader(Words.externalOffered(offered)))</p>\
            \(buttons(linkButton(reader(Words.externalLink), "/security/external")))</section>

            """
    }

    private func sessionSheet(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Security
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.browser), Column(title: Words.since), Column(title: Words.seen),
                Column(title: Words.action, isSilent: true),
            ],
            rows: sessions.map { line in
                let name = line.label.isEmpty ? reader(Words.unknownBrowser) : line.label
                return [
                    """
                    <b>\(name)</b>\(when: line.isCurrent, "\(reader(Words.current))")\
                    \(when: line.isLimited, #"<br><span class="meta">\#(reader(Words.limited))</span>"#)
                    """,
                    "\(reader.dayTime(line.createdAt))", "\(reader.dayTime(line.seenAt))",
                    frame.form(
                        "/security/sessions/end", hidden: [HiddenField(name: "session", value: line.handle)],
                        button(reader(Words.end), .small, context: name)),
                ]
            }, isCards: true)
        return """
            <section class="sheet"><h2>\(reader(Words.sessions))</h2>\(table.html(reader))\
            \(when: sessions.count > 1, frame.form(
                "/security/sessions/end", hidden: [HiddenField(name: "session", value: "others")],
                buttons(button(reader(Words.endOthers), .quiet))))</section>
            """
    }
}

extension Address {
    /// A place with these segments.
    init(_ segments: String...) {
        self.init(segments: segments)
    }
}

/// `/security/{kind}/remove` and `/security/external/remove`: asks before something of one's login is removed.
struct RemoveFromLoginPage: Page {
    /// The question, in both languages.
    let question: LocalizedText
    /// What follows.
    let text: LocalizedText
    /// Where it is posted.
    let action: Address
    /// What the form carries along.
    var hidden: [HiddenField] = []

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(question) }

    func content(in frame: Frame) -> HTML {
        let reader = frame.reader
        let actions = buttons(
            button(reader(Catalogue.Security.remove), .grave),
            quietLink(reader(Catalogue.Reset.leave), "/security"))
        return
            "\(heading(reader(question), HTML(escaping: reader(text))))\(frame.form(action, class: "sheet", hidden: hidden, actions))"
    }
}
