import Domain

extension Catalogue {
    /// Confirm pages.
    enum Confirm {
        static let heading = LocalizedText(ja: "この内容で登録しますか", en: "Register these changes?")
        static let lead = LocalizedText(ja: "変更のある項目だけを表示しています。", en: "Only what changes is shown.")
        static let submit = LocalizedText(ja: "この内容で登録する", en: "Register these changes")
        static let profile = LocalizedText(ja: "個人情報の変更の確認", en: "Confirm profile changes")
        static let settings = LocalizedText(ja: "団体の設定の変更の確認", en: "Confirm organization settings")
        static let answerChoices = LocalizedText(ja: "安否の選択肢の変更の確認", en: "Confirm answer choices")
        static let triggers = LocalizedText(ja: "自動送信の規則の変更の確認", en: "Confirm trigger rule")
        static let person = LocalizedText(ja: "社員情報の変更の確認", en: "Confirm changes to a person")
    }
}
