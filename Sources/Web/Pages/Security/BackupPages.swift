import Domain

/// Ten backup codes, shown once: at a login's step `backupCodes`, or after `/security/backup` (R-095, R-123, R-125).
struct BackupCodesPage: Page {
    /// The codes.
    let codes: [Secret]
    /// The organization's name for the service, and whose codes they are: what a sheet of paper must say.
    let service: String
    let account: String
    /// Where the tick is posted.
    let action: Address
    /// Whether a login goes on afterwards.
    let isLogin: Bool
    /// Whether the last try came without the tick.
    var errors: [FieldError] = []
    /// Whether others were shown before, which stopped working for these.
    var replaceOthers = false
    /// Whether a login may go on to an authenticator app, beside the mail or phone that was just set (R-101).
    var offersApp = false

    var tab: Tab? { isLogin ? nil : .personal }
    var width: PageWidth { .narrow }
    var typedPlace: Address? { action }
    var typedFields: [HiddenField]? { [hidden] }
    var takesEdit: Bool { false }

    /// What was shown comes back with whatever is posted: nothing of it is kept here.
    private var hidden: HiddenField {
        HiddenField(name: "codes", value: codes.map(\.exposed).joined(separator: "\n"))
    }

    func title(_ reader: Reader) -> String { reader(Catalogue.Backup.shownTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Backup
        let reader = frame.reader
        let (text, hidden) = (hidden.value, [hidden])
        let replaced =
            replaceOthers
            ? message(.warn, reader(Words.replaced), .paragraphs([reader(Words.replacedText)])) : .empty
        return """
            <div class="noprint">\(heading(reader(Words.shownTitle), HTML(escaping: reader(Words.shownLead))))</div>\(replaced)\
            <section class="sheet"><p><b>\(service)</b> <span class="mono">\(account)</span><br><span id="list">\(reader(Words.list))</span></p>\
            <ol class="codes" id="codes" aria-labelledby="list">\
            \(each: codes, { "<li>\($0.exposed)</li>" })</ol><p class="meta">\(reader(Words.once))</p>\
            \(frame.form(
                "/security/backup/codes.txt", hidden: hidden,
                buttons(
                    """
                    <button class="btn quiet small" type="button" hidden data-copy="\(text)" \
                    data-copied="\(reader(Words.copied))">\(reader(Words.copy))</button>
                    <button class="btn quiet small" type="button" hidden data-print>\(reader(Words.print))</button>
                    """,
                    button(reader(Words.save), .small))))<p class="hint noprint">\(reader(Words.paper))</p></section>
            \(frame.form(
                action, class: "sheet noprint", hidden: hidden,
                """
                \(Form(reader: reader, errors: errors).group(
                    Words.before, name: "kept",
                    tick(.checkbox, name: "kept", value: "yes", checked: false, "\(reader(Words.kept))")))\
                \(buttons(
                    button(reader(isLogin ? Words.toMenu : Words.done)),
                    offersApp ? button(reader(Words.thenApp), .quiet, name: "then", value: "app") : .empty))
                """))
            """
    }
}

/// `/security/backup`: how the set stands, and a new one after the password (R-125). Field: `password`.
struct MakeBackupCodesPage: Page {
    /// The present set; nil for none.
    let backup: BackupLine?
    /// Whether a factor is set and no codes are: what the page is for is said.
    var isFirst = false
    /// When it is shown: a form that comes back twice makes no second set.
    let askedAt: Instant
    var errors: [FieldError] = []

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Backup.makeTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Backup
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let present =
            backup.map { Catalogue.Security.backupStatus(reader.date($0.madeAt), $0.unused) }
            ?? Catalogue.Security.backupNone
        return """
            \(heading(reader(Words.makeTitle), HTML(escaping: reader(isFirst ? Words.makeFirst : Words.makeLead))))\
            \(frame.form(
                "/security/backup", class: "sheet",
                hidden: [.asked(at: askedAt)],
                """
                <p>\(reader(present))</p>\
                \(form.secret(
                    Field(name: "password", label: Catalogue.Reset.password, required: true), maxLength: nil,
                    autocomplete: "current-password"))\
                \(buttons(button(reader(Words.make)), quietLink(reader(Catalogue.Reset.leave), "/security")))
                """))
            """
    }
}

/// `/login/recover`: a backup code in place of a factor (R-119 to R-121). Fields: `code`, `use`.
struct RecoverPage: Page {
    /// What it was for the last time; nothing is chosen before, since one way of the two takes everything away.
    var clears: Bool?
    /// The lock that keeps codes from being looked at.
    var note: CodeNote?
    var errors: [FieldError] = []

    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Backup.recoverTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Backup
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let uses: HTML = """
            \(tick(
                .radio, name: "use", value: "clear", checked: clears == true, "\(reader(Words.clear))",
                note: reader(Words.clearNote)))\
            \(tick(
                .radio, name: "use", value: "signIn", checked: clears == false, "\(reader(Words.signIn))",
                note: reader(Words.signInNote)))
            """
        if let note {
            return """
                \(heading(reader(Words.recoverTitle)))\(note.html(reader))\
                <p class="hint">\(reader(Words.unknownCode))</p>\(frame.cancelsLogin)
                """
        }
        return """
            \(heading(reader(Words.recoverTitle), HTML(escaping: reader(Words.recoverLead))))\
            \(frame.form(
                "/login/recover", class: "sheet",
                """
                \(form.text(
                    Field(name: "code", label: Words.code, hint: Words.codeHint, required: true), "",
                    TextControl(width: .w20, maxLength: 40, autocomplete: "off", mono: true)))\
                \(form.group(Words.use, name: "use", uses))\
                \(buttons(button(reader(Words.submit)), quietLink(reader(Words.cancel), "/login/code")))
                """))\
            <p class="hint">\(reader(Catalogue.Factor.lockRule))</p><p class="hint">\(reader(Words.unknownCode))</p>
            """
    }
}
