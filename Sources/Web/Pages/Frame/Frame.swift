import Domain
import Tenants

/// What surrounds a page and is not its own: reader, organization, who is signed in, where we are.
struct Frame: Sendable {
    /// Language and clock.
    let reader: Reader
    /// The organization's name, or the site's name while nobody is known.
    let organization: String
    /// The organization's system title (R-017); never translated (R-046).
    let systemTitle: String
    /// Who is signed in; nil before login.
    let visitor: Visitor?
    /// The page's own address as a GET, for the language switch (R-043).
    let here: Address
    /// What was posted to show the page.
    var posted: [HiddenField] = []
    /// The token every form of a session carries back in the field ``FormName/csrf``; nil where there is no session.
    let csrf: Secret?
    /// What was just done (R-050); shown once.
    var banner: Banner?
    /// Whom to ask for help, written by the organization; shown in the footer.
    let helpDesk: String?
    /// Where style sheet, script and icon are served, under names that change with their content.
    let assets: Assets

    /// The hidden field with the session's token; nothing without a session.
    var csrfField: HTML {
        guard let csrf else { return .empty }
        return #"<input type="hidden" name="\#(FormName.csrf)" value="\#(csrf.exposed)">"#
    }

    /// A form that changes something: always a POST, always with the session's token.
    ///
    /// The browser checks nothing, here as in every other form: it would refuse what the server puts right (ｐ５＠…), in its
    /// own language, and name neither the field nor what helps.
    func form(_ action: Address, class name: String = "", hidden: [HiddenField] = [], _ content: HTML) -> HTML {
        """
        <form novalidate method="post" action="\(action)"\(when: !name.isEmpty, #" class="\#(name)""#)>\(csrfField)\
        \(hidden.map(\.html))\(content)</form>

        """
    }
}

/// The person who is signed in, as the header shows them (R-016).
struct Visitor: Sendable {
    /// The name in kanji, or however the person writes it.
    let name: String
    /// The login ID.
    let loginID: String
    /// The login before this one; nil at the first.
    let lastLogin: Instant?
    /// Whether the administrator's tabs are shown (R-015).
    let isAdministrator: Bool
    /// Whether it is a family user, who has pages of their own (R-006).
    var isFamily = false
    /// Whether the person belongs to an office, whose tabs are others (R-001).
    var isOffice = false
    /// Whether the organization says where its manual is. An office's header leads there, or else to our own help (R-190).
    var hasManual = false
    /// Whether a second factor was shown for this session, so that there is one to reset (R-110).
    var hasFactor = false
    /// Whether only what needs no second factor is open (R-073).
    var isLimited = false
    /// What the organization leaves out of its menus (R-013).
    var hides: Set<MenuEntry> = []
    /// How long a session lasts without use (R-042).
    var idleLimit: Duration = .seconds(30 * 60)
}

/// Addresses of the files that pages refer to.
struct Assets: Sendable {
    /// The style sheet.
    let style: Address
    /// The script.
    let script: Address
    /// The icon.
    let icon: Address
    /// The script of pages with passkeys.
    let passkeys: Address
}

/// A value that a form carries along unseen.
struct HiddenField: Hashable, Sendable {
    /// The field's name.
    let name: String
    /// The value; sealed by the handler where it must not be changed.
    let value: String

    /// The input.
    var html: HTML {
        #"<input type="hidden" name="\#(name)" value="\#(value)">"#
    }

    /// What waits for somebody to show who they are: a page, and a form that the handler sealed.
    static func goal(next: String?, kept: String?) -> [HiddenField] {
        [(FormName.next, next), (FormName.kept, kept)].compactMap { name, value in
            value.map { HiddenField(name: name, value: $0) }
        }
    }
}

/// Names of form fields that many pages share.
enum FormName {
    /// When a form was shown whose answer is shown only once, in milliseconds: the same form makes nothing twice.
    static let asked = "asked"
    /// The session's token against forged requests.
    static let csrf = "csrf"
    /// Asks a form to show itself again; its value names a field, or nothing for the whole form.
    static let edit = "edit"
    /// A form on its way through the login.
    static let kept = "keptForm"
    /// The language asked for in an address (R-043).
    static let language = "lang"
    /// Where a login leads.
    static let next = "next"
    /// The page of a list, from 1.
    static let page = "p"
    /// Fields whose contents nobody may see. They are typed anew, whatever form they stand in.
    static let secrets: Set<String> = ["password", "currentPassword", "newPassword", "confirmation", "secret"]
}

/// The tab a page belongs to (R-015).
enum Tab: Hashable, Sendable {
    case personal, administration, maintenance, disaster, news
    case officePolicy, officeClients, officeDrift
    case familyStatus, familyOwn
}
