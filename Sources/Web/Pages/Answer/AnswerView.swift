import Domain
import Notify
import Profiles
import Tenants

/// Makes the answer pages of one person and one broadcast, for the holder of a link and for a person who is signed in.
struct AnswerView: Sendable {
    /// What there is to show.
    let page: Notify.AnswerPage
    /// The language shown.
    let language: AnswerLanguage
    /// Names of the places in reasons.
    let regions: RegionTable
    /// Where the question is answered.
    let address: Address
    /// Where to go on, where the person is signed in.
    var back: Address?
    /// The session's token, where the person is signed in.
    var csrf: Secret?

    /// The question.
    ///
    /// - Parameters:
    ///   - typed: What was sent and refused; it stands in the fields again.
    ///   - refusal: Why it was refused.
    func question(typed: Answer? = nil, refusal: LocalizedText? = nil) -> String {
        switch page.kind {
        case .safetyCheck:
            AnswerPage(
                language: language, zone: zone, organization: page.systemTitle, person: person,
                options: page.form.choices.map(AnswerOption.init), isDrill: page.isDrill, isLate: page.isOver,
                subject: page.subject, quake: quake, reason: page.because.words(regions),
                shaken: page.because.shakenAddress, current: choice.map { AnswerText($0) }, needsChoice: refusal != nil,
                csrf: csrf
            ).html()
        case .announcement:
            BulletinAnswerPage(
                language: language, organization: page.systemTitle, person: person, subject: page.subject,
                body: page.body, isDrill: page.isDrill, questions: questions(typed ?? page.answer?.answer),
                isLate: page.isOver, problem: refusal, csrf: csrf
            ).html()
        }
    }

    /// What was received, with the details that may follow; nil if nothing was answered yet.
    func done(savedDetails: Bool, typed: Answer? = nil, refusal: LocalizedText? = nil) -> String? {
        guard let entry = page.answer else { return nil }
        return AnswerDonePage(
            language: language, zone: zone, organization: page.systemTitle, person: person,
            answer: choice.map { AnswerText($0) }, isGrave: isGrave, receivedAt: entry.at, stoppedRest: page.isStopped,
            isLate: entry.isLate, isDrill: page.isDrill,
            questions: page.kind == .announcement ? [] : questions(typed ?? entry.answer),
            savedDetails: savedDetails, change: address, back: back, problem: refusal, csrf: csrf
        ).html()
    }

    private var zone: Zone { Zone(named: page.timeZone) }

    private var person: AnswerPerson { AnswerPerson(name: page.name, kana: page.kana) }

    private var quake: QuakeNote? {
        page.quake.map { QuakeNote(at: $0.at, place: $0.place, intensity: page.because.intensity) }
    }

    /// The status that the person gave last.
    private var choice: Tenants.AnswerChoice? {
        page.form.choices.first { $0.code == page.answer?.answer.status }
    }

    private var isGrave: Bool { choice?.severity == .urgent }

    private func questions(_ answer: Answer?) -> [AnswerQuestion] {
        var questions: [AnswerQuestion] = page.form.questions.map { question in
            let value = answer?.replies[question.code]
            let kind: AnswerQuestion.Kind =
                question.choices.isEmpty
                ? .text(limit: Answer.longestComment, value: value ?? "")
                : .choice(
                    question.choices.map { QuestionChoice(value: $0, words: AnswerText(untranslated: $0)) },
                    chosen: value)
            return AnswerQuestion(
                name: AnswerFields.reply + question.code, words: AnswerText(untranslated: question.text), kind: kind)
        }
        if page.form.asksAttendance { questions.append(.attendance(chosen: answer?.attendance?.rawValue)) }
        if page.form.allowsComment {
            let comment = AnswerQuestion.comment(answer?.comment ?? "", isGrave: isGrave)
            // Where somebody lies is worth more than whether they come to work.
            questions.insert(comment, at: isGrave ? 0 : questions.count)
        }
        return questions
    }
}

extension AnswerText {
    /// An answer in the organization's own words.
    init(_ choice: Tenants.AnswerChoice) {
        self.init(ja: choice.ja, easy: choice.easy, en: choice.en)
    }
}

extension AnswerOption {
    /// An answer as the broadcast words it. Whoever needs help is told first whom to call.
    init(_ choice: Tenants.AnswerChoice) {
        let severity = Severity(choice.severity)
        // What an organization words itself says itself what it means.
        let isStandard = Tenants.AnswerChoice.standard.contains(choice)
        let note: AnswerText? =
            switch severity {
            case .safe: isStandard ? AnswerWords.unhurt : nil
            case .hurt: isStandard ? AnswerWords.movesAlone : nil
            case .grave: AnswerWords.emergency
            }
        self.init(value: choice.code, words: AnswerText(choice), note: note, severity: severity)
    }
}

extension AskedBecause {
    /// The address that shook, where an earthquake is the reason.
    fileprivate var shakenAddress: AddressKind? {
        guard kind == .region || kind == .prefecture, !intensity.isEmpty else { return nil }
        return place.split(separator: ":").first.flatMap { AddressKind(rawValue: String($0)) }
    }
}

extension Severity {
    /// The severity of a broadcast's answer.
    init(_ severity: Tenants.AnswerChoice.Severity) {
        switch severity {
        case .good: self = .safe
        case .attention: self = .hurt
        case .urgent: self = .grave
        }
    }
}
