import Domain

extension Catalogue {
    /// ログインID管理.
    enum Accounts {
        static let title = LocalizedText(ja: "ログインID管理", en: "Login IDs")
        static func titleOf(_ client: String) -> LocalizedText {
            LocalizedText(ja: "ログインID管理：\(client)", en: "Login IDs: \(client)")
        }
        static func personTitle(_ name: String) -> LocalizedText {
            LocalizedText(ja: "\(name)のログインID", en: "Login of \(name)")
        }
        static let employeeCode = LocalizedText(ja: "従業員コード", en: "Employee code")
        static let factors = LocalizedText(ja: "2要素認証", en: "Second factor")
        static let employment = LocalizedText(ja: "在職状態", en: "Employment")
        static let sessions = LocalizedText(ja: "ログイン中の端末", en: "Open sessions")
        static let noFactor = LocalizedText(ja: "未設定", en: "None")
        static func factor(_ kind: String) -> LocalizedText {
            switch kind {
            case "app": LocalizedText(ja: "認証アプリ", en: "App")
            case "mail": LocalizedText(ja: "メール", en: "Mail")
            case "phone": LocalizedText(ja: "電話", en: "Phone")
            default: LocalizedText(ja: "パスキー", en: "Passkey")
            }
        }
        static func locked(_ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time)までロック中", en: "Locked until \(time)")
        }
        static let stopped = LocalizedText(ja: "停止中", en: "Stopped")
        static let onlyWithoutFactor = LocalizedText(ja: "2要素認証が未設定の方だけ", en: "Only without a second factor")
        static let onlyLocked = LocalizedText(ja: "ロック中の方だけ", en: "Only locked out")
        static func joined(_ day: String) -> LocalizedText {
            LocalizedText(ja: "在職（\(day)入社）", en: "Employed since \(day)")
        }
        static func left(_ day: String) -> LocalizedText {
            LocalizedText(ja: "退職（\(day)）", en: "Left on \(day)")
        }
        static let employed = LocalizedText(ja: "在職", en: "Employed")
        static let onLeave = LocalizedText(ja: "休職", en: "On leave")
        static let retired = LocalizedText(ja: "退職", en: "Left")

        static func action(_ action: AccountAction) -> LocalizedText {
            switch action {
            case .unlock: LocalizedText(ja: "ロックを解除する", en: "Lift the lock")
            case .end: LocalizedText(ja: "すべての端末をログアウトさせる", en: "End all sessions")
            case .password: LocalizedText(ja: "仮パスワードを発行する", en: "Issue a temporary password")
            }
        }
        static func question(_ action: AccountAction) -> LocalizedText {
            switch action {
            case .unlock:
                LocalizedText(
                    ja: "まちがいが続いて止まっていたログインを、すぐに使えるようにします。2要素認証の設定は変わりません。",
                    en: "The login that wrong tries have stopped works again at once. Second factors stay as they are.")
            case .end:
                LocalizedText(
                    ja: "この方がログインしているすべての端末で、ログインし直しが必要になります。",
                    en: "The person has to log in again on every device.")
            case .password:
                LocalizedText(
                    ja: "今のパスワードは使えなくなり、ログイン中の端末はログアウトします。仮パスワードは次の画面に一度だけ表示します。",
                    en: "The present password stops working and sessions end. The temporary one is shown once, next.")
            }
        }
        static let reset = LocalizedText(ja: "2要素認証設定解除", en: "Clear second factors")
        static let back = LocalizedText(ja: "戻る", en: "Back")
        static let toAccount = LocalizedText(ja: "この方のログインIDへ戻る", en: "Back to this login")
        static let note = LocalizedText(
            ja: "ロック・パスワードの状態・2要素認証の設定を確認できます。", en: "Locks, passwords and second factors of everybody.")
    }
}
