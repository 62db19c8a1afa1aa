import Domain

extension Catalogue {
    /// Checking a contact with a test mail (連絡先確認).
    enum ContactCheck {
        static let send = LocalizedText(ja: "確認メールを送る", en: "Send a test mail")
        static func sendTo(_ contact: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "（\(contact[.japanese])）", en: " (\(contact[.english]))")
        }
        static let look = LocalizedText(ja: "最新の状態を見る", en: "See how it stands now")
        static let unchecked = LocalizedText(ja: "まだ確認していません", en: "Not checked yet")
        static func confirmed(_ day: String) -> LocalizedText {
            LocalizedText(ja: "確認済み（\(day)）", en: "Checked on \(day)")
        }
        static let unconfirmed = LocalizedText(ja: "確認なし", en: "Not confirmed")
        static func lapsed(_ day: String) -> LocalizedText {
            LocalizedText(
                ja: "\(day)のあと、届くことを確認していません。確認メールでお試しください。",
                en: "Not confirmed since \(day). Please try a test mail.")
        }
        static func failing(_ day: String, _ reason: String) -> LocalizedText {
            LocalizedText(
                ja: "\(day)から届いていません\(reason)。確認して直してください。",
                en: "Nothing has arrived since \(day)\(reason). Please check it.")
        }
        static let queued = LocalizedText(ja: "確認メールをまもなく送ります。", en: "The test mail goes out in a moment.")
        static func handedOn(_ time: String) -> LocalizedText {
            LocalizedText(
                ja: "確認メールを\(time)に渡しました。届いたら、メールの中の画面で［届きました］を押してください。届かないときは、アドレスを直してもう一度送ってください。",
                en:
                    "The test mail was handed on at \(time). When it arrives, open its page and press “It arrived”. If it does not, correct the address and send again."
            )
        }
        static func refused(_ reason: String) -> LocalizedText {
            LocalizedText(
                ja: "確認メールが届きませんでした\(reason)。アドレスを直して、もう一度送ってください。",
                en: "The test mail came back\(reason). Correct the address and send again.")
        }
        static let unclear = LocalizedText(
            ja: "確認メールを渡せたかどうか分かりません。届かないときは、もう一度送ってください。",
            en: "It is not known whether the test mail was handed on. If it does not arrive, send again.")

        // The page behind the link
        static let title = LocalizedText(ja: "連絡先確認", en: "Contact check")
        static func question(_ systemTitle: String) -> LocalizedText {
            LocalizedText(
                ja: "「\(systemTitle)」の連絡先確認メールは、このアドレスに届きましたか？",
                en: "Did the test mail of \(systemTitle) arrive at this address?")
        }
        static let notYours = LocalizedText(
            ja: "心当たりのない方は、何も押さずに、この画面を閉じてください。",
            en: "If you did not expect it, close this page without pressing anything.")
        static let arrived = LocalizedText(ja: "届きました", en: "It arrived")
        static let done = LocalizedText(ja: "連絡先を確認しました", en: "The contact is checked")
        static let doneText = LocalizedText(
            ja: "このアドレスに届くことを記録しました。この画面は閉じてかまいません。登録の途中の方は、元の画面で登録してください。",
            en:
                "It is recorded that mail arrives at this address. You can close this page. If you were filling in your profile, go back to it and register."
        )
        static let forFamily = LocalizedText(
            ja: "このアドレスは、社員のご家族の連絡先として登録されています。［届きました］を押すと、ご家族の安否の回答、伝言、お住まいの地域の大きな地震のお知らせが届くようになります。",
            en:
                "This address is registered for the family of an employee. Once you press “It arrived”, it is told how the family answers safety checks, their messages, and strong earthquakes where you live."
        )
        static let doneFamily = LocalizedText(
            ja: "これから、ご家族についてのお知らせがこのアドレスに届きます。この画面は閉じてかまいません。",
            en: "From now on this address is told what concerns the family. You can close this page.")
        static let over = LocalizedText(ja: "この確認の期限が過ぎました", en: "The time for this check is over")
        static let overText = LocalizedText(
            ja: "もう一度、確認メールを送ってください。", en: "Please send a test mail again.")

        // Help: getting mails
        static let receiving = LocalizedText(ja: "メールを受け取る設定", en: "Settings to receive mails")
        static let receivingText = LocalizedText(
            ja: "携帯電話会社の迷惑メール対策で、安否確認が届かないことがあります。登録の前に、次の設定をしてください。",
            en: "Your carrier's spam filter may keep safety checks away. Please set the following before you register.")
        static func allowSender(_ address: String, _ domain: String) -> LocalizedText {
            LocalizedText(
                ja: "\(address) またはドメイン \(domain) からのメールを受信する。",
                en: "Allow mails from \(address), or from the domain \(domain).")
        }
        static let allowLinks = LocalizedText(
            ja: "URL（リンク）のあるメールを受信する。", en: "Allow mails with links (URLs) in them.")
        static let longMails = LocalizedText(
            ja: "ソフトバンクの方は、長いメールの続きを自動で受信する設定（長文メールの自動受信）にする。",
            en: "With SoftBank: let the rest of long mails be received automatically.")
        static let thenTest = LocalizedText(
            ja: "設定したら、個人情報メンテナンスの［確認メールを送る］で、届くかどうかを確かめられます。",
            en: "Then see with “Send a test mail” in your profile whether mail arrives.")
        static let senderProof = LocalizedText(
            ja: "このシステムのメールは、SPF・DKIM・DMARCという仕組みで差出人を確かめられるように送ります。差出人が上のアドレスと違うメールは、開かないでください。",
            en:
                "Mails of this system are sent so that SPF, DKIM and DMARC can prove where they come from. Do not open mails from any other sender."
        )
    }
}
