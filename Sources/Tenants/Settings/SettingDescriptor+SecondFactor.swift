import Domain
import Foundation

extension SettingDescriptor {
    /// First passwords, second factors and logins from elsewhere.
    static let secondFactor: [SettingDescriptor] = [
        SettingDescriptor(
            key: "temporaryPasswordDays", group: .secondFactor, requirement: "R-030",
            kind: .count(\.temporaryPasswordDays, 1...30), recommended: nil,
            label: LocalizedText(ja: "仮パスワードの有効日数", en: "Life of a temporary password"),
            help: LocalizedText(
                ja: "発行してからこの日数が過ぎた仮パスワードは使えません。",
                en: "A temporary password stops working after this many days.")),
        SettingDescriptor(
            key: "mailFactorAllowed", group: .secondFactor, requirement: "R-097", kind: .flag(\.mailFactorAllowed),
            recommended: "false",
            label: LocalizedText(ja: "メールの認証コードを使える", en: "Codes by mail"),
            help: LocalizedText(
                ja: "メールを読まれると認証コードも知られます。認証アプリかパスキーのほうが安全です。",
                en: "Whoever reads the mail reads the code. An authenticator app or a passkey is safer.")),
        SettingDescriptor(
            key: "mailCodeLife", group: .secondFactor, requirement: "R-099",
            kind: .duration(\.mailCodeLife, .seconds(5 * 60)...(.seconds(60 * 60))), recommended: "600",
            label: LocalizedText(ja: "メールの認証コードの有効時間", en: "Life of a code by mail"),
            help: LocalizedText(ja: "短いほど安全です。", en: "The shorter the safer.")),
        SettingDescriptor(
            key: "phoneFactorAllowed", group: .secondFactor, requirement: "R-104",
            kind: .flag(\.phoneFactorAllowed), recommended: nil,
            label: LocalizedText(ja: "電話の認証コードを使える", en: "Codes by telephone"),
            help: LocalizedText(
                ja: "SMSか音声通話で送ります。電話番号を他人に移されるとコードも届いてしまうため、認証アプリかパスキーのほうが安全です。",
                en:
                    "Sent as a text message or said in a call. Whoever takes over a number gets its codes: an authenticator app or a passkey is safer."
            )),
        SettingDescriptor(
            key: "openIDEnabled", group: .secondFactor, requirement: "R-038", kind: .flag(\.openIDEnabled),
            recommended: nil,
            label: LocalizedText(ja: "外部アカウントでのログイン", en: "Login by an account elsewhere"),
            help: LocalizedText(
                ja: "それぞれの方が、自分で連携したときだけ使えます。", en: "Works for people who have linked theirs.")),
    ]

    /// Where people find help.
    static let help: [SettingDescriptor] = [
        SettingDescriptor(
            key: "helpDesk", group: .help, requirement: "R-189",
            kind: .text(\.helpDesk, TextRule(maximum: 200, isRequired: false)) { _ in true }, recommended: nil,
            label: LocalizedText(ja: "問い合わせ先", en: "Whom to ask"),
            help: LocalizedText(
                ja: "各画面の下に出ます。例：総務部 076-000-0000（平日9〜17時）",
                en: "Shown below each page, for example: General affairs, 076-000-0000, weekdays 9 to 17.")),
        SettingDescriptor(
            key: "manualURL", group: .help, requirement: "R-190", kind: webAddress(\.manualURL), recommended: nil,
            label: LocalizedText(ja: "マニュアルのURL", en: "Address of the manual"),
            help: LocalizedText(ja: "https:// で始まるURLです。", en: "An address that begins with https://.")),
        SettingDescriptor(
            key: "termsURL", group: .help, requirement: "R-190", kind: webAddress(\.termsURL), recommended: nil,
            label: LocalizedText(ja: "利用規約のURL", en: "Address of the terms of use"),
            help: LocalizedText(ja: "https:// で始まるURLです。", en: "An address that begins with https://.")),
    ]

    private static func webAddress(
        _ path: any WritableKeyPath<TenantSettings, String> & Sendable
    ) -> Kind {
        .text(path, TextRule(maximum: 500, isRequired: false)) { text in
            text.isEmpty || text.hasPrefix("https://") && URL(string: text)?.host()?.isEmpty == false
        }
    }
}
