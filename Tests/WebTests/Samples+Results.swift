import Domain

@testable import Web

extension Samples {
    func results(_ kind: BroadcastKind, _ state: BroadcastState, isLive: Bool = true) -> ResultsPage {
        let names = [
            "Nanao works 1", "Nanao works 2", "Logistics", "Niigata works", "Toyama works", "Fukui office", "Sales",
            "General affairs",
        ]
        return ResultsPage(
            id: text("81"), subject: text("16:10 Earthquake in Noto"), kind: kind, state: state, startedAt: at(300),
            origin: .trigger,
            targets: text(
                kind == .drill
                    ? "Noto, Ishikawa Prefecture seismic intensity 7, Kaetsu, Niigata Prefecture seismic intensity 6 upper, "
                        + "Western Toyama Prefecture seismic intensity 5 upper 10 more" : "9 regions of 5 upper or more"
            ), asOf: at(1_268),
            callOffUntil: state == .waiting ? at(310) : nil, isLive: isLive,
            reach: state == .closed
                ? ReachCounts(answered: 1_248)
                : ReachCounts(
                    answered: 852, opened: 84, handedOn: 230, unclear: 6, planned: 18, failed: 27, noPath: 31),
            answers: [
                AnswerCount(answer: AnswerBadge(words: words("無事", "Safe"), severity: .safe), people: 832),
                AnswerCount(answer: AnswerBadge(words: words("軽いけが", "Minor"), severity: .hurt), people: 17),
                AnswerCount(answer: AnswerBadge(words: words("重いけが", "Bad"), severity: .grave), people: 3),
            ],
            progress: SendingProgress(
                mailsPlanned: 2_842, mailsHandedOn: 2_806, callsMade: 412, callsLeft: state == .closed ? 0 : 966,
                ends: state == .closed ? nil : at(3_300), finished: state == .closed ? at(3_300) : nil,
                isSending: state == .open,
                waits: state == .open
                    ? [
                        SendingWait(
                            isMail: true, attempts: 36,
                            reason: words("送信サービスが使えないため、回復を待っています", "The sending service does not work"),
                            until: at(1_290)),
                        SendingWait(
                            isMail: false, attempts: 2, reason: words("順番を待っています", "Waiting its turn"), until: nil),
                    ] : []),
            departments: names.enumerated().map { index, name in
                DepartmentResult(
                    id: text("d\(index)"), name: text(name), answered: 40 + index * 7, asked: 100, hurt: 8 - index,
                    unreached: 21 - index * 2)
            },
            prefectures: [
                PrefectureResult(code: 17, answered: 344, asked: 598, hasGrave: true),
                PrefectureResult(code: 15, answered: 201, asked: 262, hasGrave: false),
                PrefectureResult(code: 18, answered: 75, asked: 97, hasGrave: false),
                PrefectureResult(code: 16, answered: 232, asked: 291, hasGrave: false),
            ],
            unreached: state == .closed
                ? []
                : (0..<20).map { index in
                    UnreachedPerson(
                        id: text("p\(index)"), name: text("Daisuke Nishimura"), department: text("Nanao works 1"),
                        reason: index % 5 == 0 ? nil : UnreachableReason.allCases[index % 5],
                        last: index % 5 == 0 ? .undeliverable(code: text("mailboxUnknown 550 5.1.1")) : nil,
                        at: index % 5 == 0 ? at(420) : nil)
                })
    }

    var timeline: TimelinePage {
        func attempt(_ order: Int?, _ contact: ContactSlot, _ number: Int, _ outcome: AttemptOutcome) -> TimelineFact {
            .attempt(
                TimelineAttempt(
                    order: order, contact: contact, attempt: number, of: 2, waited: number > 1 ? .seconds(180) : nil,
                    outcome: outcome))
        }
        let outcomes: [AttemptOutcome] = [
            .planned, .held(code: text("domainShut")), .handingOff, .ringing, .inDoubt,
            .temporary(code: text("mailboxFull 452")), .talked,
            .notConnected(code: text("callFailed")), .cancelled, .gaveUp,
        ]
        let safe = AnswerBadge(words: words("軽いけが", "Minor injury"), severity: .hurt)
        let facts: [TimelineFact] =
            [
                .targeted(words("勤務先（石川県能登）が震度7のため", "Workplace (Noto) had intensity 7")),
                attempt(1, .phone(1), 1, .noAnswer), attempt(1, .phone(1), 2, .busy),
                attempt(2, .mail(1), 1, .accepted), attempt(2, .mail(2), 1, .undeliverable(code: text("550 5.1.1"))),
                attempt(nil, .mail(3), 1, .accepted), .opened,
                .answered(safe, .link(.mail(1)), details: [text("Cut my hand.\nFamily is safe.")], isLate: false),
                .cancelled(order: 3, .phone(2), attempts: 2, words("回答があったため", "An answer arrived")),
                .cancelled(order: nil, .phone(3), attempts: 1, words("終了したため", "It was closed")),
                .answered(safe, .keyPress(.phone(1)), details: [], isLate: true),
                .answered(safe, .signedIn, details: [], isLate: false),
                .answered(safe, .link(nil), details: [], isLate: false),
                .answered(safe, .program, details: [], isLate: false),
                .answered(safe, .reply, details: [], isLate: false),
                .wrote(text("Who is this?")), .familyWrote(safe, text("At school\nall well"), isOwn: false),
                .familyWrote(nil, text("I walk home"), isOwn: true),
                .answered(
                    safe, .proxy(by: text("Makoto Honda"), learned: words("ご家族から聞いた", "The family said so")),
                    details: [], isLate: false), .resent,
            ] + outcomes.map { attempt(1, .mail(1), 1, $0) }
        return TimelinePage(
            id: text("81"), person: text("5"), subject: text("Earthquake in Noto"), drill: true,
            name: text("Kenichi Sato"),
            department: text("Nanao works 1"), loginID: text("B001873"), level: .answered, answer: safe,
            answeredAt: at(1_008),
            details: [(words("出社", "Work"), text("No")), (words("ひとこと", "Note"), text("Cut\nhand"))],
            entries: facts.enumerated().map { TimelineEntry(at: at($0 * 11), fact: $1) }, planned: 9, done: 5,
            calledOff: 4, contacts: maskedContacts, takesAnswers: true)
    }

    var maskedContacts: [MaskedContact] {
        [
            MaskedContact(order: 1, slot: .phone(1), masked: text("090-****-**34")),
            MaskedContact(order: nil, slot: .mail(1), masked: text("k***@example.co.jp")),
        ]
    }

    var results: [Sent] {
        [
            page(
                "results", results(.safety, .open), as: administrator, banner: .sendingStarted(people: 1_248)),
            page(
                "results-drill", results(.drill, .stopped, isLive: false), as: administrator, banner: .resent(people: 1)
            ),
            page("results-closed", results(.safety, .closed), as: administrator, banner: .closed(calledOff: 966)),
            page("results-called-off", results(.safety, .calledOff), as: administrator, banner: .notResent),
            page("results-bulletin", results(.bulletin, .waiting), as: administrator),
            page(
                "broadcast-people",
                BroadcastPeoplePage(
                    id: text("81"), subject: text("Earthquake in Noto"), drill: false,
                    people: ReachLevel.allCases.enumerated().map { index, level in
                        BroadcastPerson(
                            id: text("p\(index)"), name: text("Daisuke Nishimura"), loginID: text("B00\(index)"),
                            department: text("Nanao works 1"), level: level,
                            answer: index == 0 ? AnswerBadge(words: words("無事", "Safe"), severity: .safe) : nil,
                            comment: index == 0 ? text("A bit late.") : "", lastAt: index == 6 ? nil : at(index * 60),
                            last: words("渡した", "Handed on"))
                    }, part: ListPart(total: 58, page: 3, size: 7),
                    answers: [Choice(value: "answer-1", words: text("Safe"))], state: "unreached",
                    departments: [Choice(value: text("7"), words: text("Nanao works"), isChosen: true)], prefecture: 17,
                    query: text("Nishi")), as: administrator),
            page("timeline", timeline, as: administrator),
            page(
                "timeline-quiet",
                TimelinePage(
                    id: "81", person: "5", subject: text("Earthquake"), drill: false, name: text("Yoshio Nakata"),
                    department: text("Logistics"), loginID: text("B1"), level: .noPath, answer: nil, answeredAt: nil,
                    details: [],
                    entries: [
                        TimelineEntry(at: at(30_000), fact: .targeted(words("全員にお送りしています", "Everyone is asked"))),
                        TimelineEntry(at: at(0), fact: .resent),
                    ], isNewestFirst: true, planned: 0, done: 0, calledOff: 0, contacts: [], reason: .noContact),
                as: administrator),
            page(
                "answer-for",
                AnswerForPage(
                    broadcast: text("81"), person: text("5"), subject: text("Earthquake in Noto"), drill: true,
                    name: text("Kenichi Sato"),
                    questions: [
                        ProxyQuestion(
                            name: "s", words: words("いまの状況", "How the person is"),
                            choices: [
                                Choice(value: "safe", words: text("Safe")),
                                Choice(value: "minor", words: text("Hurt"), isChosen: true),
                            ]),
                        ProxyQuestion(
                            name: "comment", words: words("ひとこと", "Comment"), choices: [], value: text("Cut\nhand")),
                    ], errors: [error("s")]), as: administrator),
            page(
                "stop",
                StopBroadcastPage(
                    id: text("81"), subject: text("Earthquake in Noto"), kind: .drill, handedOn: 320, openAttempts: 966),
                as: administrator, banner: .stopped(reached: 320)),
            page(
                "close",
                CloseBroadcastPage(
                    id: text("81"), subject: text("Earthquake in Noto"), kind: .safety, waiting: 396, openAttempts: 1),
                as: administrator),
            page(
                "resend",
                ResendPage(
                    id: text("81"), subject: text("Earthquake in Noto"), kind: .drill, people: 365, unreachable: 31,
                    channels: forecasts, openAttempts: 12), as: administrator),
        ]
    }
}
