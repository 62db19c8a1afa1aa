import Auth
import Domain

/// How hard a password is to guess (R-023).
enum PasswordLevel: Int, CaseIterable, Sendable {
    case weak = 1
    case medium
    case strong

    /// The level that the room Auth found.
    init(_ level: PasswordStrength.Level) {
        self =
            switch level {
            case .weak: .weak
            case .medium: .medium
            case .strong: .strong
            }
    }

    /// 弱, 中, 強.
    var words: LocalizedText {
        switch self {
        case .weak: Catalogue.Password.weak
        case .medium: Catalogue.Password.medium
        case .strong: Catalogue.Password.strong
        }
    }
}

/// What a new password must keep to, as the organization has set it (R-026).
struct PasswordRules: Hashable, Sendable {
    /// The fewest characters.
    var minimum = 8
    /// The most characters.
    var maximum = 32
    /// Whether letters beyond ASCII are taken.
    var allowsUnicode = false
    /// Whether 弱 may be registered.
    var allowsWeak = true
}

/// `/login/password` (forced, R-021, R-030) and `/me/password` (own wish): a new password, typed twice (R-022).
///
/// Fields: `currentPassword` (own wish only), `newPassword`, `confirmation`.
struct PasswordPage: Page {
    /// Whether nothing else can be used before.
    let isForced: Bool
    /// Whose password it is, so that a password manager saves it under the right name.
    let loginID: String
    /// What the organization asks of a password.
    let rules: PasswordRules
    /// How strong the password was that was just sent; nil before.
    var strength: PasswordLevel?
    var errors: [FieldError] = []

    var tab: Tab? { isForced ? nil : .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String {
        reader(isForced ? Catalogue.Password.forcedTitle : Catalogue.Password.ownTitle)
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Password
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let current = Field(name: "currentPassword", label: Words.current, required: true)
        let rule = Words.rule(
            minimum: rules.minimum, maximum: rules.maximum, allowsUnicode: rules.allowsUnicode)
        let fields: HTML = """
            <input class="vh" type="text" name="loginID" value="\(loginID)" autocomplete="username" readonly \
            tabindex="-1" aria-hidden="true">\
            \(when: !isForced, form.secret(current, maxLength: nil, autocomplete: "current-password"))\
            \(form.secret(
                Field(name: "newPassword", label: Words.new, hint: rule, required: true),
                maxLength: nil, autocomplete: "new-password", strength: gauge(reader)))\
            \(form.secret(
                Field(name: "confirmation", label: Words.confirmation, required: true),
                maxLength: nil, autocomplete: "new-password"))\
            \(buttons(
                button(reader(Words.submit)),
                isForced ? .empty : quietLink(reader(Words.leave), "/menu")))
            """
        return """
            \(heading(
                reader(isForced ? Words.forcedHeading : Words.ownTitle),
                HTML(escaping: reader(isForced ? Words.forcedLead : Words.ownLead))))\
            \(frame.form(isForced ? "/login/password" : "/me/password", class: "sheet", fields))
            """
    }

    /// Three bars, a word, and room for why it would be refused; the script asks the server's own function while typing.
    private func gauge(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Password
        let words = strength.map { Words.strength(reader($0.words)) } ?? Words.strengthUnknown
        return """
            <div class="gauge w20" data-level="\(strength?.rawValue ?? 0)" role="status" \
            data-strength="/password/strength" data-for="newPassword" \
            data-word1="\(reader(Words.strength(reader(Words.weak))))" \
            data-word2="\(reader(Words.strength(reader(Words.medium))))" \
            data-word3="\(reader(Words.strength(reader(Words.strong))))" \
            data-word0="\(reader(Words.strengthUnknown))">\
            <i></i><i></i><i></i><b>\(reader(words))</b><span></span></div>\
            <p class="hint">\(reader(rules.allowsWeak ? Words.weakAllowed : Words.weakRefused))</p>
            """
    }
}
