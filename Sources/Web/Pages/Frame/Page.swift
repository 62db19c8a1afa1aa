import Domain

/// A page: a plain value of what it shows, and a pure function from that value and its frame to markup.
///
/// Handlers fill the value from use cases and send ``html(in:)``; nothing here reads a clock, a database or a request.
protocol Page: Sendable {
    /// The tab it belongs to; nil before login.
    var tab: Tab? { get }
    /// How wide its text runs.
    var width: PageWidth { get }
    /// Input that was refused; the page then comes with status 422.
    var errors: [FieldError] { get }
    /// Whether what was sent was refused; the title then says so first.
    var isRefused: Bool { get }
    /// Whether the page is about a drill, and must say so first.
    var isDrill: Bool { get }
    /// Where a form shows again what was typed and not stored yet: another language is asked for there. Nil where
    /// nothing typed could be lost.
    var typedPlace: Address? { get }
    /// What is sent there; nil for what was posted to show the page.
    var typedFields: [HiddenField]? { get }
    /// Whether its first form can be sent with ``FormName/edit``, and comes back as it is.
    var takesEdit: Bool { get }
    /// Whether the browser is asked for a passkey, which takes a script of its own.
    var usesPasskeys: Bool { get }
    /// The page's name, unique on the site; becomes the title.
    func title(_ reader: Reader) -> String
    /// What stands in `main`, below banner and error summary.
    func content(in frame: Frame) -> HTML
}

/// A page that shows one part of a long list.
protocol ListPage: Page {
    /// Which part is shown.
    var part: ListPart { get }
}

/// How wide the text of a page runs.
enum PageWidth: Sendable {
    /// Tables and forms with a column beside them: 1088 px.
    case wide
    /// One task before login: 672 px.
    case narrow
    /// One choice before login: 512 px.
    case slim
}

extension Page {
    var tab: Tab? { nil }
    var width: PageWidth { .wide }
    var errors: [FieldError] { [] }
    var isRefused: Bool { !errors.isEmpty }
    var isDrill: Bool { false }
    var usesPasskeys: Bool { false }
    var typedPlace: Address? { nil }
    var typedFields: [HiddenField]? { nil }
    var takesEdit: Bool { typedPlace != nil }

    /// The whole page as it is sent.
    func html(in frame: Frame) -> String {
        layout(self, in: frame).text
    }
}
