import Auth
import Domain

extension Catalogue {
    /// `/security`: factors, backup codes, sessions.
    enum Security {
        static let title = LocalizedText(ja: "ログインの安全", en: "Login and security")
        static let lead = LocalizedText(
            ja: "ログインの方法と、ログイン中の端末をここで確認・変更できます。",
            en: "See and change how you log in, and where you are logged in.")
        static let factors = LocalizedText(ja: "2要素認証", en: "Second factors")
        static let factor = LocalizedText(ja: "方法", en: "Method")
        static let state = LocalizedText(ja: "状態", en: "State")
        static let isSet = LocalizedText(ja: "設定されています", en: "Set")
        static let isNotSet = LocalizedText(ja: "設定されていません", en: "Not set")
        static let stopped = LocalizedText(ja: "停止中（解除が必要です）", en: "Stopped until it is reset")
        static func locked(_ time: String) -> LocalizedText {
            LocalizedText(ja: "ロック中（\(time)まで）", en: "Locked until \(time)")
        }
        static let action = LocalizedText(ja: "操作", en: "Action")
        static let set = LocalizedText(ja: "設定する", en: "Set up")
        static let remove = LocalizedText(ja: "解除する", en: "Remove")
        static let resetAll = LocalizedText(ja: "2要素認証設定初期化", en: "Reset second factors")
        static let backup = LocalizedText(ja: "バックアップコード", en: "Backup codes")
        static func backupStatus(_ date: String, _ unused: Int) -> LocalizedText {
            LocalizedText(
                ja: "\(date) に発行、未使用 \(unused)個", en: "Made on \(date), \(unused) unused")
        }
        static let backupNone = LocalizedText(
            ja: "まだ発行していません。機種変更や故障に備えて発行しておいてください。",
            en: "None yet. Make a set now, in case your phone breaks or is replaced.")
        static let backupFew = LocalizedText(
            ja: "残りが少なくなっています。新しいコードを発行してください。", en: "Only a few are left. Please make new ones.")
        static let backupMake = LocalizedText(ja: "新しいコードを発行する", en: "Make new codes")
        static let password = LocalizedText(ja: "パスワード", en: "Password")
        static let passwordChange = LocalizedText(ja: "パスワードを変更する", en: "Change password")
        static let sessions = LocalizedText(ja: "ログイン中の端末", en: "Where you are logged in")
        static let browser = LocalizedText(ja: "ブラウザー", en: "Browser")
        static let unknownBrowser = LocalizedText(ja: "不明なブラウザー", en: "Unknown browser")
        static let current = LocalizedText(ja: "（この端末）", en: " (this one)")
        static let since = LocalizedText(ja: "ログイン", en: "Logged in")
        static let seen = LocalizedText(ja: "最後の操作", en: "Last used")
        static let limited = LocalizedText(ja: "限定", en: "limited")
        static let end = LocalizedText(ja: "ログアウトさせる", en: "Log out")
        static let endOthers = LocalizedText(ja: "この端末以外をすべてログアウトさせる", en: "Log out everywhere else")
        static let lastReset = LocalizedText(ja: "最後の設定解除", en: "Last reset")
        static func lastResetText(_ at: String, _ reason: String) -> LocalizedText {
            LocalizedText(
                ja: "\(at) に2要素認証の設定が解除されました。\(reason.isEmpty ? "" : "理由：\(reason)")",
                en: "Your second factors were cleared on \(at).\(reason.isEmpty ? "" : " Reason: \(reason)")")
        }
        static let external = LocalizedText(ja: "外部アカウントとの連携", en: "Other provider's account")
        static func externalLinked(_ issuer: String, _ date: String) -> LocalizedText {
            LocalizedText(ja: "\(issuer) と連携済み（\(date)）", en: "Linked with \(issuer) since \(date)")
        }
        static func externalOffered(_ issuer: String) -> LocalizedText {
            LocalizedText(
                ja: "\(issuer) のアカウントを、パスワードの代わりに使えます。", en: "Your account at \(issuer) can replace the password.")
        }
        static let externalLink = LocalizedText(ja: "連携する", en: "Link it")
        static let externalUnlink = LocalizedText(ja: "連携を解除する", en: "Remove the link")
        static let back = LocalizedText(ja: "ログインの安全へ戻る", en: "Back to login and security")

        static func name(_ kind: FactorKind) -> LocalizedText {
            switch kind {
            case .app: LocalizedText(ja: "認証アプリ", en: "Authenticator app")
            case .mail: LocalizedText(ja: "メールで受け取るコード", en: "Code by mail")
            case .phone: LocalizedText(ja: "電話で受け取るコード", en: "Code by phone")
            case .passkey: LocalizedText(ja: "パスキー", en: "Passkey")
            }
        }

        static func removeTitle(_ kind: FactorKind) -> LocalizedText {
            LocalizedText(
                ja: "\(name(kind)[.japanese])を解除しますか", en: "Remove “\(name(kind)[.english])”?")
        }
        static let removeText = LocalizedText(
            ja: "この方法ではログインできなくなります。ほかの端末のログインは終了します。",
            en: "You can't log in with it any more. Your sessions on other devices end.")
    }

    /// Resets and proofs.
    enum Reset {
        static let ownTitle = LocalizedText(ja: "2要素認証設定の初期化", en: "Reset second factors")
        static let ownText = LocalizedText(
            ja: "登録されている2要素認証の設定（認証アプリ、メール、電話、パスキー、バックアップコード）と、外部アカウントとの連携が、すべて解除されます。",
            en:
                "All your second factors are cleared (app, mail, phone, passkeys, backup codes), and the link to another provider's account."
        )
        static let ownApp = LocalizedText(
            ja: "認証アプリの古い登録は使えなくなります。アプリから削除してください。",
            en: "The old entry in your authenticator app stops working. Please delete it there.")
        static let ownNext = LocalizedText(
            ja: "2要素認証がなくなるわけではありません。すべての端末からログアウトし、次回のログインでもう一度設定します。",
            en:
                "This doesn't switch second factors off. You are logged out everywhere, and set one up at the next login."
        )
        static let password = LocalizedText(ja: "ご自身のパスワード", en: "Your own password")
        static let passwordNeeded = LocalizedText(
            ja: "ご自身のパスワードで確認してください。", en: "Confirm with your own password.")
        static let nothingSet = LocalizedText(
            ja: "この方は2要素認証を設定していません", en: "This person has set no second factor")
        static let nothingSetText = LocalizedText(
            ja: "ロックや残っているバックアップコードがあれば解除できます。次回のログインで、設定の画面が出ます。",
            en: "Locks and remaining backup codes can be cleared. A set-up page comes at the next login.")
        static let submit = LocalizedText(ja: "解除", en: "Clear")
        static let leave = LocalizedText(ja: "戻る", en: "Back")
        static let doneTitle = LocalizedText(ja: "2要素認証の設定を解除しました", en: "Second factors cleared")
        static let doneText = LocalizedText(
            ja: "次回のログインで、もう一度設定してください。", en: "Set one up again at the next login.")
        static let otherTitle = LocalizedText(ja: "2要素認証設定の解除", en: "Clear somebody's second factors")
        static func otherLead(_ name: String) -> LocalizedText {
            LocalizedText(
                ja: "\(name)さんの2要素認証の設定と、外部アカウントとの連携を、すべて解除します。",
                en: "All second factors of \(name) are cleared, and the link to another provider's account.")
        }
        static let otherText = LocalizedText(
            ja: "ロックも解除され、ログイン中の端末はすべてログアウトします。本人がメールを登録していれば解除したことがメールで届き、次回のログインでもう一度設定します。",
            en:
                "Locks are lifted and sessions end. Whoever has registered a mail address is told by mail, and a factor is set up at the next login."
        )
        static let whom = LocalizedText(ja: "対象者", en: "Whose")
        static let reason = LocalizedText(ja: "理由", en: "Reason")
        static let reasonHint = LocalizedText(
            ja: "例：機種変更。本人の画面と記録に残ります。", en: "Such as: new phone. Its owner sees it, and it is kept.")
        static let passwordHint = LocalizedText(
            ja: "対象者のものではなく、操作しているあなたのパスワードです。", en: "Yours, not the other person's.")
        static let oneOnly = LocalizedText(
            ja: "2要素認証の解除は、間違いを防ぐため一度に1人だけです。1人を選んでください。",
            en: "To prevent mistakes, second factors are cleared for one person at a time. Please choose one.")

        static let proveTitle = LocalizedText(ja: "本人確認", en: "Is it you?")
        static let proveLead = LocalizedText(
            ja: "大切な操作の前に、もう一度確認します。10分間有効です。",
            en: "Before something that matters, please confirm once more. It holds for ten minutes.")
        static let code = LocalizedText(ja: "認証アプリの6桁コード", en: "Six-digit code of your app")
        static let proveSubmit = LocalizedText(ja: "確認する", en: "Confirm")
    }

    /// Backup codes.
    enum Backup {
        static let shownTitle = LocalizedText(ja: "バックアップコードを保管してください", en: "Keep your backup codes")
        static let shownLead = LocalizedText(
            ja: "機種変更や故障でほかの方法が使えないとき、このコードでログインできます。この10個が表示されるのは今回だけです。",
            en: "They let you in when your phone is broken or replaced. These ten are shown only this once.")
        static let list = LocalizedText(ja: "バックアップコード 10個", en: "Ten backup codes")
        static let once = LocalizedText(
            ja: "1個につき1回だけ使えます。前に発行したコードがあれば、もう使えません。", en: "Each works once. Any earlier codes no longer work.")
        static let copy = LocalizedText(ja: "すべてコピー", en: "Copy all")
        static let copied = LocalizedText(ja: "コピーしました", en: "Copied")
        static let print = LocalizedText(ja: "印刷する", en: "Print")
        static let save = LocalizedText(ja: "ファイルに保存", en: "Save as a file")
        static let paper = LocalizedText(
            ja: "このページを印刷して、財布や貴重品入れに入れてください。スマートフォンの中だけに置くと、紛失したときに使えません。",
            en: "Print this page and keep it with your valuables. On the phone alone, they are lost with the phone.")
        static let kept = LocalizedText(ja: "コードを安全に記録しました", en: "I have kept the codes in a safe place")
        static let before = LocalizedText(ja: "次へ進む前に", en: "Before you go on")
        static let notKept = LocalizedText(
            ja: "コードを記録してから、「コードを安全に記録しました」を選んでください。",
            en: "Keep the codes, then tick “I have kept the codes in a safe place”.")
        static let replaced = LocalizedText(
            ja: "前に表示されたコードは使えなくなりました", en: "The codes that were shown before no longer work")
        static let replacedText = LocalizedText(
            ja: "新しい10個を発行しました。前のコードを書き留めていたら捨てて、下の10個を記録してください。",
            en: "Ten new ones were made. If you wrote earlier ones down, throw them away and keep these.")
        static let madeSince = LocalizedText(
            ja: "ほかの画面で、新しい10個が発行されています。それを見ていないときは、もう一度発行してください。",
            en: "Ten new ones were made on another page. If you did not see them, make them once more.")
        static let thenApp = LocalizedText(
            ja: "続けてスマホアプリの登録も行う場合はこちらから", en: "Go on and set up an app as well")
        static let toMenu = LocalizedText(ja: "メインメニューへ", en: "To the main menu")
        static let done = LocalizedText(ja: "続ける", en: "Continue")

        static let makeTitle = LocalizedText(ja: "バックアップコードの発行", en: "Make backup codes")
        static let makeLead = LocalizedText(
            ja: "新しい10個を発行します。以前のコードは使えなくなります。", en: "Ten new codes are made. Earlier ones stop working.")
        static let makeFirst = LocalizedText(
            ja: "2要素認証の機器をなくしたときや故障したときに、ログインするためのコードです。いま10個を発行して、保管してください。",
            en: "They let you in when the device of your second factor is lost or broken. Make ten now and keep them.")
        static let make = LocalizedText(ja: "発行する", en: "Make them")

        static let used = LocalizedText(
            ja: "このコードは、すでに使われています。使えるのは1回だけですので、別のコードを入力してください。回数には数えていません。",
            en: "This code was already used. Each works only once: type another one. This did not count as a try.")
        static let notSixteen = LocalizedText(
            ja: "バックアップコードは、英数字16文字です。入力を確かめてください。この入力は回数に数えていません。",
            en: "A backup code is 16 letters and digits. Please check what you typed; this did not count as a try.")
        static let recoverTitle = LocalizedText(ja: "ログインできない方", en: "Can't log in?")
        static let recoverLead = LocalizedText(
            ja: "保管しているバックアップコード、または管理者から聞いた1回だけのコード（発行から15分まで）を入力してください。",
            en:
                "Type one of the backup codes you kept, or the one-time code that your administrator told you (good for 15 minutes)."
        )
        static let code = LocalizedText(ja: "バックアップコード", en: "Backup code")
        static let codeHint = LocalizedText(
            ja: "英数字16文字。ハイフンや大文字・小文字は気にしなくてかまいません。",
            en: "16 letters and digits; hyphens and case don't matter.")
        static let use = LocalizedText(ja: "このコードで何をしますか", en: "What is it for?")
        static let useNeeded = LocalizedText(
            ja: "このコードで何をするかを選んでください。", en: "Choose what the code is for.")
        static let clear = LocalizedText(ja: "2要素認証を設定し直す", en: "Set second factors up anew")
        static let clearNote = LocalizedText(
            ja: "機種変更・紛失のとき。いまの設定と残りのコードは解除されます。",
            en: "For a new or lost phone. Present factors and remaining codes are cleared.")
        static let signIn = LocalizedText(ja: "今回だけログインする", en: "Log in this once")
        static let signInNote = LocalizedText(ja: "設定はそのまま残ります。", en: "Your factors stay as they are.")
        static let submit = LocalizedText(ja: "OK", en: "OK")
        static let cancel = LocalizedText(ja: "キャンセル", en: "Cancel")
        static let unknownCode = LocalizedText(
            ja: "コードが分からないときは、団体の管理者に依頼してください。2要素認証の解除か、1回だけのコードの発行ができます。事務所の方は、ほかの事務所の方2人か運営者に依頼してください。",
            en:
                "Without a code, ask your organization's administrator for a one-time code or a reset. Office staff ask two colleagues, or the operator."
        )
    }
}
