import Domain

extension Catalogue {
    /// Login and logout.
    enum Login {
        static let title = LocalizedText(ja: "ログイン", en: "Log in")
        static let organization = LocalizedText(ja: "団体コード", en: "Organization code")
        static let organizationHint = LocalizedText(
            ja: "会社から受け取った案内に書かれています。", en: "It is in the notice from your company.")
        static let loginID = LocalizedText(ja: "ID", en: "Login ID")
        static let password = LocalizedText(ja: "パスワード", en: "Password")
        static let submit = LocalizedText(ja: "ログイン", en: "Log in")
        static let forgotten = LocalizedText(
            ja: "パスワードを忘れた方は、会社の管理者へご連絡ください。新しい仮パスワードが発行されます。",
            en: "Forgot your password? Ask your company's administrator for a new temporary one.")
        static let external = Catalogue.External.title
        static let noLoginNeeded = LocalizedText(
            ja: "安否の回答にログインはいりません", en: "You don't need to log in to answer")
        static let noLoginNeededText = LocalizedText(
            ja: "届いたメールの中のリンクを開くと、そのまま回答できます。",
            en: "Open the link in the mail you got; you can answer right there.")
        static let mismatch = LocalizedText(
            ja: "団体コード・ID・パスワードの組み合わせをご確認ください。",
            en: "Please check the organization code, ID and password.")
        /// The same for whichever of the four does not fit.
        static let familyMismatch = LocalizedText(
            ja: "団体コード・ID・家族コード・パスワードの組み合わせをご確認ください。",
            en: "Please check the organization code, ID, family code and password.")
        static let mismatchText = LocalizedText(
            ja: "パスワードの大文字と小文字は区別されます。安否の回答は、いまもできます。",
            en: "Upper and lower case matter in the password. You can still answer safety checks.")
        static func wait(_ seconds: Int) -> LocalizedText {
            LocalizedText(ja: "次は\(seconds)秒後に入力できます。", en: "You can try again in \(seconds) s.")
        }
        static let waitText = LocalizedText(
            ja: "続けて入力されたため、少しお待ちいただいています。安否の回答は、いまもできます。",
            en: "There were several tries in a row. You can still answer safety checks.")
        static func idle(_ length: String) -> LocalizedText {
            LocalizedText(ja: "\(length)間操作がなかったため、ログアウトしました。", en: "You were logged out after \(length) without use.")
        }
        static let idleText = LocalizedText(
            ja: "ログインすると続けられます。", en: "Log in to continue.")
        static let idleKept = LocalizedText(
            ja: "入力した内容は残っています。30分以内にもう一度ログインすると続けられます。",
            en: "What you typed is kept. Log in again within 30 minutes to continue.")
        static let keptTitle = LocalizedText(ja: "入力の続き", en: "Continue where you were")
        static let keptText = LocalizedText(
            ja: "ログインしました。入力した内容は残っています。", en: "You are logged in. What you typed is kept.")
        static let keptElsewhere = LocalizedText(
            ja: "この画面を開いたあとに、別の画面でログインし直しています。入力した内容は残っていますが、まだ登録していません。",
            en: "You logged in again elsewhere after opening this page. What you typed is kept, but not registered yet."
        )
        static let keptSubmit = LocalizedText(ja: "続ける", en: "Continue")
        static let loginNeeded = LocalizedText(ja: "この画面を使うには、ログインが必要です。", en: "This page needs a login.")
        static let stepOver = LocalizedText(
            ja: "もう一度ログインしてください。", en: "Please log in once more.")
        static let stepOverText = LocalizedText(
            ja: "ログインの途中で時間がたったか、コードの間違いが続いたか、別の画面で続きを済ませています。",
            en: "The login took too long, ended after wrong codes, or was finished on another page.")
        static let recoverAgainText = LocalizedText(
            ja: "パスワードまでログインすると、コードの画面の「ログインできない方はこちら」から、バックアップコードを使えます。1つの方法が止まっているあいだも使えます。",
            en:
                "After the password, the page that asks for a code leads to the backup codes. They work while one way to log in is locked, too."
        )
        static let notChanged = LocalizedText(
            ja: "パスワードは変更されていません。", en: "Your password was not changed.")
        static let notChangedText = LocalizedText(
            ja: "ログインしてから時間がたちました。もう一度、同じ仮パスワードでログインしてください。",
            en: "It has been a while since you logged in. Log in with the same temporary password once more.")
        static let logoutTitle = LocalizedText(ja: "ログアウトの確認", en: "Log out?")
        static let logoutHeading = LocalizedText(ja: "ログアウトしますか", en: "Log out?")
        static let logoutText = LocalizedText(
            ja: "ログアウトしても、安否の回答は届いたリンクからできます。",
            en: "You can still answer safety checks from the link you get.")
        static let logoutSubmit = LocalizedText(ja: "ログアウトする", en: "Log out")
        static let logoutLeave = LocalizedText(ja: "ログアウトせずに戻る", en: "Stay logged in")
        static let loggedOutTitle = LocalizedText(ja: "ログアウトしました", en: "You are logged out")
        static let loggedOutText = LocalizedText(
            ja: "共用の端末では、ブラウザーを閉じてください。", en: "On a shared device, close the browser.")
        static let again = LocalizedText(ja: "ログイン画面へ", en: "Back to login")
    }

    /// Passwords.
    enum Password {
        static let forcedTitle = LocalizedText(ja: "仮パスワードの変更", en: "Change your temporary password")
        static let forcedHeading = LocalizedText(ja: "新しいパスワードを決めてください", en: "Choose a new password")
        static let forcedLead = LocalizedText(
            ja: "初めてのログインか、仮パスワードでのログインのため、先に変更をお願いします。変更が終わると、続けてご利用いただけます。",
            en: "This is your first login or a temporary password, so change it first. Then you can go on.")
        static let ownTitle = LocalizedText(ja: "パスワードの変更", en: "Change password")
        static let ownLead = LocalizedText(
            ja: "変更すると、ほかの端末でのログインは終了します。", en: "Changing it ends your logins on other devices.")
        static let current = LocalizedText(ja: "いまのパスワード", en: "Current password")
        static let new = LocalizedText(ja: "新しいパスワード", en: "New password")
        static let confirmation = LocalizedText(ja: "新しいパスワード（確認用）", en: "New password, again")
        static func rule(minimum: Int, maximum: Int, allowsUnicode: Bool) -> LocalizedText {
            let letters =
                allowsUnicode
                ? LocalizedText(ja: "どの文字でも", en: "any characters")
                : LocalizedText(ja: "半角の英字・数字・記号で", en: "half-width letters, digits and symbols")
            return LocalizedText(
                ja: "\(letters[.japanese])\(minimum)文字以上\(maximum)文字まで。短い単語を3つ以上つなげると、覚えやすく破られにくくなります。",
                en:
                    "\(minimum) to \(maximum) characters: \(letters[.english]). Three short words in a row are easy to remember and hard to guess."
            )
        }
        static let weak = LocalizedText(ja: "弱", en: "weak")
        static let medium = LocalizedText(ja: "中", en: "medium")
        static let strong = LocalizedText(ja: "強", en: "strong")
        static func strength(_ word: String) -> LocalizedText {
            LocalizedText(ja: "強さ：\(word)", en: "Strength: \(word)")
        }
        static let strengthUnknown = LocalizedText(ja: "強さ：―", en: "Strength: –")
        static let weakAllowed = LocalizedText(
            ja: "「弱」でも、推測されやすいもの以外は登録できますが、1語加えることをおすすめします。",
            en: "Weak can be registered unless it is easy to guess, but we suggest one more word.")
        static let weakRefused = LocalizedText(
            ja: "団体の決まりで、「弱」は登録できません。1語加えてください。",
            en: "Your organization does not accept weak passwords. Add one more word.")
        static let submit = LocalizedText(ja: "登録する", en: "Register")
        static let leave = LocalizedText(ja: "変更せずに戻る", en: "Back without a change")
    }
}
