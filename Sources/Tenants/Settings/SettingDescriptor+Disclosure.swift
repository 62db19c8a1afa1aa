import Domain

extension SettingDescriptor {
    /// Whether administrators may see contacts whole.
    static let disclosure: [SettingDescriptor] = [
        SettingDescriptor(
            key: "administratorsSeeContacts", group: .profiles, requirement: "",
            kind: .flag(\.administratorsSeeContacts), recommended: nil,
            label: LocalizedText(ja: "管理者が社員の連絡先を確認できる", en: "Administrators may see contacts"),
            help: LocalizedText(
                ja:
                    "連絡先は、ふだんは一部を伏せて表示します。オンのときは、管理者が理由を書き、本人であることを確かめたうえで、10分間だけ全体を見るか、1回だけCSVに保存できます。理由は監査記録に残り、本人にメールでお知らせします。オフにすると、だれも（連携するシステムも）全体を見られません。",
                en:
                    "Contacts are shown masked. If this is on, administrators who give a reason and prove who they are may see somebody's contacts for ten minutes, or save one file with them; the reason is kept in the audit trail and the person is told by mail. If it is off nobody may, not even a program."
            ))
    ]
}
