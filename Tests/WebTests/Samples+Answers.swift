import Domain

@testable import Web

extension Samples {
    private var answerLanguages: [AnswerLanguage] {
        language == .english ? [.english] : [.japanese, .easy]
    }

    private var person: AnswerPerson { AnswerPerson(name: text("Hanako Yamada"), kana: text("Yamada Hanako")) }

    var options: [AnswerOption] {
        [
            AnswerOption(
                value: text("safe"),
                words: AnswerText(ja: text("無事です"), easy: text("だいじょうぶです"), en: text("I am safe")),
                note: AnswerWords.unhurt,
                severity: .safe),
            AnswerOption(
                value: text("minor"),
                words: AnswerText(
                    ja: text("軽いけがをしています"), easy: text("すこし けがを しました"), en: text("I have a minor injury")),
                note: AnswerWords.movesAlone, severity: .hurt),
            AnswerOption(
                value: text("serious"),
                words: AnswerText(
                    ja: text("重いけが・助けが必要です"), easy: text("助(たす)けて ください"),
                    en: text("I am badly hurt or need help")), note: AnswerWords.emergency, severity: .grave),
        ]
    }

    private func sent(_ name: String, _ language: AnswerLanguage, _ html: String, isDrill: Bool = false) -> Sent {
        Sent(name: "\(name)-\(language.rawValue)", html: html, isFramed: false, isDrill: isDrill)
    }

    private func answer(_ language: AnswerLanguage, isDrill: Bool = false, isLate: Bool = false) -> AnswerPage {
        AnswerPage(
            language: language, organization: text("Seikai Seiki"), person: person, options: options, isDrill: isDrill,
            isLate: isLate, subject: text("Please answer"),
            quake: isLate
                ? nil : QuakeNote(at: at(0), place: words("石川県能登地方", "Noto, Ishikawa"), intensity: text("6強")),
            reason: words("勤務先（石川県能登）が震度7のため", "Your workplace (Noto, Ishikawa) had seismic intensity 7"),
            shaken: isDrill ? .home1 : .work,
            csrf: isDrill ? Secret(text("c5f0")) : nil)
    }

    private func done(_ language: AnswerLanguage, plain: Bool) -> AnswerDonePage {
        AnswerDonePage(
            language: language, organization: text("Seikai Seiki"), person: person,
            answer: plain ? nil : options[0].words, receivedAt: at(667), stoppedRest: !plain, isLate: plain,
            isDrill: plain,
            questions: plain ? [] : [.attendance(chosen: "no"), .comment(text("All fine"))], savedDetails: plain,
            change: "/r/\(text("token"))", back: plain ? "/menu" : nil, csrf: plain ? nil : Secret(text("c5f0")))
    }

    private func grave(_ language: AnswerLanguage) -> AnswerDonePage {
        AnswerDonePage(
            language: language, organization: text("Seikai Seiki"), person: person, answer: options[2].words,
            isGrave: true, receivedAt: at(667), stoppedRest: true, isDrill: false,
            questions: [.comment("", isGrave: true), .attendance(chosen: nil)], change: "/r/\(text("token"))")
    }

    var answers: [Sent] {
        answerLanguages.flatMap { language -> [Sent] in
            let question = AnswerQuestion(
                name: "q1", words: AnswerText(untranslated: text("Will you join?")),
                kind: .choice(
                    [QuestionChoice(value: text("1"), words: AnswerText(untranslated: text("Yes")))], chosen: nil))
            func bulletin(_ questions: [AnswerQuestion]) -> String {
                BulletinAnswerPage(
                    language: language, organization: text("Seikai Seiki"), person: person,
                    subject: text("Autumn party"),
                    body: text("Dear all,\nplease answer."), questions: questions, isLate: questions.isEmpty,
                    csrf: nil
                ).html()
            }
            return [
                sent("answer", language, answer(language).html()),
                sent("answer-drill", language, answer(language, isDrill: true).html(), isDrill: true),
                sent("answer-late", language, answer(language, isLate: true).html()),
                sent("answer-done", language, done(language, plain: false).html()),
                sent("answer-done-grave", language, grave(language).html()),
                sent("answer-done-plain", language, done(language, plain: true).html(), isDrill: true),
                sent("answer-bulletin", language, bulletin([question])),
                sent("answer-bulletin-plain", language, bulletin([])),
                sent("answer-closed", language, AnswerNoticePage(language: language, notice: .closed).html()),
                sent("answer-unknown", language, AnswerNoticePage(language: language, notice: .unknownLink).html()),
                sent(
                    "answer-busy", language,
                    AnswerNoticePage(
                        language: language, notice: .busy(again: [HiddenField(name: "s", value: text("2"))])
                    ).html()),
                sent(
                    "answer-unavailable", language, AnswerNoticePage(language: language, notice: .unavailable).html()),
            ]
        }
    }
}
