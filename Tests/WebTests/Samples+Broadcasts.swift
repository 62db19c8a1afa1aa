import Domain

@testable import Web

extension Samples {
    private func compose(_ kind: BroadcastKind, errors: [FieldError] = []) -> ComposePage {
        ComposePage(
            id: kind == .drill ? text("82") : nil,
            values: ComposeValues(
                kind: kind,
                regions: (1...11).map { ChosenTarget(value: text("39\($0)"), words: text("Region \($0)")) },
                addresses: [.work, .home1], departments: [ChosenTarget(value: text("7"), words: text("Nanao works"))],
                locations: [], roles: [.administrator], everyone: false, people: text("B000001"),
                subject: text("Earthquake in Noto"), body: text("A strong earthquake.\nGet to safety first."),
                asksAttendance: true, asksComment: false,
                questions: [QuestionValue(text: text("Will you join?"), choices: text("Yes\nNo"))]),
            count: kind == .bulletin ? nil : 1_248, addressCounts: [.work: 1_102, .home1: 931, .home2: 1],
            templates: [Choice(value: text("1"), words: text("Earthquake"), isChosen: true)],
            answers: [words("無事", "Safe"), words("軽いけが", "Minor injury")],
            sender: text("Seikai Seiki <anpi@example.jp>"), errors: errors)
    }

    var forecasts: [ChannelForecast] {
        [
            ChannelForecast(channel: .mail, people: 1_196, firstRound: 2_842, most: 2_842, length: .seconds(210)),
            ChannelForecast(channel: .voice, people: 870, firstRound: 0, most: 1, length: nil),
        ]
    }

    private func preflight(_ kind: BroadcastKind, errors: [FieldError] = []) -> PreflightPage {
        PreflightPage(
            id: text("81"), subject: text("Earthquake in Noto"), kind: kind, people: 1_248,
            targets: [text("9 regions"), text("Nanao works")],
            questions: kind == .bulletin ? [] : [text("Safety"), text("Comment")], firstRoundEnds: at(700),
            lastEnds: at(3_300), now: at(320), undo: .seconds(10), answerPeriod: .seconds(604_800),
            giveUp: .seconds(86_400), channels: forecasts,
            unreachable: kind == .bulletin
                ? [] : UnreachableReason.allCases.map { UnreachableCount(reason: $0, people: 7) }, errors: errors)
    }

    var broadcasts: [Sent] {
        [
            page(
                "broadcasts",
                BroadcastsPage(
                    broadcasts: BroadcastState.allCases.enumerated().map { index, state in
                        BroadcastLine(
                            id: text("8\(index)"), title: text("Earthquake in Noto"),
                            kind: BroadcastKind.allCases[index % 3], state: state, at: at(index * -90_000),
                            origin: [
                                .trigger, .person(text("Makoto Honda")), .integration(text("Portal")), .removedPerson,
                                .commandLine,
                            ][index % 5],
                            people: 1_248, answered: 852)
                    }, part: ListPart(total: 41, page: 2, size: 6), kind: .safety, state: .open),
                as: administrator, banner: .draftSaved),
            page(
                "broadcasts-none", BroadcastsPage(broadcasts: [], part: ListPart(total: 0, page: 1, size: 20)),
                as: administrator),
            page("compose", compose(.safety), as: administrator),
            page("compose-drill", compose(.drill), as: administrator),
            page(
                "compose-bulletin",
                compose(.bulletin, errors: ["subject", "people", "targets", "answerPeriod"].map { error($0) }),
                as: administrator),
            page(
                "compose-new",
                ComposePage(
                    values: ComposeValues(), templates: [], answers: [words("無事", "Safe")],
                    sender: text("anpi@example.jp")), as: administrator),
            page(
                "pick-regions",
                PickPage(
                    kind: .region, purpose: .broadcast(id: text("82")),
                    groups: (1...3).map { prefecture in
                        PickGroup(
                            title: text("Prefecture \(prefecture)"), prefecture: prefecture,
                            whole: Choice(value: text("p\(prefecture)"), words: text("All of it")),
                            choices: (1...4).map { region in
                                Choice(
                                    value: text("\(prefecture)-\(region)"), words: text("Region \(region)"),
                                    isChosen: prefecture == 2)
                            })
                    }, sealed: [HiddenField(name: "form", value: text("sealed"))]), as: administrator),
            page(
                "pick-departments",
                PickPage(
                    kind: .department, purpose: .broadcast(id: nil),
                    groups: [PickGroup(title: "", choices: [Choice(value: text("7"), words: text("Nanao works"))])],
                    sealed: []), as: administrator),
            page("preflight", preflight(.safety), as: administrator),
            page("preflight-drill", preflight(.drill, errors: [error("confirm")]), as: administrator),
            page("preflight-bulletin", preflight(.bulletin), as: administrator),
            page(
                "templates",
                TemplatesPage(templates: [
                    TemplateLine(
                        id: text("1"), name: text("Earthquake"), kind: .safety, updatedAt: at(0), isUsedByTrigger: true)
                ]), as: administrator, banner: .templateRemoved),
            page("templates-none", TemplatesPage(templates: []), as: administrator),
            page(
                "template",
                TemplatePage(
                    id: text("1"),
                    values: TemplateValues(
                        name: text("Earthquake"), kind: .drill, subject: text("Noto"), body: text("\nText\n")),
                    errors: [error("body")]), as: administrator),
            page("template-new", TemplatePage(values: TemplateValues()), as: administrator),
            page("template-remove", RemoveTemplatePage(id: text("1"), name: text("Earthquake")), as: administrator),
        ]
    }
}
