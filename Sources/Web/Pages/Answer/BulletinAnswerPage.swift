import Domain

/// `/r/{token}` for a 一斉通報: the text, and its questions if it has any (R-184). Posts to its own address; without
/// questions, the button's field is `read`.
struct BulletinAnswerPage: Sendable {
    /// The language of our words; the text stays as it was written (R-045).
    let language: AnswerLanguage
    /// The organization's name.
    let organization: String
    /// Who is asked.
    let person: AnswerPerson
    /// The subject.
    let subject: String
    /// The text.
    let body: String
    /// Whether it is a drill.
    var isDrill = false
    /// The questions; none means that only reading is noted.
    let questions: [AnswerQuestion]
    /// Whether it is closed and the answer is kept as late.
    var isLate = false
    /// What was refused of the details; nil for nothing.
    var problem: LocalizedText?
    /// The session's token, where the person answers while signed in.
    var csrf: Secret?

    /// The whole page as it is sent.
    func html() -> String {
        let submit = questions.isEmpty ? AnswerWords.read : AnswerWords.submit
        return answerDocument(
            language, title: "\(subject) – \(organization)",
            """
            \(when: isDrill, #"<p class="d">\#(AnswerWords.drill.html(language))</p>"#)\
            <div><p><small>\(AnswerWords.bulletinFrom(organization).html(language))</small></p>
            <h1>\(subject)</h1></div>
            \(when: isLate, #"<p class="d">\#(AnswerWords.late.html(language))</p>"#)\
            <p>\(HTML.lines(body))</p>
            <form novalidate method="post">\(csrf.map { HiddenField(name: FormName.csrf, value: $0.exposed).html })
            \(problem.map { #"<p class="d" role="alert">\#($0[language.language])</p>"# as HTML })\
            \(questions.map { $0.html(language) })\
            <button class="o" name="read" value="1">\(submit.html(language))</button>
            </form>
            <p><small>\(person.html(language))\(HTML(escaping: language == .english ? "" : " さん"))</small></p>
            """)
    }
}
