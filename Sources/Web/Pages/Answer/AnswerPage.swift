import Domain

/// One answer of a safety check, as the organization words it.
struct AnswerOption: Hashable, Sendable {
    /// The value that is sent in the field `s`.
    let value: String
    /// The words on the button.
    let words: AnswerText
    /// What the words mean, in small letters; nil where they say enough.
    var note: AnswerText?
    /// How grave it is.
    let severity: Severity
}

/// The earthquake a safety check is about.
struct QuakeNote: Hashable, Sendable {
    /// When it was.
    let at: Instant
    /// Where it was, as the bulletin names it.
    let place: LocalizedText
    /// The seismic intensity at the person's address, such as `6強`; empty if it is not known.
    var intensity = ""
}

/// What the answer pages know of the person who opened the link: nothing private beyond their own status.
struct AnswerPerson: Hashable, Sendable {
    /// The name.
    let name: String
    /// The name in kana, for やさしい日本語.
    let kana: String

    /// The name, with its reading where it helps.
    func html(_ language: AnswerLanguage) -> HTML {
        language == .easy ? rubyName(name, kana: kana) : HTML(escaping: name)
    }
}

/// `/r/{token}`: asks "are you safe?" in one press (R-184, R-185). Works without login, script, images and style.
///
/// Posts the pressed answer in `s` to its own address. Sent without anything else of the site, `no-store`, with the
/// policy of ``AnswerStyle``.
struct AnswerPage: Sendable {
    /// The language shown.
    let language: AnswerLanguage
    /// The organization's time zone.
    var zone = Zone.tokyo
    /// The organization's name; not translated (R-046).
    let organization: String
    /// Who is asked.
    let person: AnswerPerson
    /// The organization's answers, best first; one to five.
    let options: [AnswerOption]
    /// Whether it is a drill.
    let isDrill: Bool
    /// Whether the check is closed and the answer is kept as late.
    var isLate = false
    /// The administrator's subject, shown where no earthquake says what it is about.
    let subject: String
    /// The earthquake, if one is the reason.
    let quake: QuakeNote?
    /// Why this person is asked, in words; nil where there is nothing to say.
    let reason: LocalizedText?
    /// The address that shook, where an earthquake is the reason: やさしい日本語 says it in its own words.
    var shaken: AddressKind?
    /// What the person answered before; nil for nothing.
    var current: AnswerText?
    /// Whether the form came without an answer of ours.
    var needsChoice = false
    /// The session's token, where the person answers while signed in.
    var csrf: Secret?

    /// The whole page as it is sent.
    func html() -> String {
        let buttons: [HTML] = options.map { option in
            """
            <div><button class="\(option.severity.letter)" name="s" value="\(option.value)">\(option.severity.drawing)\
            <span>\(option.words.html(language))\
            \(option.note.map { "<br><small>\($0.html(language))</small>" as HTML })</span></button></div>

            """
        }
        return answerDocument(
            language, title: "\(AnswerWords.title.plain(language)) – \(organization)",
            """
            \(when: isDrill, #"<p class="d">\#(AnswerWords.drill.html(language))</p>"#)\
            <div><p><small>\(AnswerWords.from(organization).html(language))</small></p>
            <h1>\(question)</h1></div>
            \(when: isLate, #"<p class="d">\#(AnswerWords.late.html(language))</p>"#)\
            \(when: needsChoice, #"<p class="d" role="alert">\#(AnswerWords.choose.html(language))</p>"#)\
            \(current.map { "<p>\(AnswerWords.current($0).html(language))</p>" as HTML })\
            <p>\(AnswerWords.howTo.html(language))</p>
            <form novalidate method="post">\(hidden)
            \(buttons)</form>
            <hr>
            <p><small>\(occasion)</small></p>
            """)
    }

    private var hidden: HTML {
        csrf.map { HiddenField(name: FormName.csrf, value: $0.exposed).html } ?? .empty
    }

    private var question: HTML {
        let name = person.html(language)
        return switch language {
        case .japanese: "\(name) さん、ご無事ですか"
        case .easy: "\(name) さん、だいじょうぶですか"
        case .english: "\(name), are you safe?"
        }
    }

    private var occasion: HTML {
        let reader = Reader(language: language.language, zone: zone)
        if language == .easy, let quake {
            let local = zone.clock(at: quake.at)
            return AnswerWords.quakeEasy(
                month: local.month, day: local.day, time: reader.time(quake.at), address: shaken,
                intensity: quake.intensity)
        }
        let event =
            quake.map { reader(AnswerWords.quake(reader.dayTime($0.at), reader($0.place))) } ?? subject
        if language == .easy {
            return "\(event)<br>\(shaken.map(AnswerWords.shaken) ?? AnswerWords.chosen.html(.easy))"
        }
        return "\(event)\(reason.map { "<br>\(reader(AnswerWords.because(reader($0))))" as HTML })"
    }
}

extension Severity {
    /// The button's colour.
    fileprivate var letter: HTML {
        switch self {
        case .safe: "g"
        case .hurt: "w"
        case .grave: "r"
        }
    }

    /// The button's shape.
    fileprivate var drawing: HTML {
        switch self {
        case .safe: #"<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11"/></svg>"#
        case .hurt: #"<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2 23 22H1z"/></svg>"#
        case .grave: #"<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m12 0 12 12-12 12L0 12z"/></svg>"#
        }
    }
}
