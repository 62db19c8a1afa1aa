import Domain

extension Catalogue {
    /// Notices, help, manual and terms.
    enum Help {
        static let news = LocalizedText(ja: "お知らせ", en: "News")
        static let noNews = LocalizedText(ja: "いまお知らせはありません。", en: "There is no news now.")
        static let toFactors = LocalizedText(ja: "2要素認証を設定する", en: "Set up a second factor")
        static let help = LocalizedText(ja: "使い方・問い合わせ先", en: "Help")
        static let ask = LocalizedText(ja: "問い合わせ先", en: "Whom to ask")
        static let askAfterLogin = LocalizedText(
            ja: "お勤め先の担当者にお問い合わせください。ログインすると、問い合わせ先を表示します。",
            en: "Ask the person in charge at your workplace. After you log in, this page says who that is.")
        static let askAdministrator = LocalizedText(
            ja: "お勤め先の管理者にお問い合わせください。", en: "Ask the administrator at your workplace.")
        static let cannotLogIn = LocalizedText(ja: "ログインできないとき", en: "If you cannot log in")
        static let cannotLogInText = LocalizedText(
            ja: "パスワードを忘れた方、2要素認証の機器をなくした方は、管理者に連絡してください。安否の回答は、ログインしなくても届いたリンクからできます。",
            en:
                "If you forgot your password or lost the device of your second factor, tell your administrator. You can answer safety checks from the link you get without logging in."
        )
        static func officeCannotLogIn(_ vendor: String) -> LocalizedText {
            LocalizedText(
                ja: "事務所ID（A…）の方で、事務所の中に解除できる方がいないときの連絡先：\(vendor)",
                en: "For office IDs (A…), if nobody in the office can help: \(vendor)")
        }
        static let papers = LocalizedText(ja: "関連するページ", en: "Pages to read")
        static let manual = LocalizedText(ja: "マニュアル", en: "Manual")
        static let terms = LocalizedText(ja: "利用規約", en: "Terms of use")
        static let officeDesk = LocalizedText(ja: "事務所の窓口", en: "Help desk of your office")
        static let phone = LocalizedText(ja: "電話番号", en: "Telephone")
        static let hours = LocalizedText(ja: "受付時間", en: "Hours")

        // What an office gives its clients
        static let toOwnNews = LocalizedText(ja: "お知らせの掲載", en: "Post news")
        static let ownNews = LocalizedText(ja: "お知らせの掲載", en: "News for your clients")
        static let ownNewsLead = LocalizedText(
            ja: "事業所の方と事務所の方の「お知らせ」に出る文章です。掲載の前のものも出ています。",
            en: "What clients and your own people read under News, and what is still to come.")
        static let nothingPosted = LocalizedText(ja: "掲載しているお知らせはありません。", en: "Nothing is posted.")
        static let write = LocalizedText(ja: "お知らせを書く", en: "Write news")
        static let backToOwn = LocalizedText(ja: "お知らせの掲載に戻る", en: "Back to the list")
        static let backToNews = LocalizedText(ja: "お知らせに戻る", en: "Back to News")
        static let titleJa = LocalizedText(ja: "件名", en: "Title in Japanese")
        static let titleEn = LocalizedText(ja: "件名（英語）", en: "Title in English")
        static let bodyJa = LocalizedText(ja: "本文", en: "Text in Japanese")
        static let bodyEn = LocalizedText(ja: "本文（英語）", en: "Text in English")
        static let englishHint = LocalizedText(
            ja: "空欄のときは、英語で読む方にも日本語で出ます。", en: "If it is empty, readers of English see the Japanese.")
        static let period = LocalizedText(ja: "掲載期間", en: "When it is shown")
        static let from = LocalizedText(ja: "掲載の始まり", en: "First day")
        static let until = LocalizedText(ja: "掲載の終わり", en: "Last day")
        static let dayHint = LocalizedText(ja: "2024-06-05 の形で入力します。", en: "As in 2024-06-05.")
        static func days(_ from: String, _ until: String) -> LocalizedText {
            LocalizedText(ja: "\(from)から\(until)まで", en: "\(from) to \(until)")
        }
        static let readers = LocalizedText(ja: "読む方", en: "Who reads it")
        static let everyClient = LocalizedText(ja: "すべての事業所と事務所", en: "All organizations and the office")
        static let chosenClients = LocalizedText(ja: "選んだ事業所と事務所", en: "Chosen organizations and the office")
        static let officeOnly = LocalizedText(ja: "事務所だけ", en: "The office only")
        static let codes = LocalizedText(ja: "選んだ事業所のコード", en: "Codes of the chosen organizations")
        static let codesHint = LocalizedText(
            ja: "「選んだ事業所と事務所」のとき。1行に1つ、または空白で区切ります。",
            en: "For “Chosen organizations and the office”: one in each line, or with spaces between.")
        static func unknownCodes(_ codes: String) -> LocalizedText {
            LocalizedText(
                ja: "「\(codes)」は事業所一覧にありません。コードを確認してください。",
                en: "There is no organization “\(codes)” in your list. Please check the codes.")
        }
        static let noCodes = LocalizedText(
            ja: "「選んだ事業所のコード」を入力してください。", en: "Enter the codes of the chosen organizations.")
        static func badDay(_ label: LocalizedText) -> LocalizedText {
            LocalizedText(
                ja: "「\(label[.japanese])」は 2024-06-05 の形で入力してください。",
                en: "Enter “\(label[.english])” as 2024-06-05.")
        }
        static let confirmNews = LocalizedText(ja: "お知らせの確認", en: "Check the news")
        static let withdraw = LocalizedText(ja: "取り下げる", en: "Withdraw")
        static let withdrawTitle = LocalizedText(ja: "お知らせの取り下げ", en: "Withdraw news")
        static let withdrawHeading = LocalizedText(
            ja: "このお知らせを取り下げます。よろしいですか？", en: "Withdraw this news?")
        static let withdrawText = LocalizedText(
            ja: "「お知らせ」から消えます。元には戻せません。", en: "It goes from everybody's News and cannot be brought back.")
        static let desk = LocalizedText(ja: "事務所の問い合わせ窓口", en: "Help desk of the office")
        static let deskLead = LocalizedText(
            ja: "事業所の方の「使い方・問い合わせ先」と、各画面の下に出ます。",
            en: "People of your clients see it on their help page and below each page.")
        static let deskName = LocalizedText(ja: "窓口名", en: "Name")
        static let confirmDesk = LocalizedText(ja: "問い合わせ窓口の確認", en: "Check the help desk")
    }
}
