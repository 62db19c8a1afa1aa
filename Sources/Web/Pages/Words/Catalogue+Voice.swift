import Domain
import Tenants

extension Catalogue {
    /// What is said on the telephone after a key press.
    enum Voice {
        static func received(_ choice: Tenants.AnswerChoice) -> LocalizedText {
            LocalizedText(
                ja: "「\(choice.ja)」で受け付けました。ありがとうございました。", en: "We have your answer: \(choice.en). Thank you.")
        }
        static let heard = LocalizedText(
            ja: "お聞きいただいたことを受け付けました。ありがとうございました。", en: "We have noted that you heard this. Thank you.")
        static let closed = LocalizedText(
            ja: "この確認は終了しました。いまの状況は会社へ直接お知らせください。", en: "This check is closed. Please tell your company directly.")
        static func again(_ choices: [Tenants.AnswerChoice]) -> LocalizedText {
            let keys = choices.enumerated().map { index, choice in
                LocalizedText(
                    ja: "「\(choice.ja)」の方は、\(index + 1)を押してください。", en: "For \"\(choice.en)\", press \(index + 1).")
            }
            let read = LocalizedText(ja: "聞き終わりましたら、1を押してください。", en: "Press 1 when you have heard this.")
            let list = keys.isEmpty ? [read] : keys
            return LocalizedText(
                ja: "その番号は使いません。" + list.map { $0[.japanese] }.joined(),
                en: "That key has no meaning. " + list.map { $0[.english] }.joined(separator: " "))
        }
    }
}
