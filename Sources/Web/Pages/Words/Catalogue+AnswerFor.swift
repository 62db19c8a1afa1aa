import Domain

extension Catalogue {
    /// Answering for somebody.
    enum AnswerFor {
        static let open = LocalizedText(ja: "この方の代わりに回答を登録する", en: "Record an answer for this person")
        static func title(_ name: String) -> LocalizedText {
            LocalizedText(ja: "代わりに回答を登録：\(name)", en: "Record an answer for \(name)")
        }
        static func heading(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name)さんの回答を登録します", en: "Record what you know about \(name)")
        }
        static let lead = LocalizedText(
            ja: "だれがいつ登録したかが記録に残ります。本人の回答があるときは、本人の回答が優先されます。残りの送信は止まります。",
            en:
                "Your name and the time are recorded. The person's own answer always counts first. What is still to be sent stops."
        )
        static let status = LocalizedText(ja: "いまの状況", en: "How the person is")
        static let statusMissing = LocalizedText(
            ja: "いまの状況を1つ選んでください。", en: "Choose how the person is.")
        static let learned = LocalizedText(ja: "どのように知りましたか", en: "How do you know?")
        static let learnedMissing = LocalizedText(
            ja: "どのように知ったかを1つ選んでください。", en: "Choose how you know.")
        static func back(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name)さんの記録へ戻る", en: "Back to \(name)")
        }
    }
}
