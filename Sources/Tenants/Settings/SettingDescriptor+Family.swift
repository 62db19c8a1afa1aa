import Domain

extension SettingDescriptor {
    /// Family users.
    static let family: [SettingDescriptor] = [
        SettingDescriptor(
            key: "familyLimit", group: .profiles, requirement: "R-172", kind: .count(\.familyLimit, 1...20),
            recommended: nil,
            label: LocalizedText(ja: "登録できる家族の人数", en: "Family users of each person"),
            help: LocalizedText(
                ja: "家族サービスのある契約で使います。減らしても、登録済みのご家族はそのまま残ります。",
                en: "For contracts with the family option. Those who are there stay when it is lowered.")),
        SettingDescriptor(
            key: "familyLinksAcross", group: .profiles, requirement: "R-171", kind: .flag(\.familyLinksAcross),
            recommended: nil,
            label: LocalizedText(ja: "ほかの団体の社員との社員家族を認める", en: "Links of family with other organizations"),
            help: LocalizedText(
                ja: "オンにした団体どうしの社員が、本人どうしの承認で、お互いの安否と家族の伝言板を見られます。同じ団体の社員どうしは、オフでも承認し合えます。",
                en:
                    "Employees of organizations that both have it on see, with the consent of both, how the other one is and the board of the other's family. Within one organization it works without."
            )),
    ]

    /// How safe a family user's login is.
    static let familyLogin: [SettingDescriptor] = [
        SettingDescriptor(
            key: "familyPasswordRequired", group: .login, requirement: "R-168", kind: .flag(\.familyPasswordRequired),
            recommended: nil,
            label: LocalizedText(ja: "家族のログインにパスワードを求める", en: "Family users need a password"),
            help: LocalizedText(
                ja: "オフにすると、自動で作られた家族コードを知っている人は、パスワードなしで社員の安否を見ることができます。社員が自分で決めた家族コードには、オフでもパスワードが必要です。",
                en:
                    "If off, whoever knows a family code that was made by the system sees how the employee is, without a password. Codes that employees chose need a password all the same."
            ))
    ]
}
