import Auth
import Domain

@testable import Web

extension Samples {
    var people: [Sent] {
        let departments = [
            Choice(value: text("7"), words: text("Nanao works"), isChosen: true),
            Choice(value: text("8"), words: text("Logistics")),
        ]
        let lines = (0..<20).map { index in
            PersonLine(
                id: text("p\(index)"), name: text("Hanako Yamada"), kana: text("Yamada"), loginID: text("B00\(index)"),
                department: text("Nanao works"), role: Role.allCases[index % 2],
                password: PasswordStanding.allCases[index % 4],
                mail: index % 3 == 1 ? .undeliverable(code: text("mailboxUnknown")) : nil, isRetired: index % 7 == 3,
                removeOn: index % 7 == 3 ? text("2026-03-31") : "",
                isUnreachable: index % 7 == 4)
        }
        let values = PersonValues(
            loginID: text("B002417"), name: text("Hanako Yamada"), kana: text("Yamada"), role: .administrator)
        func result(bad: Int, added: Int) -> ImportResultPage {
            ImportResultPage(
                file: text("people.csv"), lines: 1_248, added: added, changed: 1, unchanged: 40, bad: bad,
                badLines: (0..<min(bad, 3)).map { index in
                    BadLine(
                        line: index + 2, column: text("loginID"), reason: words("同じIDが3行目にもあります。", "Also in line 3."))
                }, newDepartments: [text("S01")],
                changes: [
                    ChangedLine(
                        line: 2, name: text("Hanako Yamada"), loginID: text("B000001"), isNew: bad > 0,
                        fields: [
                            .init(label: text("mail1"), before: text("h•••@x.example"), after: ""),
                            .init(label: text("mail2"), before: text("n•••@x.example"), after: text("n•••@x.example")),
                        ])
                ], hasChanged: bad > 0, overtaken: bad, absentLeave: bad > 0,
                sealed: [HiddenField(name: "import", value: text("sealed"))])
        }
        return [
            page(
                "people",
                PeoplePage(
                    people: lines, part: ListPart(total: 2_000, page: 50, size: 20),
                    filter: PeopleFilter(
                        query: text("Yama"), role: .member, password: .own, leavers: .also, onlyUnreachable: true
                    ),
                    departments: departments), as: administrator,
                banner: .imported(added: 1, changed: 1_247, leaving: 3)),
            page(
                "people-none",
                PeoplePage(people: [], part: ListPart(total: 0, page: 1, size: 20), departments: []), as: administrator),
            page(
                "person",
                PersonPage(
                    id: text("p1"), values: values, departments: departments,
                    locations: [Choice(value: text("a"), words: text("Plant A"))],
                    userCodes: [Choice(value: text("1"), words: text("Day"))], password: .temporary,
                    lastLogin: at(-7_000), contacts: maskedContacts, sequence: sequence, errors: [error("kana")]),
                as: administrator),
            page(
                "person-changed-meanwhile",
                PersonPage(
                    id: text("p1"), values: values, departments: departments, version: text("version"),
                    changedMeanwhile: changedMeanwhile), as: administrator),
            page("person-new", PersonPage(values: PersonValues(), departments: departments), as: administrator),
            page(
                "import",
                ImportPage(
                    columns: [("loginID", words("必須。半角英数字", "Required."))], limit: 50, errors: [error("file")]),
                as: administrator),
            page("import-bad", result(bad: 1_204, added: 3), as: administrator),
            page("import-good", result(bad: 0, added: 1_207), as: administrator),
            page(
                "passwords-issue",
                IssuePasswordsPage(
                    people: 14, mailable: 214, canMail: true, names: [text("Hanako Yamada"), text("Kenichi Sato")],
                    replacing: 2,
                    validity: .seconds(7 * 86_400), sealed: [HiddenField(name: "who", value: text("sealed"))]),
                as: administrator),
            page(
                "passwords-sheet",
                PasswordSheetPage(
                    organizationCode: text("seikai"), loginAddress: text("https://anpi.example.jp/login"),
                    validUntil: at(604_800),
                    slips: (0..<3).map { index in
                        PasswordSlip(
                            name: text("Hanako Yamada"), department: text("Nanao works"), loginID: text("B00\(index)"),
                            password: Secret(text("hq7m-x2kd-9wtn-4rvb-c8ps")))
                    }), as: administrator),
        ]
    }

    var settings: [Sent] {
        let groups = [
            SettingGroup(
                title: words("送信", "Sending"),
                rows: [
                    SettingRow(
                        name: "voiceRetries", label: words("電話のかけ直し", "Call retries"),
                        hint: words("0回から5回まで。", "0 to 5."),
                        control: .number(value: text("1"), unit: words("回", "times")),
                        standard: words("1回", "1")),
                    SettingRow(
                        name: "stopAtAnswer", label: words("回答で止める", "Stop at an answer"),
                        hint: words("残りの連絡を止めます。", "Stops what is left."), control: .toggle(isOn: true),
                        standard: words("する", "On")),
                    SettingRow(
                        name: "minimumPassword", label: words("パスワードの長さ", "Password length"),
                        hint: words("8から128まで。", "8 to 128."),
                        control: .choice([Choice(value: text("8"), words: text("8"), isChosen: true)]),
                        standard: words("8文字", "8 characters"), recommended: words("12文字", "12 characters")),
                    SettingRow(
                        name: "systemTitle", label: words("システムの名称", "System title"),
                        hint: words("40文字まで。", "Up to 40 characters."),
                        control: .text(value: text("Safety Net"), maxLength: 40),
                        standard: words("安否確認", "Safety check")),
                ])
        ]
        func audit(_ verification: AuditVerification?) -> AuditPage {
            AuditPage(
                rows: (0..<20).map { index in
                    AuditRow(
                        sequence: 4_031 - index, at: at(-index * 60), actor: text("Makoto Honda"),
                        action: words("設定を変更", "Changed settings"), subject: text("voiceRetries"),
                        details: [
                            Catalogue.AuditDetails.reason(text("new phone")),
                            Catalogue.AuditDetails.change(PolicyWords.use(false), PolicyWords.use(true)),
                        ])
                }, part: ListPart(total: 4_031, page: 1, size: 20), verification: verification,
                actions: [Choice(value: text("login"), words: text("Login"), isChosen: true)], query: text("Honda"),
                from: "2024-01-01", to: "2024-01-31")
        }
        return [
            page(
                "settings",
                SettingsPage(
                    groups: groups, contract: [(words("プラン", "Plan"), words("通常", "Standard"))],
                    hasProvider: true, errors: [error("voiceRetries")]), as: administrator),
            page(
                "settings-provider",
                ProviderSecretPage(issuer: text("https://id.example/"), hasSecret: true, errors: [error("secret")]),
                as: administrator),
            page(
                "settings-confirm",
                ConfirmPage(
                    subject: .settings,
                    changes: [
                        Change(
                            field: "voiceRetries", label: words("電話のかけ直し", "Call retries"), before: text("1"),
                            after: text("2"))
                    ], sealed: []), as: administrator),
            page(
                "settings-answers",
                AnswerChoicesPage(
                    values: [
                        AnswerChoiceValue(
                            japanese: text("Buji"), english: text("Safe"), easy: text("Daijobu"), severity: .safe)
                    ], errors: [error("english2")]), as: administrator),
            page(
                "triggers",
                TriggerPage(
                    values: TriggerValues(
                        isActive: true, minimum: .sixLower, isLimited: true,
                        regions: [ChosenTarget(value: text("390"), words: text("Noto"))], promotesSilence: true),
                    templates: [Choice(value: text("1"), words: text("Earthquake"), isChosen: true)], people: 1_998,
                    bulletinAge: .seconds(1_800), errors: [error("holdTime")]), as: administrator),
            page(
                "triggers-gone",
                TriggerPage(
                    values: TriggerValues(
                        isActive: true, isLimited: true,
                        regions: [ChosenTarget(value: text("391"), words: text("Kaga"))]),
                    templates: [], people: 3, gone: [text("Noto"), text("Sado")]), as: administrator),
            page(
                "triggers-goneWithoutSuccessor",
                TriggerPage(
                    values: TriggerValues(isActive: true, isLimited: true), templates: [], people: 0,
                    gone: [text("Noto")]), as: administrator),
            page(
                "triggers-off", TriggerPage(values: TriggerValues(), templates: [], people: 0), as: administrator),
            page("audit", audit(nil), as: administrator),
            page("audit-whole", audit(.whole(rows: 4_031, at: at(9))), as: administrator),
            page("audit-broken", audit(.broken(sequence: 17, at: at(9))), as: administrator),
        ]
    }
}
