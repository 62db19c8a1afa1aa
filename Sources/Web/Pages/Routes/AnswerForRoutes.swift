import Domain
import HTTPServer
import Notify
import Tenants

/// An administrator records what they know about a person, and how they know it.
struct AnswerForRoutes: Sendable {
    /// The field that says how.
    private static let learned = "learned"

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/b/{b}/p/{p}/answer", .session) { visit in
                try await page(visit, Answer(), learned: nil)
            },
            Route(.post, "/b/{b}/p/{p}/answer", .session, keptForm: .itself, record),
        ]
    }

    @Sendable private func record(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let answer = AnswerFields.answer(in: form)
        let learned = form[Self.learned].flatMap(HowLearned.init(rawValue:))
        if form[FormName.edit] != nil { return try await page(visit, answer, learned: learned) }
        let (broadcast, person) = try place(visit)
        do {
            guard let learned else {
                let asksStatus = try await !services.broadcasts.read(broadcast, try visit.scope).form.choices.isEmpty
                throw InvalidInput(
                    (asksStatus && Self.saysNothing(answer) ? [Self.statusMissing] : []) + [
                        FieldError(
                            field: Self.learned, rule: "required", message: Catalogue.AnswerFor.learnedMissing)
                    ])
            }
            _ = try await services.recordAnswer.onBehalf(
                of: person, answer, to: broadcast, learned: learned, try visit.scope)
        } catch let error as InvalidInput {
            let errors = error.errors.map { error in
                guard error.field == "status" else { return error }
                return error.rule == "missing"
                    ? Self.statusMissing : FieldError(field: "s", rule: error.rule, message: error.message)
            }
            return try await page(visit, answer, learned: learned, errors: errors)
        }
        return renderer.redirect(to: "/b/\(broadcast)/p/\(person)", .registered(.answer))
    }

    private static func saysNothing(_ answer: Answer) -> Bool {
        answer.status == nil && answer.attendance == nil && (answer.comment ?? "").isEmpty
    }

    private static let statusMissing = FieldError(
        field: "s", rule: "missing", message: Catalogue.AnswerFor.statusMissing)

    private func place(_ visit: Visit) throws -> (BroadcastID, PersonID) {
        (try visit.identifier("b", BroadcastID.self), try visit.identifier("p", PersonID.self))
    }

    private func page(
        _ visit: Visit, _ answer: Answer, learned: HowLearned?, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.broadcast)
        let (id, person) = try place(visit)
        let broadcast = try await services.broadcasts.read(id, scope)
        // Only who was asked can be answered for.
        _ = try await services.broadcasts.timeline(person, in: id, scope)
        let details = try await services.broadcasts.people.person(scope, person).details
        let page = AnswerForPage(
            broadcast: "\(id)", person: "\(person)", subject: broadcast.subject(for: visit.language),
            drill: broadcast.isDrill,
            name: details.name.description,
            questions: questions(broadcast.form, answer, visit.language) + [way(learned, visit.language)],
            errors: errors)
        return renderer.send(page, to: visit)
    }

    private func questions(_ form: AnswerForm, _ answer: Answer, _ language: Language) -> [ProxyQuestion] {
        typealias Words = Catalogue.AnswerFor
        var questions: [ProxyQuestion] = []
        if !form.choices.isEmpty {
            questions.append(
                ProxyQuestion(
                    name: "s", words: Words.status,
                    choices: form.choices.map {
                        Choice(value: $0.code, words: $0[language], isChosen: $0.code == answer.status)
                    }))
        }
        if form.asksAttendance {
            questions.append(
                ProxyQuestion(
                    name: "attendance", words: Catalogue.Timeline.attendance,
                    choices: Answer.Attendance.allCases.map {
                        Choice(value: $0.rawValue, words: $0.words[language], isChosen: $0 == answer.attendance)
                    }))
        }
        questions += form.questions.map { question in
            let reply = answer.replies[question.code] ?? ""
            return ProxyQuestion(
                name: AnswerFields.reply + question.code, words: LocalizedText(ja: question.text, en: question.text),
                choices: question.choices.map { Choice(value: $0, words: $0, isChosen: $0 == reply) }, value: reply)
        }
        if form.allowsComment {
            questions.append(
                ProxyQuestion(
                    name: "comment", words: Catalogue.Timeline.comment, choices: [], value: answer.comment ?? ""))
        }
        return questions
    }

    private func way(_ learned: HowLearned?, _ language: Language) -> ProxyQuestion {
        ProxyQuestion(
            name: Self.learned, words: Catalogue.AnswerFor.learned,
            choices: HowLearned.allCases.map {
                Choice(value: $0.rawValue, words: $0.words[language], isChosen: $0 == learned)
            })
    }
}
