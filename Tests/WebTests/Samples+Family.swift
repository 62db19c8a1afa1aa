import Domain
import Profiles

@testable import Web

extension Samples {
    private func familyBoards(_ answered: FamilyRequest) -> [Sent] {
        let badge = AnswerBadge(words: words("軽いけが", "Slightly hurt"), severity: .hurt)
        let notes = [
            FamilyNote(
                id: text("12"), author: text("Ichiro Yamada"), at: at(600), badge: badge,
                text: text("School gym\nsafe"),
                canBeShared: true),
            FamilyNote(
                id: text("11"), author: text("Hanako Yamada"), at: at(0), badge: nil, text: text("At the station"),
                isShared: true, canBeShared: true, isMine: true),
            FamilyNote(
                id: text("10"), author: text("Goro Sato"), board: text("Jiro Sato"), at: at(-60), badge: badge, text: ""
            ),
        ]
        var board = FamilyBoardPart(
            notes: notes, readers: [text("Ichiro Yamada"), text("Jiro Sato")], next: text("10"), isOlder: true)
        board.shares = true
        board.text = text("I walk home")
        board.errors = [error("text")]
        var own = FamilyBoardPart(notes: [], readers: [])
        own.choices = [
            (badge, Choice(value: "minor", words: text("Slightly hurt"), isChosen: true)),
            (
                AnswerBadge(words: words("無事", "Safe"), severity: .safe),
                Choice(value: "safe", words: text("Safe"))
            ),
        ]
        own.errors = [error("status")]
        let members = [
            FamilyMemberState(name: text("Ichiro Yamada"), code: text("CHICHI"), badge: badge, at: at(600)),
            FamilyMemberState(name: text("Saki Yamada"), code: text("K7QXM2PA"), badge: nil, at: nil),
        ]
        let relatives = [
            RelativeState(name: text("Jiro Sato"), answered: answered, waits: true),
            RelativeState(name: text("Saburo Sato"), answered: nil, waits: true),
            RelativeState(name: text("Shiro Sato"), answered: nil, waits: false),
        ]
        return [
            page(
                "family_overview", FamilyOverviewPage(members: members, relatives: relatives, board: board),
                as: employee, banner: .registered(.familyMessage)),
            page(
                "family_overview-nobody",
                FamilyOverviewPage(members: [], relatives: [], board: FamilyBoardPart(notes: [], readers: [])),
                as: employee),
            page(
                "family_status-board",
                FamilyStatusPage(name: text("Hanako Yamada"), answered: nil, waiting: nil, board: own), as: relative),
            page(
                "family_status-messages",
                FamilyStatusPage(
                    name: text("Hanako Yamada"), answered: nil, waiting: nil,
                    board: FamilyBoardPart(notes: notes, readers: [text("Hanako Yamada")])), as: relative),
        ]
    }

    private var familyLinks: [Sent] {
        func line(_ id: String, _ stage: FamilyLinkLine.Stage) -> FamilyLinkLine {
            FamilyLinkLine(id: text(id), stage: stage)
        }
        let (name, house) = (text("Jiro Sato"), text("Minato Shipping"))
        let lines = [
            line("1", .asks(name: name, organization: house)),
            line("2", .linked(name: name, organization: house, isSuspended: false)),
            line("3", .linked(name: name, organization: house, isSuspended: true)),
            line("4", .asked(code: text("minato"), loginID: text("B000012"), until: at(1_000_000))),
        ]
        return [
            page(
                "family_links",
                FamilyLinksPage(
                    links: lines, reachesOthers: true, organization: text("seikai"), loginID: text("B1"),
                    errors: [error("organization"), error("login_id")]),
                as: employee, banner: .registered(.familyLinkAsked)),
            page(
                "family_links-none",
                FamilyLinksPage(links: [], reachesOthers: false, organization: text("seikai")), as: employee),
        ]
            + lines.enumerated().map { index, line in
                page("family_link-\(index)", FamilyLinkPage(line: line), as: employee)
            }
    }

    var relative: Visitor {
        Visitor(
            name: text("Ichiro Yamada"), loginID: "", lastLogin: nil, isAdministrator: false,
            isFamily: true)
    }

    var family: [Sent] {
        let line = FamilyLine(
            id: text("7"), code: text("CHICHI"), name: text("Ichiro Yamada"),
            place: words("石川県 輪島市（石川県能登）", "Wajima City, Ishikawa"), mails: 2)
        var values = FamilyValues()
        values.code = text("CHICHI")
        values.name = text("Ichiro Yamada")
        values.mails = [text("ichiro@example.jp"), "", ""]
        values.phone = text("09000001234")
        values.address = AddressValue(
            region: text("17-390"), regionName: words("石川県 輪島市（石川県能登）", "Wajima City, Ishikawa"), city: text("Wajima"),
            street: text("1-2-3"))
        var known = line
        known.hasPassword = true
        known.unconfirmed = 1
        known.failing = 1
        known.lastLogin = at(0)
        var made = line
        made.isCodeMade = true
        var offered = FamilyValues()
        offered.makesCode = true
        let asked = FamilyRequest(
            title: text("Earthquake in Noto"), askedAt: at(0), isDrill: false, answeredAt: nil, answer: nil)
        let answered = FamilyRequest(
            title: text("Autumn drill"), askedAt: at(-90_000), isDrill: true, answeredAt: at(-80_000),
            answer: AnswerBadge(words: words("無事です", "Safe"), severity: .safe))
        var checked = FamilyMemberPage(
            id: text("7"), values: values, hasVoice: true, precision: .region)
        checked.values.mails = [text("ichiro@example.jp"), text("i@example.ne.jp"), text("old@example.jp")]
        checked.known = [
            [.confirmed(at(0))],
            [.refused(reason: "mailboxUnknown 550 5.1.1"), .awaited(askedAt: at(0), isTold: false)],
            [.awaited(askedAt: nil, isTold: true)],
        ]
        checked.canAsk = [1, 2]
        var own = checked
        own.isOwn = true
        own.known = [
            [.failing(since: at(0), reason: "mailboxUnknown 550 5.1.1")],
            [.queued, .awaited(askedAt: nil, isTold: false)],
            [.unclear],
        ]
        return familyBoards(answered) + familyLinks + [
            page("family_change-checked", checked, as: employee), page("family_own-checked", own, as: employee),
            page(
                "family_status", FamilyStatusPage(name: text("Hanako Yamada"), answered: answered, waiting: asked),
                as: relative),
            page(
                "family_card",
                FamilyCardPage(
                    name: text("Ichiro Yamada"), code: text("CHICHI"), language: language,
                    address: text("https://anpi.example.jp/login"), loginPage: "https://anpi.example.jp/login",
                    organizationCode: text("seikai"), loginID: text("B002417"), helpDesk: text("+81-76-000-0000")),
                as: employee),
            page(
                "family_status-nothing", FamilyStatusPage(name: text("Hanako Yamada"), answered: nil, waiting: nil),
                as: relative),
            page(
                "family_own",
                FamilyMemberPage(
                    id: nil, isOwn: true, values: values, hasVoice: true, precision: .region, errors: [error("mail1")]),
                as: relative),
            page(
                "family_own-closed",
                FamilyClosedPage(), as: relative),
            page(
                "family_password", FamilyPasswordPage(line: line, shortest: 8, errors: [error("newPassword")]),
                as: employee),
            page("family-known", FamilyPage(lines: [known, made, line], limit: 6, needsPassword: false), as: employee),
            page("family-stopped", FamilyPage(lines: [known], limit: 6, isStopped: true), as: employee),
            page("login-family", LoginPage(familyCode: text("CHICHI"), note: .mismatch), as: nil),
            page("logout-family", LogoutPage(isFamily: true), as: relative),
            page("family", FamilyPage(lines: [line], limit: 6), as: employee, banner: .registered(.family)),
            page("family-empty", FamilyPage(lines: [], limit: 6), as: employee),
            page("family-over", FamilyPage(lines: [line], limit: 1, isOffered: false), as: employee),
            page(
                "family_new",
                FamilyMemberPage(id: nil, values: FamilyValues(), hasVoice: false, precision: .prefecture),
                as: employee),
            page(
                "family_new-alone",
                FamilyMemberPage(
                    id: nil, values: offered, hasVoice: false, precision: .prefecture, needsPassword: false),
                as: employee),
            page(
                "family_change",
                FamilyMemberPage(
                    id: text("7"), values: values, hasVoice: true, precision: .region,
                    errors: ["code", "addressRegion", "mail1", "phone"].map { error($0) }), as: employee),
            page("family_remove", RemoveFamilyPage(line: line), as: employee),
            page(
                "family_confirm",
                ConfirmPage(
                    subject: .family(id: nil),
                    changes: [Change(field: "code", label: Catalogue.Family.code, before: "", after: text("CHICHI"))],
                    sealed: []), as: employee),
        ]
    }
}
