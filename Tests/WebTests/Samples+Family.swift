import Domain

@testable import Web

extension Samples {
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
        return [
            page("family", FamilyPage(lines: [line], limit: 6), as: employee, banner: .registered(.family)),
            page("family-empty", FamilyPage(lines: [], limit: 6), as: employee),
            page("family-over", FamilyPage(lines: [line], limit: 1, isOffered: false), as: employee),
            page(
                "family_new", FamilyMemberPage(id: nil, values: FamilyValues(), hasVoice: false, needsRegion: false),
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
