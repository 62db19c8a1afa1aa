import Domain

/// Why an answer link shows no buttons.
enum AnswerNotice: Hashable, Sendable {
    /// Closed for longer than late answers are kept.
    case closed
    /// The person has left: nobody waits for an answer.
    case left
    /// The link is not known, or cut off by a mail program.
    case unknownLink
    /// The answer could not be stored yet; it goes out again by one press. Carries what was sent.
    case busy(again: [HiddenField])
    /// The page could not be read yet; the browser asks again by itself.
    case unavailable

    /// The status code the page is sent with.
    var status: Int {
        switch self {
        case .closed, .left: 410
        case .unknownLink: 404
        case .busy, .unavailable: 503
        }
    }
}

/// `/r/{token}` where nothing can be pressed, or the press has to be repeated.
struct AnswerNoticePage: Sendable {
    /// The language shown.
    let language: AnswerLanguage
    /// What there is to say.
    let notice: AnswerNotice

    /// The whole page as it is sent.
    func html() -> String {
        answerDocument(
            language, title: heading.plain(language),
            """
            <h1>\(heading.html(language))</h1>
            <p>\(text.html(language))</p>
            \(again)<p><small>\(AnswerWords.emergency.html(language))</small></p>
            """)
    }

    private var again: HTML {
        guard case .busy(let fields) = notice else { return .empty }
        return """
            <form novalidate method="post">\(fields.map(\.html))\
            <button class="o">\(AnswerWords.again.html(language))</button></form>

            """
    }

    private var heading: AnswerText {
        switch notice {
        case .closed: AnswerWords.closed
        case .left: AnswerWords.left
        case .unknownLink: AnswerWords.unknown
        case .busy: AnswerWords.busy
        case .unavailable: AnswerWords.unavailable
        }
    }

    private var text: AnswerText {
        switch notice {
        case .closed: AnswerWords.closedText
        case .left: AnswerWords.leftText
        case .unknownLink: AnswerWords.unknownText
        case .busy: AnswerWords.busyText
        case .unavailable: AnswerWords.unavailableText
        }
    }
}
