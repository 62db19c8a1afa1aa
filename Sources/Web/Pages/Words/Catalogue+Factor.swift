import Auth
import Domain

extension Catalogue {
    /// Second factors: choice, codes, authenticator apps.
    enum Factor {
        static let choiceTitle = LocalizedText(ja: "どちらで利用しますか", en: "What would you like to use?")
        static let choiceLead = LocalizedText(
            ja: "全ての機能を利用する場合は2要素認証が必要です。", en: "All functions need two-factor authentication.")
        static let full = LocalizedText(ja: "すべての機能を利用する", en: "Use all functions")
        static let fullNote = LocalizedText(
            ja: "2要素認証が必要です。次の画面で、コードやパスキーの確認または設定をします。",
            en: "Needs two-factor authentication: next you show a code or a passkey, or set one up.")
        static func limited(_ only: String) -> LocalizedText {
            LocalizedText(ja: "\(only)のみ利用する", en: "Only \(only)")
        }
        static let limitedNote = LocalizedText(
            ja: "コードは不要です。ほかの方の情報は表示されません。", en: "No code needed. Nothing about other people is shown.")
        static let answering = LocalizedText(ja: "安否の回答", en: "answer safety checks")
        static let viewing = LocalizedText(ja: "自分の情報の確認", en: "see my own data")
        static let editing = LocalizedText(ja: "連絡先の変更", en: "change my contacts")
        static let and = LocalizedText(ja: "・", en: ", ")
        static let cancel = LocalizedText(ja: "キャンセル", en: "Cancel")
        static let limitedMenu = LocalizedText(
            ja: "コードなしでログインしています", en: "You are logged in without a code")
        static let limitedMenuText = LocalizedText(
            ja: "ほかの機能は、2要素認証をすると使えます。進むと、コードなしのログインはいったん終わります。",
            en: "Everything else needs two-factor authentication. Going on ends the login without a code.")
        static let widen = LocalizedText(ja: "2要素認証に進む", en: "Go on to two-factor authentication")
        static let needed = LocalizedText(
            ja: "この機能には2要素認証が必要です", en: "This needs two-factor authentication")
        static let nothingOpen = LocalizedText(
            ja: "コードなしで使える機能は、いまはありません", en: "Nothing can be used without a code now")

        static let codeTitle = LocalizedText(ja: "コードの入力", en: "Enter your code")
        static func lead(_ kind: FactorKind, _ hint: String?) -> LocalizedText {
            let target = hint ?? ""
            return switch kind {
            case .app:
                LocalizedText(
                    ja: "認証アプリに表示されている6桁の数字を入力してください。",
                    en: "Type the 6 digits that your authenticator app shows.")
            case .mail:
                LocalizedText(
                    ja: "メール（\(target)）で届く6桁の数字を入力してください。", en: "Type the 6 digits from the mail to \(target).")
            case .phone:
                LocalizedText(
                    ja: "電話番号（\(target)）に届く6桁の数字を入力してください。", en: "Type the 6 digits sent to \(target).")
            case .passkey:
                LocalizedText(ja: "パスキーで確認してください。", en: "Confirm with your passkey.")
            }
        }
        static let codeLabel = LocalizedText(ja: "6桁のコード", en: "6-digit code")
        static let codeHint = LocalizedText(
            ja: "全角の数字や空白が混ざっていても読み取ります。", en: "Spaces between the digits do no harm.")
        static let verify = LocalizedText(ja: "認証する", en: "Verify")
        static let lockRule = LocalizedText(
            ja: "5回続けて間違えると、30分間入力できなくなります。その間も、安否の回答は届いたリンクからできます。",
            en:
                "Five wrong codes in a row lock this for 30 minutes. Safety checks can still be answered from their links."
        )
        static let wrong = LocalizedText(ja: "入力されたコードが一致しません。", en: "The code doesn't match.")
        static func wrongText(_ kind: LockKind) -> LocalizedText {
            switch kind {
            case .app:
                LocalizedText(
                    ja: "端末の時計が合っているかご確認のうえ、いま表示されている数字を入力してください。",
                    en: "Please check that your device's clock is right, and type the digits it shows now.")
            case .mail, .phone:
                LocalizedText(ja: "最後に届いたコードを入力してください。", en: "Please type the code that came last.")
            case .backup, .passkey, .all:
                LocalizedText(ja: "もう一度ご確認ください。", en: "Please look at it again.")
            }
        }
        static func skew(_ skew: ClockSkew) -> LocalizedText {
            skew.isOfOldCode
                ? LocalizedText(
                    ja: "前に表示されたコードです。認証アプリにいま表示されている数字を入力してください。",
                    en: "This is a code of earlier. Please type the digits that your app shows now.")
                : LocalizedText(
                    ja:
                        "お使いの端末の時計が約\(skew.minutes)分\(skew.isFast ? "進んで" : "遅れて")います。時刻を自動設定にしてから、新しい数字を入力してください。",
                    en:
                        "Your device's clock is about \(skew.minutes) min \(skew.isFast ? "fast" : "slow"). Set it to automatic, then type the new digits."
                )
        }
        static func left(_ count: Int) -> LocalizedText {
            count == 0
                ? LocalizedText(
                    ja: "30分間入力できません。安否の回答は、届いたリンクからできます。",
                    en: "Codes are not taken for 30 minutes. Safety checks can still be answered from their links.")
                : LocalizedText(ja: "あと\(count)回入力できます。", en: "Tries left: \(count).")
        }
        static let notSixDigits = LocalizedText(ja: "6桁の数字を入力してください。", en: "Please type six digits.")
        static let notSixDigitsText = LocalizedText(
            ja: "まだ確認していません。回数にも数えていません。", en: "Nothing was checked or counted.")
        static let expired = LocalizedText(ja: "コードの有効期限が過ぎています。", en: "This code has run out.")
        static let expiredText = LocalizedText(
            ja: "新しいコードを受け取って入力してください。", en: "Please get a new code and type that one.")
        static let used = LocalizedText(ja: "このコードは、すでに使われています。", en: "This code was already used.")
        static let usedText = LocalizedText(
            ja: "1つのコードが使えるのは1回だけです。次のコードが表示されるまで（最長30秒）待って、その6桁を入力してください。回数には数えていません。",
            en:
                "Each code works only once. Wait until the next one shows (at most 30 s), and type that one. This did not count as a try."
        )
        static func locked(_ minutes: Int) -> LocalizedText {
            LocalizedText(ja: "あと約\(minutes)分、コードを入力できません", en: "Codes are taken again in about \(minutes) min")
        }
        static let lockedText = LocalizedText(
            ja: "コードの間違いが続いたためです。安否の回答は、届いたリンクからいまもできます。お急ぎの場合は管理者に連絡してください。",
            en:
                "There were several wrong codes. You can still answer safety checks from their links. If it is urgent, ask your administrator."
        )
        static func everythingLocked(_ minutes: Int) -> LocalizedText {
            LocalizedText(
                ja: "あと約\(minutes)分、どの方法も使えません", en: "No way to log in works for about \(minutes) min")
        }
        static let everythingLockedText = LocalizedText(
            ja:
                "間違いが、すべての方法とバックアップコードを合わせて15回になったためです。安否の回答は、届いたリンクからいまもできます。お急ぎの場合は管理者に連絡してください。",
            en:
                "There were fifteen wrong tries of all kinds together, backup codes among them. You can still answer safety checks from their links. If it is urgent, ask your administrator."
        )
        static let stopped = LocalizedText(ja: "この方法は停止しています", en: "This method is switched off")
        static let stoppedText = LocalizedText(
            ja: "コードの間違いが100回続いたためです。待っても元に戻りません。管理者にロックの解除か2要素認証設定の解除を依頼してください。安否の回答は、届いたリンクからできます。",
            en:
                "There were a hundred wrong codes in a row. Waiting does not help: please ask your administrator to unlock your login or to reset your second factors. You can still answer safety checks from their links."
        )
        static func instead(_ kind: FactorKind) -> LocalizedText {
            switch kind {
            case .app: LocalizedText(ja: "認証アプリのコードを使う", en: "Use the authenticator app")
            case .mail: LocalizedText(ja: "メールでコードを受け取る", en: "Get a code by mail")
            case .phone: LocalizedText(ja: "電話でコードを受け取る", en: "Get a code by phone")
            case .passkey: LocalizedText(ja: "パスキーを使う", en: "Use a passkey")
            }
        }
        static let recover = LocalizedText(ja: "ログインできない方はこちら", en: "Can't log in?")

        static let setUpTitle = LocalizedText(ja: "認証アプリの設定", en: "Set up an authenticator app")
        static let setUpLead = LocalizedText(
            ja: "3つの手順で終わります。終わるまで、この画面を閉じないでください。",
            en: "Three steps. Please keep this page open until you are done.")
        static let install = LocalizedText(ja: "スマートフォンに認証アプリを入れる", en: "Install an authenticator app")
        static let installText = LocalizedText(
            ja: "Google Authenticator、Microsoft Authenticatorなど。すでにある方は次へ進みます。",
            en: "Such as Google Authenticator or Microsoft Authenticator. If you have one, go on.")
        static let installLink = LocalizedText(
            ja: "認証アプリを未インストールの方はこちら", en: "No authenticator app yet?")
        static let read = LocalizedText(ja: "アプリで2次元コードを読み取る", en: "Scan the code with the app")
        static let readText = LocalizedText(
            ja: "複数の端末で使う場合は、いま表示しているコードをすべての端末で読み取ってください。表示するたびに変わります。",
            en: "For several devices, scan this same code with each of them now. It changes every time it is shown.")
        static let qrLabel = LocalizedText(
            ja: "認証アプリで読み取る2次元コード。読み取れない場合は、この下のキーを使ってください。",
            en: "QR code for the authenticator app. If it can't be scanned, use the key below.")
        static func goodUntil(_ time: String) -> LocalizedText {
            LocalizedText(
                ja: "この2次元コードとキーは\(time)まで登録できます。", en: "This code and key can be registered until \(time).")
        }
        static let keyExpired = LocalizedText(
            ja: "2次元コードの表示から時間がたったため、登録できませんでした。",
            en: "It was not registered: the QR code was shown too long ago.")
        static let keyExpiredText = LocalizedText(
            ja: "下に新しい2次元コードがあります。アプリで読み取り、表示された数字を入力してください。アプリに残った前の項目は削除してください。",
            en:
                "There is a new QR code below. Scan it, type the digits that the app shows, and delete the entry before it."
        )
        static let keyText = LocalizedText(
            ja: "読み取れない場合：この端末のアプリで開くには、キーを押してください。",
            en: "Can't scan it? Press the key to open the app on this device.")
        static let copy = LocalizedText(ja: "コピー", en: "Copy")
        static let copied = LocalizedText(ja: "コピーしました", en: "Copied")
        static let manual = LocalizedText(ja: "手動で入力する場合", en: "Typing the key by hand")
        static let manualText = LocalizedText(
            ja: "アプリで「セットアップキーを入力」を選び、上のキーを入力します。鍵の種類は「時間ベース」です。空白は要りません。",
            en:
                "In the app choose “Enter a setup key” and type the key above. Type of key: time based. No spaces needed."
        )
        static let appCodeLabel = LocalizedText(
            ja: "アプリに表示された6桁の数字", en: "The 6 digits shown in the app")
        static let register = LocalizedText(ja: "登録する", en: "Register")
        static let isSet = LocalizedText(ja: "認証アプリを設定しました", en: "Your authenticator app is set up")

        static let isSetAlready = LocalizedText(
            ja: "認証アプリはすでに設定されています。", en: "An authenticator app is set up already.")
        static let appsTitle = LocalizedText(ja: "認証アプリの入手先", en: "Where to get an authenticator app")
        static let appsLead = LocalizedText(
            ja: "どれも無料です。入れたら、設定の画面へ戻ってください。", en: "All of them are free. Then go back to the set-up page.")
        static let appsMac = LocalizedText(
            ja: "MacのSafariをお使いの方は、スマートフォンのアプリかChromeの拡張機能のコードを、Safariに入力してください。",
            en: "With Safari on a Mac, type the code from a phone or from Chrome's extension into Safari.")
        static let appsMany = LocalizedText(
            ja: "1台で複数のIDを使う方は、IDごとに設定し、アプリの項目に名前を付けると区別できます。",
            en: "With several IDs on one device, set up each of them and name the entries in the app.")
        /// The apps of R-080.
        static let apps: [(name: String, places: [(name: String, address: String)])] = [
            (
                "Google Authenticator",
                [
                    ("Android", "https://play.google.com/store/apps/details?id=com.google.android.apps.authenticator2"),
                    ("iPhone", "https://apps.apple.com/app/google-authenticator/id388497605"),
                ]
            ),
            (
                "Microsoft Authenticator",
                [
                    ("Android", "https://play.google.com/store/apps/details?id=com.azure.authenticator"),
                    ("iPhone", "https://apps.apple.com/app/microsoft-authenticator/id983156458"),
                ]
            ),
            (
                "Authenticator (PC)",
                [
                    (
                        "Chrome",
                        "https://chromewebstore.google.com/detail/authenticator/bhghoamapcdpbohphigoooaddinpkbai"
                    ),
                    (
                        "Edge",
                        "https://microsoftedge.microsoft.com/addons/detail/ocglkepbibnalbgmbachknglpdipeoio"
                    ),
                    ("Firefox", "https://addons.mozilla.org/firefox/addon/auth-helper/"),
                ]
            ),
        ]
    }
}
