import Domain

/// Why a request could not be served.
enum Failure: Hashable, Sendable {
    /// 404; the same for what doesn't exist and for what is somebody else's.
    case notFound
    /// 403: the role doesn't allow it.
    case forbidden
    /// 403: the session has no second factor.
    case limited
    /// 403: the form was opened before a logout, or a login in another tab.
    case stale
    /// 413: what was sent is larger than is taken.
    case tooLarge
    /// 422, where no form of ours could have sent it.
    case unprocessable
    /// 429.
    case tooMany(seconds: Int)
    /// 500; the request's number for the log.
    case internalError(request: String)
    /// 503.
    case unavailable(seconds: Int)

    /// The status code the page is sent with.
    var status: Int {
        switch self {
        case .notFound: 404
        case .forbidden, .limited, .stale: 403
        case .tooLarge: 413
        case .unprocessable: 422
        case .tooMany: 429
        case .internalError: 500
        case .unavailable: 503
        }
    }
}

/// What is shown when something did not work: what happened to the request, and what can be done.
struct FailurePage: Page {
    /// Why.
    let failure: Failure
    /// What is still as it was, where that is known.
    var undone: LocalizedText?
    /// Where the form can be opened anew, or where the second factor leads.
    var again: Address?

    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(words.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Failures
        let reader = frame.reader
        let leave =
            frame.visitor == nil
            ? linkButton(reader(Words.toLogin), "/login") : linkButton(reader(Words.toMenu), "/menu")
        if failure == .limited {
            return """
                \(heading(reader(words.title), HTML(escaping: reader(words.text))))\
                \(widenForm(to: again, frame, beside: leave))
                """
        }
        let open = again.map { linkButton(reader(Words.openAnew), $0, .main) } ?? .empty
        return """
            \(heading(reader(undone ?? words.title), HTML(escaping: reader(words.text))))\
            \(reference.map { #"<p class="meta mono">\#(reader(Words.reference($0)))</p>"# as HTML })\
            \(buttons(open, leave))
            """
    }

    private var reference: String? {
        if case .internalError(let request) = failure { request } else { nil }
    }

    private var words: (title: LocalizedText, text: LocalizedText) {
        typealias Words = Catalogue.Failures
        return switch failure {
        case .notFound: (Words.notFound, Words.notFoundText)
        case .forbidden: (Words.forbidden, Words.forbiddenText)
        case .limited: (Catalogue.Factor.needed, Catalogue.Factor.limitedMenuText)
        case .stale: (Words.stale, Words.staleText)
        case .tooLarge: (Words.tooLarge, Words.tooLargeText)
        case .unprocessable: (Words.unprocessable, Words.unprocessableText)
        case .tooMany(let seconds): (Words.tooMany, Words.tooManyText(seconds))
        case .internalError: (Words.internalError, Words.internalErrorText)
        case .unavailable(let seconds): (Words.unavailable, Words.unavailableText(seconds))
        }
    }
}

/// The way from a session without a code to the code, and from there to a page.
func widenForm(to next: Address?, _ frame: Frame, beside: HTML = .empty) -> HTML {
    frame.form(
        "/login/widen", hidden: next.map { [HiddenField(name: FormName.next, value: $0.text)] } ?? [],
        buttons(button(frame.reader(Catalogue.Factor.widen)), beside))
}
