import Domain
import Foundation

extension SettingDescriptor {
    /// All settings, in the order of the page. A name that is not here is refused.
    package static let catalogue: [SettingDescriptor] =
        sending + answering + profiles + disclosure + contactReview + family + login + familyLogin + secondFactor + menu
        + help

    /// The settings on which it depends how safe logins and contacts are.
    package static let ofLogins = login + familyLogin + secondFactor + disclosure

    /// The setting with this name, or nil.
    package static func named(_ key: String) -> SettingDescriptor? {
        catalogue.first { $0.key == key }
    }

    private static let day = Duration.seconds(24 * 60 * 60)
    private static let hour = Duration.seconds(60 * 60)

    private static let sending: [SettingDescriptor] = [
        SettingDescriptor(
            key: "voiceRetries", group: .sending, requirement: "R-174", kind: .count(\.voiceRetries, 0...9),
            recommended: nil,
            label: LocalizedText(ja: "電話のかけ直し回数", en: "Telephone retries"),
            help: LocalizedText(ja: "1回目のあとに、何回かけ直すかです。", en: "Extra calls after the first one.")),
        SettingDescriptor(
            key: "mailRetries", group: .sending, requirement: "R-174", kind: .count(\.mailRetries, 0...9),
            recommended: nil,
            label: LocalizedText(ja: "メールの再送回数", en: "Mail retries"),
            help: LocalizedText(ja: "1回目のあとに、何回送り直すかです。", en: "Extra mails after the first one.")),
        SettingDescriptor(
            key: "voiceRetryInterval", group: .sending, requirement: "R-187",
            kind: .duration(\.voiceRetryInterval, .zero...day), recommended: nil,
            label: LocalizedText(ja: "電話のかけ直し間隔", en: "Telephone retry interval"),
            help: LocalizedText(ja: "次にかけ直すまでの時間です。", en: "The time before the next call.")),
        SettingDescriptor(
            key: "mailRetryInterval", group: .sending, requirement: "R-187",
            kind: .duration(\.mailRetryInterval, .zero...day), recommended: nil,
            label: LocalizedText(ja: "メールの再送間隔", en: "Mail retry interval"),
            help: LocalizedText(ja: "メール1〜3を送り直すまでの時間です。", en: "The time before mails 1 to 3 are sent again.")),
        SettingDescriptor(
            key: "slotInterval", group: .sending, requirement: "R-187",
            kind: .duration(\.slotInterval, .zero...day), recommended: nil,
            label: LocalizedText(ja: "発信順の間隔", en: "Interval between contacts"),
            help: LocalizedText(
                ja: "次の発信順に進むまでの時間です。", en: "The time before the next contact in the order is tried.")),
        SettingDescriptor(
            key: "giveUpTime", group: .sending, requirement: "R-187",
            kind: .duration(\.giveUpTime, .zero...(day * 7)), recommended: nil,
            label: LocalizedText(ja: "送信を終える時間", en: "Give-up time"),
            help: LocalizedText(
                ja: "送信を始めてからこの時間が過ぎると、残りは送りません。", en: "After this time nothing more is sent to a person.")),
        SettingDescriptor(
            key: "stopsAfterAnswer", group: .sending, requirement: "R-185", kind: .flag(\.stopsAfterAnswer),
            recommended: nil,
            label: LocalizedText(ja: "回答があれば送信をやめる", en: "Stop after an answer"),
            help: LocalizedText(
                ja: "回答した方には、残りの電話とメールを送りません。", en: "People who have answered get no more calls and mails.")),
        SettingDescriptor(
            key: "confirmCountThreshold", group: .sending, requirement: "",
            kind: .count(\.confirmCountThreshold, 0...1_000_000), recommended: nil,
            label: LocalizedText(ja: "人数の入力を求める人数", en: "Ask for the number of people from"),
            help: LocalizedText(
                ja: "この人数以上に送るときは、送る前に人数を入力します。",
                en: "A sender types the number of people before sending to this many or more.")),
        SettingDescriptor(
            key: "senderName", group: .sending, requirement: "",
            kind: .text(\.senderName, TextRule(maximum: 64, isRequired: false)) { _ in true }, recommended: nil,
            label: LocalizedText(ja: "メールの差出人名", en: "Sender name"),
            help: LocalizedText(ja: "空のときはシステムタイトルになります。", en: "The system title if left empty.")),
    ]

    private static let answering: [SettingDescriptor] = [
        SettingDescriptor(
            key: "answerChoices", group: .answering, requirement: "", kind: .answerChoices(\.answerChoices),
            recommended: nil,
            label: LocalizedText(ja: "回答の選択肢", en: "Answer choices"),
            help: LocalizedText(
                ja: "良い状態から悪い状態の順に、2〜5個です。", en: "Two to five, from best to worst.")),
        SettingDescriptor(
            key: "asksAttendance", group: .answering, requirement: "", kind: .flag(\.asksAttendance), recommended: nil,
            label: LocalizedText(ja: "出社可否をたずねる", en: "Ask whether people can come to work"),
            help: LocalizedText(ja: "安否確認の回答画面に質問が増えます。", en: "Adds a question to the answer page.")),
        SettingDescriptor(
            key: "allowsComment", group: .answering, requirement: "", kind: .flag(\.allowsComment), recommended: nil,
            label: LocalizedText(ja: "コメントを書けるようにする", en: "Allow comments"),
            help: LocalizedText(ja: "回答画面にコメント欄が出ます。", en: "Adds a comment field to the answer page.")),
    ]

    private static let profiles: [SettingDescriptor] = [
        SettingDescriptor(
            key: "regionRule", group: .profiles, requirement: "R-150", kind: .regionRule(\.regionRule),
            recommended: RegionRule.regionRequired.rawValue,
            label: LocalizedText(ja: "住所の地域", en: "Region of addresses"),
            help: LocalizedText(
                ja: "地域があると、地震のときに必要な方だけに送れます。",
                en: "With regions, an earthquake reaches only the people it concerns.")),
        SettingDescriptor(
            key: "usersMayChangeLocation", group: .profiles, requirement: "R-132",
            kind: .flag(\.usersMayChangeLocation), recommended: nil,
            label: LocalizedText(ja: "ロケーションを本人が変更できる", en: "People may change their location"),
            help: LocalizedText(ja: "オフのときは管理者だけが変更できます。", en: "If off, only administrators change it.")),
        SettingDescriptor(
            key: "usersMayChangeUserCode", group: .profiles, requirement: "R-128",
            kind: .flag(\.usersMayChangeUserCode), recommended: nil,
            label: LocalizedText(ja: "ユーザ設定コードを本人が変更できる", en: "People may change their user code"),
            help: LocalizedText(ja: "オフのときは管理者だけが変更できます。", en: "If off, only administrators change it.")),
        SettingDescriptor(
            key: "leaverDays", group: .profiles, requirement: "", kind: .count(\.leaverDays, 0...3_650),
            recommended: nil,
            label: LocalizedText(ja: "退職者の情報を残す日数", en: "Days to keep the data of people who have left"),
            help: LocalizedText(
                ja: "退職日からこの日数が過ぎると、連絡先や住所を自動で削除します。どの安否確認に何と回答したかは、番号だけで残ります。0のときは自動では削除しません。すでに退職している方の削除予定日は変わりません。",
                en:
                    "After this many days from their last day their data are removed, contacts and addresses included. What they answered stays, under a number. With 0 nothing is removed by itself. Days of people who have left already stay as they are."
            )),
        SettingDescriptor(
            key: "defaultLanguage", group: .profiles, requirement: "R-047", kind: .language(\.defaultLanguage),
            recommended: nil,
            label: LocalizedText(ja: "はじめの言語", en: "First language"),
            help: LocalizedText(
                ja: "言語を選んでいない方に使います。", en: "Used for people who have not chosen a language.")),
        SettingDescriptor(
            key: "timeZone", group: .profiles, requirement: "",
            kind: .text(\.timeZone, TextRule(maximum: 64)) { TimeZone(identifier: $0) != nil }, recommended: nil,
            label: LocalizedText(ja: "タイムゾーン", en: "Time zone"),
            help: LocalizedText(
                ja: "時刻の表示と入力に使います。例：Asia/Tokyo",
                en: "Times are shown and typed in it, for example Asia/Tokyo.")),
    ]

    private static let login: [SettingDescriptor] = [
        SettingDescriptor(
            key: "passwordMinimum", group: .login, requirement: "R-026", kind: .count(\.passwordMinimum, 8...128),
            recommended: "12",
            label: LocalizedText(ja: "パスワードの最小文字数", en: "Shortest password"),
            help: LocalizedText(
                ja: "次にパスワードを変更するときから使われます。", en: "Applies from the next change of a password.")),
        SettingDescriptor(
            key: "passwordMaximum", group: .login, requirement: "R-026", kind: .count(\.passwordMaximum, 32...128),
            recommended: "128",
            label: LocalizedText(ja: "パスワードの最大文字数", en: "Longest password"),
            help: LocalizedText(ja: "長い合言葉も使えるようになります。", en: "Longer ones allow whole sentences.")),
        SettingDescriptor(
            key: "passwordsAllowUnicode", group: .login, requirement: "R-026",
            kind: .flag(\.passwordsAllowUnicode), recommended: "true",
            label: LocalizedText(ja: "パスワードに日本語なども使える", en: "Passwords may use any character"),
            help: LocalizedText(
                ja: "オフのときは半角の英字・数字・記号だけです。", en: "If off, only ASCII letters, digits and signs.")),
        SettingDescriptor(
            key: "weakPasswordsForbidden", group: .login, requirement: "R-023",
            kind: .flag(\.weakPasswordsForbidden), recommended: "true",
            label: LocalizedText(ja: "弱いパスワードを使えないようにする", en: "Refuse weak passwords"),
            help: LocalizedText(
                ja: "強さの表示が「弱」のパスワードは登録できません。", en: "Passwords shown as weak cannot be saved.")),
        SettingDescriptor(
            key: "idleLogout", group: .login, requirement: "R-042",
            kind: .duration(\.idleLogout, .seconds(60)...(.seconds(30 * 60))), recommended: nil,
            label: LocalizedText(ja: "自動ログアウト", en: "Automatic logout"),
            help: LocalizedText(
                ja: "操作がないまま、この時間が過ぎるとログアウトします。", en: "Logs out after this time without a request.")),
        SettingDescriptor(
            key: "sessionLifetime", group: .login, requirement: "",
            kind: .duration(\.sessionLifetime, hour...(hour * 12)), recommended: nil,
            label: LocalizedText(ja: "ログインの有効時間", en: "Longest session"),
            help: LocalizedText(
                ja: "操作していても、この時間が過ぎるとログインし直します。", en: "After this time people log in again.")),
    ]
}
