import Domain

extension Catalogue {
    /// A form that somebody or something else was faster than.
    enum ChangedMeanwhile {
        static let title = LocalizedText(
            ja: "画面を開いたあとに、登録内容が変わりました（まだ登録していません）",
            en: "What is registered was changed after you opened this page (nothing was saved yet)")
        static let text = LocalizedText(
            ja: "下の項目が、いまの登録と違います。入力欄を確かめて、必要なところを直してから、もう一度確認画面へ進んでください。",
            en: """
                These items differ from what is registered now. Look at the fields, mend what needs it, and go on to the \
                confirm page again.
                """)
        static let stored = LocalizedText(ja: "いまの登録", en: "Registered now")
        static let typed = LocalizedText(ja: "この画面の入力", en: "On this page")
        static let reopen = LocalizedText(
            ja: "入力をやめて、いまの登録内容を開く", en: "Leave what I typed and open what is registered now")
    }
}
