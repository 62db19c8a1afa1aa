import Domain

/// `/r/{token}/done`: the answer is on disk; details may follow (R-050, R-184, R-185). Posts the details to its own
/// address.
struct AnswerDonePage: Sendable {
    /// The language shown.
    let language: AnswerLanguage
    /// The organization's time zone.
    var zone = Zone.tokyo
    /// The organization's name.
    let organization: String
    /// Who answered.
    let person: AnswerPerson
    /// The answer's words; nil for a 一斉通報.
    let answer: AnswerText?
    /// Whether it asks for help at once: then whom to call stands first.
    var isGrave = false
    /// When it was stored.
    let receivedAt: Instant
    /// Whether remaining calls and messages were called off.
    let stoppedRest: Bool
    /// Whether it came after closing.
    var isLate = false
    /// Whether it is a drill.
    let isDrill: Bool
    /// What may be told besides; none where nothing is asked.
    let questions: [AnswerQuestion]
    /// Whether details were just stored.
    var savedDetails = false
    /// Where the answer can be mended.
    let change: Address
    /// Where to go on, where the person answered while signed in.
    var back: Address?
    /// What was refused of the details; nil for nothing.
    var problem: LocalizedText?
    /// The session's token, where the person answers while signed in.
    var csrf: Secret?

    /// The whole page as it is sent.
    func html() -> String {
        let reader = Reader(language: language.language, zone: zone)
        let time = "\(reader.day(receivedAt)) \(reader.seconds(receivedAt))"
        let details: HTML = """
            <form novalidate method="post">\(csrf.map { HiddenField(name: FormName.csrf, value: $0.exposed).html })
            <h2>\(AnswerWords.more.html(language))</h2>
            \(problem.map { #"<p class="d" role="alert">\#(reader($0))</p>"# as HTML })\
            \(questions.map { $0.html(language) })\
            <button class="o">\(AnswerWords.addAndSend.html(language))</button>
            </form>

            """
        return answerDocument(
            language, title: "\(AnswerWords.received.plain(language)) – \(organization)",
            """
            \(when: isDrill, #"<p class="d">\#(AnswerWords.drill.html(language))</p>"#)\
            \(when: isGrave, #"<p class="u">\#(AnswerWords.callFirst.html(language))</p>"#)\
            <div class="k\(when: isGrave, " r")" role="status"><h1>\(
                (savedDetails ? AnswerWords.detailsReceived : AnswerWords.received).html(language))</h1>
            <p><b>\(who)</b><br><small>\(AnswerWords.receivedAt(time).html(language))\
            \(when: isLate, AnswerWords.receivedLate.html(language))\
            \(when: stoppedRest, AnswerWords.stopped.html(language))</small></p>
            <p><a href="\(change)">\(AnswerWords.change.html(language))</a></p></div>
            \(when: !questions.isEmpty, details)\
            <p><small>\(AnswerWords.mayClose.html(language))</small></p>
            \(back.map { #"<p><a href="\#($0)">\#(AnswerWords.back.html(language))</a></p>"# as HTML })
            """)
    }

    private var who: HTML {
        let name = person.html(language)
        let words = answer?.html(language)
        let comma: HTML = language == .english ? ": " : "："
        return "\(name)\(when: language != .english, " さん")\(words.map { comma + $0 })"
    }
}
