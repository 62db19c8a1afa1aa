import Domain

extension SettingDescriptor {
    /// What the menu shows.
    static let menu: [SettingDescriptor] = [
        entry(
            "showsNews", \.showsNews, ja: "お知らせ", en: "News",
            help: LocalizedText(
                ja: "メニューに「お知らせ」を出します。", en: "The menu has “News”.")),
        entry(
            "showsDisaster", \.showsDisaster, ja: "災害情報", en: "Disaster information",
            help: LocalizedText(
                ja: "メニューに「災害情報」を出します。", en: "The menu has “Disaster information”.")),
        entry(
            "showsBookmark", \.showsBookmark, ja: "ログイン画面ブックマーク", en: "Bookmark of the login page",
            help: LocalizedText(
                ja: "メニューと画面の下に、ブックマークの案内を出します。",
                en: "The menu and the foot of each page lead to it.")),
        entry(
            "showsReach", \.showsReach, ja: "届く連絡先", en: "Where one is reached",
            help: LocalizedText(
                ja: "個人メニューに、自分の連絡先を送る順に出します。",
                en: "The personal menu shows one's own contacts in their order.")),
        entry(
            "showsFamily", \.showsFamily, ja: "家族情報メンテナンス", en: "Family",
            help: LocalizedText(
                ja: "家族サービスのある契約で、個人メニューに出します。",
                en: "The personal menu has it where the contract has the family option.")),
    ]

    private static func entry(
        _ key: String, _ path: any WritableKeyPath<TenantSettings, Bool> & Sendable, ja: String, en: String,
        help: LocalizedText
    ) -> SettingDescriptor {
        SettingDescriptor(
            key: key, group: .menu, requirement: "R-013", kind: .flag(path), recommended: nil,
            label: LocalizedText(ja: ja, en: en), help: help)
    }
}
