import Domain

extension SettingDescriptor {
    /// Whether contacts are asked again in peacetime.
    static let contactReview: [SettingDescriptor] = [
        SettingDescriptor(
            key: "contactReviewDays", group: .profiles, requirement: "",
            kind: .count(\.contactReviewDays, 0...1_000), recommended: "180",
            label: LocalizedText(ja: "連絡先を確認し直す日数", en: "Days after which contacts are checked again"),
            help: LocalizedText(
                ja:
                    "確認済みのメールアドレスに、この日数がたつと確認メールを送ります（日中に少しずつ。訓練でない安否確認を送信している間は送りません）。1週間後に1度だけもう一度送り、さらに1週間たっても返事がなければ「確認なし」と表示します。0にすると送りません。",
                en:
                    "After so many days a confirmed mail address gets a check mail (a few at a time, by daylight, never while a safety check is open), one more a week later, and another week later it is shown as not confirmed. 0 sends none."
            ))
    ]
}
