import Domain
import Tenants

/// `/login`: organization code, ID and password (R-005). Posts to the same address.
///
/// Fields: `organization`, `loginID`, `password`, `familyCode`, `next`, `keptForm`.
struct LoginPage: Page {
    /// Why the page is shown instead of what was asked for.
    enum Note: Hashable, Sendable {
        /// Code, ID or password didn't fit together; never says which (status 422).
        case mismatch
        /// Too many tries; the next one is taken after this many seconds (status 429).
        case wait(seconds: Int)
        /// The session ended after this long without use (R-042).
        case idle(Duration, LateForm = .nothing)
        /// The page asked for needs a login.
        case loginNeeded(LateForm = .nothing)
        /// A step of the login was not taken in time, or in another tab.
        case stepOver
        /// The way of the backup code was asked for without a login under way, such as after the fifth wrong code.
        case recoverAgain
        /// A first password was not changed in time; it still holds.
        case notChanged
    }

    /// What became of a form that came without its session.
    enum LateForm: Hashable, Sendable {
        /// There was none, or nothing depends on it.
        case nothing
        /// It is kept, and comes back after the login.
        case kept
        /// What it asked for was not done; the sentence says what is still as it was.
        case undone(LocalizedText)
    }

    /// The organization code typed before.
    var organization = ""
    /// The ID typed before.
    var loginID = ""
    /// The family code typed before; employees leave it empty (R-007).
    var familyCode = ""
    /// Whether a family user's card led here.
    var isFamilyCard = false
    /// Why the page is shown; nil on a plain visit.
    var note: Note?
    /// Where to go after login, checked by the handler.
    var next: String?
    /// The form that waits for the login, sealed by the handler.
    var kept: String?
    /// What the operator has to say to everybody (R-035).
    var news: [NewsItem] = []
    /// Whether some organization takes other providers' logins (R-038).
    var takesOthers = false
    var errors: [FieldError] = []

    var isRefused: Bool { note == .mismatch || !errors.isEmpty }

    func title(_ reader: Reader) -> String { reader(Catalogue.Login.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Login
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let fields: HTML = """
            \(form.text(
                Field(name: "organization", label: Words.organization, hint: Words.organizationHint, required: true),
                organization, TextControl(width: .w12, maxLength: 64, autocomplete: "organization", mono: true)))\
            \(form.text(
                Field(name: "loginID", label: Words.loginID, required: true),
                loginID, TextControl(width: .w12, maxLength: 64, autocomplete: "username", mono: true)))\
            \(form.secret(
                Field(name: "password", label: Words.password, required: !isForFamily),
                maxLength: nil, autocomplete: "current-password"))\
            \(family(form))\(buttons(button(reader(Words.submit))))\
            \(when: takesOthers, "<p>\(external(reader))</p>")
            """
        return """
            \(note.map { self.note($0, reader) })<div class="two">
            <div class="sheet">
            <h1>\(reader(Words.title))</h1>
            \(frame.form("/login", hidden: HiddenField.goal(next: next, kept: kept), fields))\
            <p class="hint">\(reader(Words.forgotten))<br>\(quietLink(reader(Catalogue.Reissue.link), "/help/reissue"))</p>
            </div>
            <div class="form">
            \(newsBoxes(news, reader))\
            \(message(.plain, reader(Words.noLoginNeeded), .paragraphs([reader(Words.noLoginNeededText)])))\
            </div>
            </div>
            """
    }

    private var isForFamily: Bool { !familyCode.isEmpty || isFamilyCard || next?.hasPrefix("/family") == true }

    /// Closed for employees, who need none of it (R-007). Its button asks for no password: some families need none.
    private func family(_ form: Form) -> HTML {
        typealias Words = Catalogue.FamilyUser
        let code = form.text(
            Field(name: "familyCode", label: Words.familyCode, hint: Words.loginHint), familyCode,
            TextControl(width: .w12, maxLength: 8, mono: true))
        return """
            <details\(when: isForFamily, " open")><summary>\(form.reader(Words.login))</summary>\(code)\
            \(buttons(button(form.reader(Words.submit), .quiet, skipChecks: true)))</details>
            """
    }

    /// A button of the same form, because what waits for the login has to go along.
    private func external(_ reader: Reader) -> HTML {
        button(reader(Catalogue.Login.external), .quiet, action: "/login/external", skipChecks: true)
    }

    private func note(_ note: Note, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Login
        return switch note {
        case .mismatch:
            message(
                .bad, reader(isForFamily ? Words.familyMismatch : Words.mismatch),
                .paragraphs([reader(Words.mismatchText)]))
        case .wait(let seconds):
            message(.bad, reader(Words.wait(seconds)), .paragraphs([reader(Words.waitText)]))
        case .idle(let limit, let form): late(form, Words.idle(reader.exactly(limit)), reader)
        case .loginNeeded(let form): late(form, Words.loginNeeded, reader)
        case .stepOver: message(.warn, reader(Words.stepOver), .paragraphs([reader(Words.stepOverText)]))
        case .recoverAgain:
            message(.warn, reader(Words.stepOver), .paragraphs([reader(Words.recoverAgainText)]))
        case .notChanged: message(.warn, reader(Words.notChanged), .paragraphs([reader(Words.notChangedText)]))
        }
    }

    /// What was not done stands first: it is what the person came for.
    private func late(_ form: LateForm, _ why: LocalizedText, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Login
        return switch form {
        case .nothing: message(.plain, reader(why), .paragraphs([reader(Words.idleText)]))
        case .kept: message(.plain, reader(why), .paragraphs([reader(Words.idleKept)]))
        case .undone(let sentence):
            message(.warn, reader(sentence), .paragraphs([reader(why), reader(Words.idleText)]))
        }
    }
}
