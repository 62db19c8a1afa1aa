import Domain

@testable import Web

/// Every page and each of its states, filled with sample values. All words that a person could have written go
/// through `text`, so that a test can make them hostile, long or plain.
struct Samples {
    let language: Language
    /// Changes whatever a person wrote.
    var text: @Sendable (String) -> String = { $0 }

    /// One page as it is sent.
    struct Sent {
        let name: String
        let html: String
        /// Whether it has the frame with style sheet and script.
        var isFramed = true
        /// Whether it is about a drill.
        var isDrill = false
    }

    static let noto = Instant(milliseconds: 1_704_093_000_000)  // 2024-01-01T16:10:00+09:00

    func at(_ seconds: Int) -> Instant { Samples.noto + .seconds(seconds) }

    func words(_ japanese: String, _ english: String) -> LocalizedText {
        LocalizedText(ja: text(japanese), en: text(english))
    }

    func frame(_ visitor: Visitor?, banner: Banner? = nil, here: Address = "/menu") -> Frame {
        Frame(
            reader: Reader(language: language), organization: text("Seikai Seiki"), systemTitle: text("Safety Net"),
            visitor: visitor, here: here, csrf: visitor == nil ? nil : Secret("c5f0"), banner: banner,
            helpDesk: text("+81-76-000-0000"),
            assets: Assets(
                style: "/assets/style-1.css", script: "/assets/app-1.js", icon: "/assets/icon-1.svg",
                passkeys: "/assets/passkey-1.js"))
    }

    var employee: Visitor {
        Visitor(
            name: text("Hanako Yamada"), loginID: text("B002417"), lastLogin: at(-300_000), isAdministrator: false)
    }

    var administrator: Visitor {
        Visitor(name: text("Makoto Honda"), loginID: text("B000031"), lastLogin: nil, isAdministrator: true)
    }

    func error(_ field: String) -> FieldError {
        FieldError(
            field: field, rule: "sample",
            message: LocalizedText(ja: text("この欄をご確認ください。"), en: text("Please check this field.")))
    }

    /// All of them.
    var all: [Sent] {
        session + factors + personal + broadcasts + results + people + settings + organization + failures + answers
            + codes + care + office + family + mailIn + readiness + callIn
    }

    func page(_ name: String, _ page: some Page, as visitor: Visitor?, banner: Banner? = nil) -> Sent {
        Sent(name: name, html: page.html(in: frame(visitor, banner: banner)), isDrill: page.isDrill)
    }

    private var failures: [Sent] {
        let list: [(String, Failure)] = [
            ("404", .notFound), ("403", .forbidden), ("403-stale", .stale), ("422", .unprocessable),
            ("429", .tooMany(seconds: 30)), ("500", .internalError(request: text("req-81"))),
            ("503", .unavailable(seconds: 5)),
        ]
        return list.map { page("failure-\($0.0)", FailurePage(failure: $0.1), as: $0.0 == "404" ? employee : nil) }
    }
}
