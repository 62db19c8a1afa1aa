import Domain

@testable import Web

extension Samples {
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
        return [
            page(
                "family_status", FamilyStatusPage(name: text("Hanako Yamada"), answered: answered, waiting: asked),
                as: relative),
            page(
                "family_status-nothing", FamilyStatusPage(name: text("Hanako Yamada"), answered: nil, waiting: nil),
                as: relative),
            page(
                "family_own",
                FamilyMemberPage(
                    id: nil, isOwn: true, values: values, hasVoice: true, needsRegion: true, errors: [error("mail1")]),
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
                "family_new", FamilyMemberPage(id: nil, values: FamilyValues(), hasVoice: false, needsRegion: false),
                as: employee),
            page(
                "family_new-alone",
                FamilyMemberPage(id: nil, values: offered, hasVoice: false, needsRegion: false, needsPassword: false),
                as: employee),
            page(
                "family_change",
                FamilyMemberPage(
                    id: text("7"), values: values, hasVoice: true, needsRegion: true,
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
