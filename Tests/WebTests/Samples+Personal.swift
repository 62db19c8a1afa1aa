import Domain
import Profiles

@testable import Web

extension Samples {
    var session: [Sent] {
        let rules = PasswordRules(minimum: 8, maximum: 32, allowsUnicode: false, allowsWeak: true)
        return [
            page("login", LoginPage(), as: nil), page("login-others", LoginPage(takesOthers: true), as: nil),
            page(
                "login-mismatch",
                LoginPage(
                    organization: text("seikai"), loginID: text("B002417"), note: .mismatch, next: text("sealed")),
                as: nil),
            page("login-wait", LoginPage(note: .wait(seconds: 8), errors: [error("loginID")]), as: nil),
            page("login-step-over", LoginPage(note: .stepOver), as: nil),
            page("login-idle", LoginPage(note: .idle(.seconds(1_800), .kept)), as: nil),
            page("login-idle-undone", LoginPage(note: .idle(.seconds(900), .undone(Catalogue.Undone.send))), as: nil),
            page("login-needed", LoginPage(note: .loginNeeded()), as: nil),
            page("login-not-changed", LoginPage(note: .notChanged), as: nil),
            page(
                "kept-form",
                KeptFormPage(
                    place: "/me/profile", fields: [HiddenField(name: "mail1", value: text("a@b.jp"))],
                    isFromOtherTab: true), as: employee),
            page(
                "password-forced",
                PasswordPage(
                    isForced: true, loginID: text("B002417"), rules: rules, strength: .medium,
                    errors: [error("confirmation")]), as: nil),
            page(
                "password-own",
                PasswordPage(
                    isForced: false, loginID: text("B002417"),
                    rules: PasswordRules(minimum: 12, maximum: 128, allowsUnicode: true, allowsWeak: false)),
                as: employee),
            page("logout", LogoutPage(), as: employee),
            page("logged-out", LoggedOutPage(), as: nil),
        ]
    }

    var openRequest: OpenRequest {
        OpenRequest(
            title: text("Earthquake in Noto"), sentAt: at(300),
            reason: words("勤務先（石川県能登）が震度7のため", "Your workplace had intensity 7"), isDrill: false,
            answer: "/me/answers/\(text("81"))")
    }

    var contactLines: [ContactLine] {
        [
            ContactLine(slot: .mail(1), value: text("hanako.yamada@example.co.jp")),
            ContactLine(slot: .mail(2), value: text("hana-y@example.ne.jp"), isUndeliverable: true),
            ContactLine(slot: .phone(1), value: text("09000001234")),
        ]
    }

    var disclosures: [Disclosure] {
        [(Disclosure.Way.seen, "Night roster"), (.saved, "")].map { way, reason in
            Disclosure(
                at: at(300), who: words("管理者の\(text("青木 太郎"))さん", "Your administrator \(text("Taro Aoki"))"), way: way,
                reason: reason.isEmpty ? "" : text(reason))
        }
    }

    var sequence: SequencePreview {
        SequencePreview(
            steps: [
                SequenceStep(
                    after: .zero, order: 1, contact: .mail(1), isRetry: false,
                    destination: text("hanako.yamada@example.co.jp")),
                SequenceStep(
                    after: .zero, order: 1, contact: .mail(2), isRetry: false, destination: text("h@example.ne.jp")),
                SequenceStep(
                    after: .seconds(300), order: 2, contact: .phone(1), isRetry: false,
                    destination: text("09000001234")),
                SequenceStep(after: .seconds(480), order: 2, contact: .phone(1), isRetry: true, destination: ""),
                SequenceStep(
                    after: .seconds(780), order: 3, contact: .phone(2), isRetry: false, destination: text("0767000012")),
                SequenceStep(after: .seconds(960), order: 3, contact: .phone(2), isRetry: true, destination: ""),
            ], stopsAtAnswer: true)
    }

    var profileValues: ProfileValues {
        ProfileValues(
            language: .english,
            mails: [text("hanako.yamada@example.co.jp"), text("hana-y@example.ne.jp"), ""], mailOrder: 1,
            phones: [
                PhoneValue(number: text("09000001234"), order: 2), PhoneValue(number: text("0767000012"), order: 3),
                PhoneValue(),
            ],
            spareMail: text("spare@example.jp"), sparePhone: text("0300000000"),
            work: AddressValue(
                region: text("17-390"), regionName: words("石川県 石川県能登", "Ishikawa: Noto"), city: text("Nanao"),
                street: text("1-2-3")),
            home1: AddressValue(region: text("17"), regionName: words("石川県", "Ishikawa")),
            home2: AddressValue())
    }

    var changedMeanwhile: [Change] {
        [
            Change(
                field: "mail1", label: words("メール 優先順1", "Mail, priority 1"), before: text("new@example.jp"), after: "")
        ]
    }

    func profile(
        hasVoice: Bool = true, isPlanWithoutMail: Bool = false, errors: [FieldError] = [],
        changedMeanwhile: [Change] = []
    ) -> ProfilePage {
        ProfilePage(
            name: text("Hanako Yamada"), kana: text("Yamada Hanako"), department: text("Nanao works"),
            loginID: text("B002417"), values: profileValues,
            contacts: [
                "mail1": [.handedOn(at(0)), .confirmed(at(-300_000))],
                "mail2": [.failing(since: at(-600_000), reason: text("mailboxUnknown 550 5.1.1"))],
                "phone1": [.confirmed(at(-300_000))], "spareMail": [.refused(reason: text("mailboxUnknown"))],
            ], canTest: !isPlanWithoutMail, hasVoice: hasVoice,
            isPlanWithoutMail: isPlanWithoutMail, precision: hasVoice ? .region : .prefecture,
            location: PickValue(choices: [Choice(value: text("a"), words: text("Plant A"), isChosen: true)]),
            userCode: PickValue(
                choices: [Choice(value: text("1"), words: text("Day shift"), isChosen: true)], isFixed: hasVoice),
            sequence: hasVoice ? sequence : SequencePreview(steps: [], stopsAtAnswer: true),
            warnings: [words("メール2が届いていません。", "Mail 2 came back.")], version: text("version"),
            changedMeanwhile: changedMeanwhile, errors: errors)
    }

    private func lookup(_ query: String, hits: Int, total: Int, allowsPrefecture: Bool) -> RegionLookupPage {
        RegionLookupPage(
            goal: .profile(.work), query: text(query),
            prefectures: [
                Choice(value: "13", words: text("Tokyo"), isChosen: allowsPrefecture),
                Choice(value: "34", words: text("Hiroshima")),
            ],
            hits: (0..<hits).map { number in
                RegionHit(
                    value: text("34-592"), municipality: words("府中市", "Fuchu City \(number)"),
                    place: words("広島県", "Hiroshima"), region: words("広島県南東部", "Southeast Hiroshima"),
                    name: words("広島県 府中市（広島県南東部）", "Fuchu City, Hiroshima (Southeast Hiroshima)"),
                    former: number == 1
                        ? Catalogue.Lookup.isNow(words("甲奴郡上下町", "Joge Town"), words("府中市", "Fuchu City")) : nil)
            }, total: total, wasAsked: true, allowsPrefecture: allowsPrefecture,
            sealed: [HiddenField(name: "form", value: text("sealed-form"))])
    }

    var personal: [Sent] {
        [
            page("menu", MenuPage(open: [openRequest], contacts: contactLines), as: employee, banner: .passwordChanged),
            page("menu-disclosed", MenuPage(open: [], contacts: contactLines, disclosures: disclosures), as: employee),
            page("profile-read", ProfileSheetPage(whole: profile()), as: employee, banner: .externalNotLinked),
            page(
                "menu-empty",
                MenuPage(
                    open: [], contacts: [],
                    running: [
                        RunningBroadcast(
                            title: text("Autumn drill"), isDrill: true, answered: 852, people: 1_248, results: "/b/81")
                    ]), as: administrator),
            page(
                "profile-confirm-nothing",
                ConfirmPage(
                    subject: .profile,
                    changes: [
                        Change(
                            field: "mail1", label: words("メール 優先順1", "Mail, priority 1"),
                            before: text("old@example.jp"), after: "")
                    ], sequence: SequencePreview(steps: [], stopsAtAnswer: true), sealed: []), as: employee),
            page("maintenance", MaintenancePage(), as: administrator),
            page(
                "my-answers",
                MyAnswersPage(
                    open: [openRequest],
                    history: [
                        OwnAnswer(
                            title: text("Earthquake in Noto"), sentAt: at(300), isDrill: false, answer: nil,
                            answeredAt: nil, change: "/me/answers/81"),
                        OwnAnswer(
                            title: text("Autumn drill"), sentAt: at(-9_000_000), isDrill: true,
                            answer: AnswerBadge(words: words("無事", "Safe"), severity: .safe),
                            answeredAt: at(-8_999_000), change: nil),
                    ], part: ListPart(total: 2, page: 1, size: 20)), as: employee),
            page("profile", profile(), as: employee, banner: .registered(.profile)),
            page(
                "profile-errors",
                profile(errors: ["mail1", "phone2Order", "workRegion", "home2City"].map { error($0) }), as: employee),
            page(
                "profile-changed-meanwhile", profile(changedMeanwhile: changedMeanwhile), as: employee),
            page("profile-no-voice", profile(hasVoice: false, isPlanWithoutMail: true), as: employee),
            page(
                "profile-confirm",
                ConfirmPage(
                    subject: .profile,
                    changes: [
                        Change(
                            field: "mail2", label: words("メール 優先順2", "Mail, priority 2"),
                            before: text("old@example.jp"), after: text("hana-y@example.ne.jp")),
                        Change(
                            field: "phone2Order", label: words("電話2の発信順", "Order of phone 2"), before: "", after: "3"),
                    ], sequence: sequence, warnings: [words("確認してください。", "Please check.")],
                    sealed: [HiddenField(name: "form", value: text("sealed-form"))]), as: employee),
            page("lookup", lookup("Fuchu", hits: 3, total: 9, allowsPrefecture: false), as: employee),
            page("lookup-nothing", lookup("Atlantis", hits: 0, total: 0, allowsPrefecture: false), as: employee),
            page("lookup-prefecture", lookup("", hits: 2, total: 2, allowsPrefecture: true), as: employee),
            page(
                "lookup-only-prefectures",
                PrefectureLookupPage(
                    goal: .profile(.home1), query: text("Ishi"),
                    hits: [Choice(value: "17", words: text("Ishikawa")), Choice(value: "18", words: text("Fukui"))],
                    sealed: [HiddenField(name: "mail1", value: text("hanako@example.jp"))]), as: employee),
            page(
                "lookup-no-prefecture",
                PrefectureLookupPage(goal: .profile(.work), query: text("Atlantis"), hits: [], sealed: []), as: employee
            ),
            page("bookmark", BookmarkPage(loginAddress: text("https://anpi.example.jp/login")), as: employee),
            page("bookmark-signed-out", BookmarkPage(loginAddress: text("https://anpi.example.jp/login")), as: nil),
            page("disaster", disaster(.fiveUpper, "/b/81"), as: administrator),
            page("disaster-employee", disaster(nil, nil), as: employee),
            page(
                "disaster-empty",
                DisasterPage(bulletins: [], part: ListPart(total: 0, page: 1, size: 20), threshold: nil), as: employee),
        ]
    }

    private func disaster(_ threshold: SeismicIntensity?, _ results: Address?) -> DisasterPage {
        let outcomes: [BulletinOutcome] =
            [
                .started(people: 1_248, results: results), .grew(people: 1, results: results),
                .corrected(people: 84, results: results),
            ] + [Catalogue.Disaster.nobodyThere, Catalogue.Disaster.otherKind].map { .nothing($0) }
            + (1...9).map { .nothing(words("対象の地域がありません。\($0)", "No region. \($0)")) }
        return DisasterPage(
            bulletins: outcomes.enumerated().map { index, outcome in
                ReceivedBulletin(
                    receivedAt: at(index * 60 + 7), reportedAt: at(index * 60), title: text("Shindo sokuho"),
                    status: BulletinStatus.allCases[index % 3], type: BulletinType.allCases[index / 3 % 3],
                    maximum: index == 0 ? .seven : index == 1 ? nil : .fiveLower, regions: index, outcome: outcome)
            }, part: ListPart(total: 214, page: 3, size: 14), threshold: threshold)
    }
}
