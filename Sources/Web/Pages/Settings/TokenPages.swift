import Domain

/// Whether a token works.
enum TokenState: Hashable, Sendable {
    case works, expired, revoked

    fileprivate func html(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Tokens
        return switch self {
        case .works: status(.ok, reader(Words.works))
        case .expired: status(.off, reader(Words.expired))
        case .revoked: status(.off, reader(Words.revoked))
        }
    }
}

/// One API token, as lists show it.
struct TokenLine: Hashable, Sendable {
    /// Its number.
    let id: String
    /// What it is for.
    let name: String
    /// What it may do.
    let scopes: [LocalizedText]
    /// Who made it.
    let author: String
    /// What became of them, if they are not there any more.
    var gone: LocalizedText?
    /// When.
    let madeAt: Instant
    /// When it ends; nil for never.
    let expiresAt: Instant?
    /// When it was last used; nil for never.
    let lastUsedAt: Instant?
    let state: TokenState
}

/// `/tokens`: what connected systems hold.
struct TokensPage: Page {
    /// The tokens, newest first.
    let tokens: [TokenLine]

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Tokens.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Tokens
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.name), Column(title: Words.scopes), Column(title: Words.madeBy),
                Column(title: Words.expires), Column(title: Words.lastUsed), Column(title: Words.state),
            ],
            rows: tokens.map { token in
                [
                    "<b>\(token.name)</b>", list(token.scopes, reader),
                    """
                    <span class="nw">\(reader.date(token.madeAt))</span> \(token.author)\
                    \(token.gone.map { "<br>\(status(token.state == .works ? .warn : .off, reader($0)))" as HTML } ?? .empty)
                    """,
                    "\(expiry(token.expiresAt, reader))",
                    "\(token.lastUsedAt.map { reader.dateTime($0) } ?? reader(Words.unused))",
                    """
                    \(token.state.html(reader))\(when: token.state == .works, #"<br><a href="\#(revoke(token))">\#(reader(Words.revoke))\#(.heard(token.name))</a>"#)
                    """,
                ]
            }, isCards: true)
        return """
            \(backLink("/maintenance", reader(Catalogue.Settings.back)))\
            <div class="row">\(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))\
            <p class="btns">\(linkButton(reader(Words.new), "/tokens/new", .main))</p></div>
            \(when: orphans > 0, message(
                .warn, reader(Words.makerGone(orphans)), .paragraphs([reader(Words.makerGoneText)])))\
            <section class="sheet">\(tokens.isEmpty ? "<p>\(reader(Words.nothingYet))</p>" : table.html(reader))</section>
            """
    }

    /// Tokens that work and whose maker is not there any more.
    private var orphans: Int { tokens.count { $0.state == .works && $0.gone != nil } }

    private func revoke(_ token: TokenLine) -> Address { "/tokens/\(token.id)/revoke" }
}

/// `/tokens/new`. Fields: `name`, `capabilities` for each scope, `days` until it ends, empty for never.
struct NewTokenPage: Page {
    /// The days a token can last.
    static let days = [30, 90, 365]

    /// The name typed before.
    var name = ""
    /// What it may do.
    let scopes: [Choice]
    /// The days chosen; nil for never.
    var days: Int? = 90
    var errors: [FieldError] = []

    var typedPlace: Address? { "/tokens/new" }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Tokens.newTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Tokens
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let ends = Self.days.map { Choice(value: "\($0)", words: reader(Words.days($0)), isChosen: $0 == days) }
        let never = Choice(value: "", words: reader(Words.never), isChosen: days == nil)
        let ticks = scopes.map {
            tick(.checkbox, name: "capabilities", value: $0.value, checked: $0.isChosen, "\($0.words)")
        }
        let fields: HTML = """
            \(form.text(
                Field(name: "name", label: Words.name, hint: Words.nameHint, required: true), name,
                TextControl(width: .w20, maxLength: 64)))\
            \(form.group(
                Words.scopes, name: "capabilities", hint: Words.scopesHint,
                ticks.joined(by: .empty)))\
            \(form.select(
                Field(name: "days", label: Words.expires, hint: Words.expiresHint), ends + [never], width: .w12))\
            \(buttons(button(reader(Words.make))))
            """
        return """
            \(backLink("/tokens", reader(Words.back)))\
            <h1>\(title(reader))</h1>
            \(frame.form("/tokens/new", class: "sheet", fields))
            """
    }
}

/// The only page that ever shows a token; never stored, `no-store`, and sealed where it goes through a change of language.
struct MadeTokenPage: Page {
    /// What it is for.
    let name: String
    /// What it may do.
    let scopes: [LocalizedText]
    /// When it ends; nil for never.
    let expiresAt: Instant?
    /// The token.
    let token: Secret
    /// What brings the same token to the page in the other language.
    var sealed: [HiddenField] = []

    var tab: Tab? { .maintenance }
    var typedPlace: Address? { "/tokens/new" }
    var typedFields: [HiddenField]? { sealed }
    var takesEdit: Bool { false }

    func title(_ reader: Reader) -> String { reader(Catalogue.Tokens.madeTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Tokens
        let reader = frame.reader
        return """
            \(message(.warn, reader(Words.onlyOnce), .paragraphs([reader(Words.onlyOnceText)])))\
            <h1>\(title(reader))</h1>
            <section class="sheet">\(facts([
                Fact(reader(Words.token), #"<b class="mono">\#(token.exposed)</b>"#),
                Fact(reader(Words.name), "\(name)"), Fact(reader(Words.scopes), list(scopes, reader)),
                Fact(reader(Words.expires), "\(expiry(expiresAt, reader))"),
            ]))</section>
            \(buttons(linkButton(reader(Words.back), "/tokens")))
            """
    }
}

/// `/tokens/{t}/revoke`: asks before a token ends.
struct RevokeTokenPage: Page {
    let token: TokenLine

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Tokens.revokeHeading) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Tokens
        let reader = frame.reader
        let about = facts([
            Fact(reader(Words.name), "\(token.name)"), Fact(reader(Words.scopes), list(token.scopes, reader)),
            Fact(
                reader(Words.madeBy),
                "\(reader.date(token.madeAt)) \(token.author)\(token.gone.map { "（\(reader($0))）" } ?? "")"),
            Fact(
                reader(Words.lastUsed), "\(token.lastUsedAt.map { reader.dateTime($0) } ?? reader(Words.unused))"),
        ])
        return """
            \(heading(reader(Words.revokeHeading), HTML(escaping: reader(Words.revokeText))))\
            \(frame.form(
                "/tokens/\(token.id)/revoke", class: "sheet",
                """
                \(about)\(buttons(
                    button(reader(Words.revoke), .grave), quietLink(reader(Catalogue.EveryPage.back), "/tokens")))
                """))
            """
    }
}

private func list(_ scopes: [LocalizedText], _ reader: Reader) -> HTML {
    scopes.map { HTML(escaping: reader($0)) }.joined(by: "<br>")
}

private func expiry(_ instant: Instant?, _ reader: Reader) -> String {
    instant.map { reader.dateTime($0) } ?? reader(Catalogue.Tokens.never)
}
