import Auth
import Domain

extension Catalogue {
    /// Other providers' logins.
    enum External {
        static let title = LocalizedText(ja: "外部アカウントでログイン", en: "Log in with another account")
        static let lead = LocalizedText(
            ja: "団体が連携している外部アカウントでログインします。2要素認証は、団体の設定に従ってこのあと行います。",
            en:
                "Use the account that your organization works with. A second factor follows where the organization asks for one."
        )
        static let go = LocalizedText(ja: "外部アカウントへ進む", en: "Go on")
        static let leaving = LocalizedText(
            ja: "外部アカウントのログイン画面へ移動します。移動しないときはボタンを押してください。",
            en: "Leading you to the other account's login page. If nothing happens, press the button.")
        static let withPassword = LocalizedText(ja: "パスワードでログインする", en: "Log in with the password")
        static let failed = LocalizedText(ja: "外部アカウントでログインできませんでした", en: "The other account couldn't be used")
        static let linkTitle = LocalizedText(ja: "アカウントの連携", en: "Link your account")
        static let linkLead = LocalizedText(
            ja:
                "この外部アカウントはまだ連携されていません。団体コード、ID、パスワードを一度だけ入力すると、次回から外部アカウントでログインできます。2要素認証を使う団体では、2要素認証まで済ませたときに連携されます。",
            en:
                "This account isn't linked yet. Give organization code, ID and password once, and it works from now on. Where a second factor is used, it is linked once that is shown, too."
        )
        static let waits = LocalizedText(
            ja: "外部アカウントとの連携はまだ終わっていません", en: "Your account isn't linked yet")
        static let waitsText = LocalizedText(
            ja: "「すべての機能を利用する」を選び、2要素認証まで済ませると連携されます。限定した機能を選ぶと、今回は連携されません。",
            en:
                "It is linked if you choose everything and show your second factor. If you choose the limited way, it is not linked this time."
        )
        static let notLinked = LocalizedText(
            ja: "外部アカウントとは連携していません", en: "Your account was not linked")
        static let notLinkedText = LocalizedText(
            ja: "限定した機能でログインしたため、連携は行っていません。連携するには、もう一度外部アカウントでログインし、「すべての機能を利用する」を選んでください。",
            en:
                "This login is a limited one. To link the account, log in with it once more and choose everything."
        )
        static let link = LocalizedText(ja: "連携してログインする", en: "Link and log in")
        static let withoutLink = LocalizedText(ja: "連携せずにログインする", en: "Log in without linking")
        static let account = LocalizedText(ja: "外部アカウント", en: "Account")
        static let beginTitle = LocalizedText(ja: "外部アカウントと連携する", en: "Link an account")
        static let beginText = LocalizedText(
            ja: "外部アカウントのログイン画面へ移動します。ログインしたあと、連携するアカウントを確認します。",
            en: "You are led to the other account's login page, and asked afterwards whether it is the right account."
        )
        static let confirmTitle = LocalizedText(ja: "このアカウントと連携しますか", en: "Link this account?")
        static let confirmText = LocalizedText(
            ja: "連携すると、このアカウントをパスワードの代わりに使えます。ご自身のアカウントであることを確認してください。",
            en: "It can then stand for your password. Make sure that it is your own.")
        static let mismatch = LocalizedText(
            ja: "団体コード、ID、パスワードのいずれかが一致しません。", en: "Organization code, ID or password doesn't match.")
        static let otherOrganization = LocalizedText(
            ja: "この外部アカウントを使っている団体の団体コードではありません。外部アカウントへ進むときに入力した団体コードと、その団体のID、パスワードを入力してください。",
            en:
                "This isn't the organization that works with this account. Type the code that you gave before you went to the account, with your ID and password there."
        )
        static func wait(_ seconds: Int) -> LocalizedText {
            LocalizedText(ja: "\(seconds)秒ほどお待ちください。", en: "Please wait \(seconds) seconds.")
        }
        // The organization's secret at the provider
        static let secretTitle = LocalizedText(ja: "クライアントシークレットの変更", en: "Change the client secret")
        static let secretLead = LocalizedText(
            ja: "提供元で発行し直したクライアントシークレットを登録します。登録した値は表示されません。管理者全員にメールで知らせます。",
            en:
                "Register the client secret that the provider issued anew. It is never shown. All administrators are told by mail."
        )
        static let secretNow = LocalizedText(ja: "現在", en: "Now")
        static func secretStands(_ isSet: Bool) -> LocalizedText {
            isSet ? LocalizedText(ja: "登録済み", en: "Registered") : LocalizedText(ja: "なし", en: "None")
        }
        static let secret = LocalizedText(ja: "新しいクライアントシークレット", en: "New client secret")
        static let secretHint = LocalizedText(
            ja: "登録すると、すぐに新しい値で提供元に接続します。", en: "From then on it is used at the provider.")
        static let secretLeave = LocalizedText(ja: "変更せずに戻る", en: "Leave it as it is")

        static let unlinkTitle = LocalizedText(ja: "外部アカウントとの連携を解除しますか", en: "Remove the link?")
        static let unlinkText = LocalizedText(
            ja: "これからはパスワードでログインします。", en: "You log in with your password from now on.")

        static func reason(_ failure: OpenIDFailure) -> LocalizedText {
            switch failure {
            case .unreachable, .provider:
                LocalizedText(
                    ja: "外部アカウントのサービスに接続できません。しばらくしてからもう一度お試しいただくか、パスワードでログインしてください。",
                    en: "The account's provider can't be reached. Try again later, or use your password.")
            case .refused, .token:
                LocalizedText(
                    ja: "外部アカウントからの応答を確認できませんでした。もう一度お試しください。続く場合は管理者に連絡してください。",
                    en:
                        "The provider's answer couldn't be verified. Try again, and tell your administrator if it goes on."
                )
            case .denied:
                LocalizedText(
                    ja: "外部アカウントでの確認が取り消されました。", en: "The login was cancelled at the provider.")
            case .stale:
                LocalizedText(
                    ja: "時間がたったか、別の画面で始めたログインです。最初からやり直してください。",
                    en: "This login took too long or was begun elsewhere. Please begin anew.")
            case .notOffered:
                LocalizedText(
                    ja: "この団体では外部アカウントを使えません。パスワードでログインしてください。",
                    en: "Other accounts can't be used here. Please use your password.")
            case .taken:
                LocalizedText(
                    ja: "この外部アカウントは、別のIDと連携されています。管理者に連絡してください。",
                    en: "This account is linked to another ID. Please tell your administrator.")
            case .tooMany: wait(60)
            }
        }
    }
}
