import Auth
import Domain

extension Catalogue {
    /// Codes by mail and phone.
    enum Codes {
        static func title(_ channel: CodeChannel, _ purpose: CodePurpose) -> LocalizedText {
            switch (channel, purpose) {
            case (.mail, .set): LocalizedText(ja: "メールで受け取る設定", en: "Set up codes by mail")
            case (.phone, .set): LocalizedText(ja: "電話で受け取る設定", en: "Set up codes by phone")
            case (.mail, .show): LocalizedText(ja: "メールのコードで認証", en: "Log in with a code by mail")
            case (.phone, .show): LocalizedText(ja: "電話のコードで認証", en: "Log in with a code by phone")
            }
        }
        static func lead(_ channel: CodeChannel, _ purpose: CodePurpose) -> LocalizedText {
            switch (channel, purpose) {
            case (.mail, .set):
                LocalizedText(
                    ja: "ログインのときに使う6桁のコードを、メールで受け取れるようにします。メールを読める人はコードも読めるため、認証アプリかパスキーのほうが安全です。",
                    en:
                        "You will get the six-digit code for logging in by mail. Whoever can read the mail can read the code, so an authenticator app or a passkey is safer."
                )
            case (.phone, .set):
                LocalizedText(
                    ja:
                        "ログインのときに使う6桁のコードを、SMSか音声通話で受け取れるようにします。電話番号を他人に移されるとコードも届いてしまうため、認証アプリかパスキーのほうが安全です。",
                    en:
                        "You will get the six-digit code for logging in by text message or call. If somebody takes over the number, they get the code too, so an authenticator app or a passkey is safer."
                )
            case (_, .show):
                LocalizedText(
                    ja: "ボタンを押すと、6桁のコードを送ります。", en: "Press the button to get a six-digit code.")
            }
        }
        static let stepOne = LocalizedText(ja: "STEP1　コードを送る", en: "Step 1: get a code")
        static let stepTwo = LocalizedText(ja: "STEP2　届いたコードを入力する", en: "Step 2: enter the code")
        static func elsewhere(_ channel: CodeChannel) -> LocalizedText {
            switch channel {
            case .mail: LocalizedText(ja: "別のメールアドレスに送る", en: "Send it to another address")
            case .phone: LocalizedText(ja: "別の電話番号に送る", en: "Send it to another number")
            }
        }
        static let receive = LocalizedText(ja: "コードを受け取る", en: "Get a code")
        static let enter = LocalizedText(ja: "届いたコードを入力する", en: "Enter the code")
        static let address = LocalizedText(ja: "メールアドレス", en: "E-mail address")
        static let countryCode = LocalizedText(ja: "国番号", en: "Country code")
        static let countryHint = LocalizedText(ja: "日本は 81", en: "81 for Japan")
        static let number = LocalizedText(ja: "電話番号", en: "Phone number")
        static let numberHint = LocalizedText(
            ja: "0から始まる番号を、ハイフンなしで入力してください。", en: "With the leading 0, without hyphens.")
        static func goesTo(_ masked: String) -> LocalizedText {
            LocalizedText(ja: "送り先：\(masked)", en: "It goes to \(masked)")
        }
        static func send(_ way: CodeWay, again: Bool) -> LocalizedText {
            switch (way, again) {
            case (.mail, false): LocalizedText(ja: "メール送信", en: "Send the mail")
            case (.mail, true): LocalizedText(ja: "もう一度メールで送る", en: "Send another mail")
            case (.sms, false): LocalizedText(ja: "SMSで受け取る", en: "Get a text message")
            case (.sms, true): LocalizedText(ja: "もう一度SMSで送る", en: "Send another text message")
            case (.call, false): LocalizedText(ja: "音声通話で受け取る", en: "Get a call")
            case (.call, true): LocalizedText(ja: "もう一度電話をかける", en: "Call again")
            }
        }
        static let limits = LocalizedText(
            ja: "新しいコードを送ると、前のコードは使えなくなります。送れるのは1分に1回、1時間に5回までです。",
            en: "A new code replaces the one before. One per minute, five per hour.")
        static func sentTo(_ masked: String, at time: String) -> LocalizedText {
            LocalizedText(
                ja: "\(masked) あてに \(time) に送信を始めました。", en: "We began to send it to \(masked) at \(time). ")
        }
        static func goodUntil(_ end: String) -> LocalizedText {
            LocalizedText(ja: "\(end) まで使えます。", en: "Good until \(end).")
        }
        static let code = LocalizedText(ja: "6桁のコード", en: "Six-digit code")
        static let register = LocalizedText(ja: "登録する", en: "Register")
        static let authenticate = LocalizedText(ja: "認証する", en: "Log in")
        static let look = LocalizedText(ja: "送信の状況を見る", en: "Look again")
        static func queued(_ length: String) -> LocalizedText {
            LocalizedText(ja: "送信を待っています（\(length)）。", en: "Waiting to be sent (\(length)).")
        }
        static func retried(_ reason: String, _ length: String) -> LocalizedText {
            LocalizedText(
                ja: "まだ送れていません：\(reason)。もう一度送ってみます（\(length)前から）。",
                en: "Not sent yet: \(reason). It is being tried again (for \(length) now).")
        }
        static func accepted(_ way: CodeWay, _ length: String) -> LocalizedText {
            switch way {
            case .mail:
                LocalizedText(
                    ja: "メールサーバーに渡しました（\(length)前）。", en: "Handed to the mail server \(length) ago.")
            case .sms:
                LocalizedText(
                    ja: "SMSの事業者に渡しました（\(length)前）。", en: "Handed to the message provider \(length) ago.")
            case .call:
                LocalizedText(ja: "電話をかけました（\(length)前）。", en: "We called you \(length) ago.")
            }
        }
        static func acceptedText(_ way: CodeWay) -> LocalizedText {
            switch way {
            case .mail:
                LocalizedText(
                    ja: "届かないときは、迷惑メールのフォルダーもご確認ください。",
                    en: "If it doesn't come, look into your spam folder too.")
            case .sms, .call:
                LocalizedText(
                    ja: "届かないときは、電波の状態と番号をご確認ください。",
                    en: "If nothing comes, check your reception and the number.")
            }
        }
        static func refused(_ reason: String) -> LocalizedText {
            LocalizedText(ja: "送れませんでした：\(reason)", en: "It could not be sent: \(reason)")
        }
        static func refusedText(_ channel: CodeChannel, _ purpose: CodePurpose) -> LocalizedText {
            switch (channel, purpose) {
            case (.mail, .set):
                LocalizedText(
                    ja: "メールアドレスを確認して、もう一度送ってください。", en: "Check the address and send again.")
            case (.phone, .set):
                LocalizedText(ja: "電話番号を確認して、もう一度送ってください。", en: "Check the number and send again.")
            case (_, .show):
                LocalizedText(
                    ja: "もう一度送るか、別の方法で認証してください。", en: "Send again, or use another method.")
            }
        }
        static let unclear = LocalizedText(
            ja: "届いたかどうか、確認できていません。", en: "We don't know yet whether it arrived.")
        static func wait(_ seconds: Int) -> LocalizedText {
            LocalizedText(
                ja: "次のコードは、あと\(seconds)秒で送れます。", en: "You can send the next code in \(seconds) s.")
        }
        static let notOffered = LocalizedText(
            ja: "この方法は、いま使えません。別の方法をお選びください。", en: "This method can't be used now. Please choose another.")
        static let back = LocalizedText(ja: "セキュリティの設定へ戻る", en: "Back to security")
        static let setUpInstead = LocalizedText(ja: "別の方法で設定することもできます。", en: "You can set up something else instead:")
        static func setUp(_ kind: FactorKind) -> LocalizedText {
            switch kind {
            case .app: LocalizedText(ja: "認証アプリで設定する", en: "An authenticator app")
            case .mail: LocalizedText(ja: "メールでコードを受け取る", en: "Codes by mail")
            case .phone: LocalizedText(ja: "電話でコードを受け取る", en: "Codes by phone")
            case .passkey: LocalizedText(ja: "パスキー（この端末やセキュリティキー）を使う", en: "A passkey on this device or a security key")
            }
        }
    }
}
