import Domain
import Tenants

/// What is said to somebody who calls in. Until ID and password are right, everything is said in both languages: which one
/// is theirs must not tell a stranger whether there is such an ID.
enum CallInWords {
    static func phrase(_ phrase: CallInPhrase) -> LocalizedText {
        switch phrase {
        case .welcome:
            LocalizedText(
                ja: "安否の報告を受け付けます。音声認証用個人IDの8桁の数字を押してください。",
                en: "You can report how you are. Please enter the eight digits of your voice ID.")
        case .askID:
            LocalizedText(
                ja: "音声認証用個人IDの8桁の数字を押してください。", en: "Please enter the eight digits of your voice ID.")
        case .notAnID: LocalizedText(ja: "IDは8桁の数字です。", en: "An ID has eight digits.")
        case .askPassword:
            LocalizedText(
                ja: "音声認証用パスワードを押し、最後にシャープを押してください。",
                en: "Please enter your voice password, then press the hash key.")
        case .refused:
            LocalizedText(
                ja: "確認できませんでした。IDかパスワードが違うか、間違いが続いたため30分間受け付けていません。",
                en:
                    "That could not be confirmed. The ID or the password is not right, or it is closed for 30 minutes after too many wrong tries."
            )
        case .noMoreTries:
            LocalizedText(
                ja: "届いたメールのリンクからも回答できます。", en: "You can also answer by the link in the mail that you got.")
        case .busy:
            LocalizedText(
                ja: "ただいま電話が混み合っています。1分ほどたってから、もう一度おかけください。",
                en: "Many people are calling now. Please call again in a minute.")
        case .nothingMore: LocalizedText(ja: "ほかにお尋ねすることはありません。", en: "There is nothing more to ask.")
        case .wrongKey: LocalizedText(ja: "その番号は使いません。", en: "That key has no meaning.")
        case .gone: LocalizedText(ja: "この電話での受け付けは終わりました。", en: "This call cannot go on.")
        case .goodbye: LocalizedText(ja: "失礼いたします。", en: "Goodbye.")
        }
    }

    static let again = LocalizedText(
        ja: "もう一度聞くときは、米印を押してください。", en: "To hear this again, press star.")
    static let closed = LocalizedText(
        ja: "この確認は終了しました。いまの状況は会社へ直接お知らせください。",
        en: "This check is closed. Please tell your company directly.")
    static let heard = LocalizedText(ja: "お聞きいただいたことを受け付けました。", en: "We have noted that you heard this.")
    static let nothingAsked = LocalizedText(
        ja: "いま、回答をお待ちしているものはありません。", en: "Nothing waits for your answer now.")
    static let toChange = LocalizedText(
        ja: "変わりがなければ、このまま電話をお切りください。状況が変わった方は、続けてお聞きください。",
        en: "If nothing has changed, you can hang up now. If it has, please go on listening.")
    static let neverAnswered = LocalizedText(ja: "まだ回答がありません。", en: "There is no answer yet.")
    static let notAnswered = LocalizedText(
        ja: "まだ回答していない安否確認があります。回答がないことは、無事でないという意味ではありません。",
        en: "A safety check is not answered yet. No answer does not mean that something happened.")
    static let drill = LocalizedText(ja: "訓練です。", en: "It was a drill.")

    static func received(_ choice: AnswerChoice) -> LocalizedText {
        LocalizedText(ja: "「\(choice.ja)」で受け付けました。", en: "We have your answer: \(choice.en).")
    }

    static func hello(_ name: String) -> LocalizedText {
        LocalizedText(ja: "\(name)さん。", en: "Hello \(name).")
    }

    /// The answer that was given last, and when.
    static func lastAnswer(_ choice: AnswerChoice?, at time: LocalizedText) -> LocalizedText {
        guard let choice else {
            return LocalizedText(
                ja: "最後の回答は、\(time[.japanese])に受け付けました。", en: "The last answer came at \(time[.english]).")
        }
        return LocalizedText(
            ja: "最後の回答は、\(time[.japanese])の「\(choice.ja)」です。",
            en: "The last answer was \(choice.en), at \(time[.english]).")
    }

    static func of(_ name: String) -> LocalizedText {
        LocalizedText(ja: "\(name)さんの安否をお知らせします。", en: "This is how \(name) is.")
    }

    /// What each key means.
    static func keys(_ form: AnswerForm) -> LocalizedText {
        let choices = form.choices.prefix(9)
        guard !choices.isEmpty else {
            return LocalizedText(ja: "聞き終わりましたら、1を押してください。", en: "Press 1 when you have heard this.")
        }
        let lines = choices.enumerated().map { index, choice in
            LocalizedText(
                ja: "「\(choice.ja)」の方は、\(index + 1)を押してください。", en: "For \"\(choice.en)\", press \(index + 1).")
        }
        return LocalizedText(
            ja: lines.map { $0[.japanese] }.joined(), en: lines.map { $0[.english] }.joined(separator: " "))
    }

    /// An instant as it is said, by the organization's clock.
    static func time(_ instant: Instant, in timeZone: String) -> LocalizedText {
        // 2024-04-01 09:05
        let parts = DayFormat(timeZone: timeZone).minute(instant).split { "- :".contains($0) }.compactMap { Int($0) }
        guard parts.count == 5 else { return LocalizedText(ja: "", en: "") }
        let (month, day, hour, minute) = (parts[1], parts[2], parts[3], parts[4])
        return LocalizedText(
            ja: "\(month)月\(day)日\(hour)時\(minute)分",
            en: "\(hour):\(minute < 10 ? "0" : "")\(minute) on \(months[month - 1]) \(day)")
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
