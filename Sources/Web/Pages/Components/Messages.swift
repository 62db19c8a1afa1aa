import Domain

/// The list of everything to check, first on a page that comes back with status 422; each line leads to its field.
func errorSummary(_ errors: [FieldError], _ reader: Reader) -> HTML {
    guard !errors.isEmpty else { return .empty }
    let lines: [HTML] = errors.map { error in
        let message = reader(error.message)
        if error.field.isEmpty { return "<li>\(message)</li>" }
        return ##"<li><a href="#\##(error.field)">\##(message)</a></li>"##
    }
    return """
        <div class="msg bad" role="alert" tabindex="-1" id="errors">\
        <h2>\(reader(Catalogue.EveryPage.errorHeading(errors.count)))</h2><ul>\(lines)</ul></div>

        """
}

extension [FieldError] {
    /// The errors in the order in which their fields stand on the page; others stand last.
    func inOrder(of fields: [String]) -> [FieldError] {
        enumerated().sorted { left, right in
            let places = [left, right].map { fields.firstIndex(of: $0.element.field) ?? fields.count }
            return (places[0], left.offset) < (places[1], right.offset)
        }.map(\.element)
    }
}

/// How a message box is meant.
enum Tone: Sendable {
    /// Worth knowing.
    case plain
    /// Went well.
    case ok
    /// To be weighed before going on.
    case warn
    /// To be mended before going on.
    case bad

    fileprivate var className: HTML {
        switch self {
        case .plain: .empty
        case .ok: " ok"
        case .warn: " warn"
        case .bad: " bad"
        }
    }
}

/// A message box: what it is about, and what to do.
func message(_ tone: Tone, _ title: String, _ content: HTML = .empty) -> HTML {
    #"<div class="msg\#(tone.className)"><b>\#(title)</b>\#(content)</div>"# + "\n"
}

/// What stands in the way, said at once: it takes the place of a form that was just sent, or of one that cannot be.
func alert(_ title: String, _ text: String) -> HTML {
    #"<div class="msg warn" role="alert" tabindex="-1" id="errors"><b>\#(title)</b><p>\#(text)</p></div>"# + "\n"
}

/// Several warnings in one box; nothing without any.
func noticeBox(_ texts: [LocalizedText], title: LocalizedText, _ reader: Reader) -> HTML {
    guard !texts.isEmpty else { return .empty }
    return message(.warn, reader(title), .paragraphs(texts.map { reader($0) }))
}

/// The heading of a page with a sentence below it.
func heading(_ title: String, _ lead: HTML = .empty) -> HTML {
    #"<div class="head"><h1>\#(title)</h1>\#(when: !lead.isEmpty, "<p>\(lead)</p>")</div>"# + "\n"
}

/// The link above the heading that leads back.
func backLink(_ address: Address, _ words: String, note: String = "") -> HTML {
    #"<p class="back"><a href="\#(address)">\#(words)</a>\#(note)</p>"# + "\n"
}

extension HTML {
    /// A paragraph for each text.
    static func paragraphs(_ texts: [String]) -> HTML {
        "\(each: texts, { "<p>\($0)</p>" })"
    }

    /// A text that keeps its line breaks.
    static func lines(_ text: String) -> HTML {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { HTML(escaping: String($0)) }
            .joined(by: "<br>")
    }

    /// A text that only a screen reader says.
    static func heard(_ words: String) -> HTML {
        #"<span class="vh">\#(words)</span>"#
    }
}
