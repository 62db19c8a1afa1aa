import Domain

extension Catalogue {
    /// Banners after a change.
    enum Banners {
        static func registered(_ what: Registered) -> LocalizedText {
            switch what {
            case .app: Factor.isSet
            case .mail: LocalizedText(ja: "メールで受け取るコードを設定しました", en: "Codes by mail are set up")
            case .phone: LocalizedText(ja: "電話で受け取るコードを設定しました", en: "Codes by phone are set up")
            case .passkey: LocalizedText(ja: "パスキーを登録しました", en: "Your passkey is registered")
            case .profile: LocalizedText(ja: "連絡先の変更を登録しました", en: "Your changes are registered")
            case .family: LocalizedText(ja: "ご家族の情報を登録しました", en: "Your family user is registered")
            case .familyPassword:
                LocalizedText(ja: "ご家族のパスワードを設定しました", en: "Your family user has a password")
            case .voicePassword: CallIn.isDone
            case .familyMessage: FamilyBoard.posted
            case .familyMessageRemoved: FamilyBoard.removed
            case .familyMessageShown: FamilyBoard.shown
            case .familyMessageHidden: FamilyBoard.hiddenAgain
            case .familyLinkAsked: FamilyLinks.sent
            case .familyLinked: FamilyLinks.approved
            case .familyLinkEnded: FamilyLinks.ended
            case .person: LocalizedText(ja: "この方の情報を登録しました", en: "The person's data are registered")
            case .department: LocalizedText(ja: "部門を登録しました", en: "The department is registered")
            case .location: LocalizedText(ja: "ロケーションを登録しました", en: "The location is registered")
            case .userCode: LocalizedText(ja: "ユーザコードを登録しました", en: "The user code is registered")
            case .unlocked: LocalizedText(ja: "ロックを解除しました", en: "The login is unlocked")
            case .sessionsEnded: LocalizedText(ja: "すべての端末からログアウトさせました", en: "Logged out on all devices")
            case .settings: LocalizedText(ja: "設定を登録しました", en: "The settings are registered")
            case .providerSecret:
                LocalizedText(ja: "クライアントシークレットを登録しました", en: "The client secret is registered")
            case .answerChoices: LocalizedText(ja: "回答の選択肢を登録しました", en: "The choices of answers are registered")
            case .triggers: LocalizedText(ja: "自動送信の条件を登録しました", en: "The rules for automatic sending are registered")
            case .template: LocalizedText(ja: "ひな形を登録しました", en: "The template is registered")
            case .answer: LocalizedText(ja: "代わりの回答を登録しました", en: "The answer is registered")
            case .officeSwitch:
                LocalizedText(ja: "事務所の2要素認証の設定を登録しました", en: "The office's use of second factors is registered")
            case .policyFile:
                LocalizedText(ja: "ファイルの設定を登録しました", en: "What the file sets is registered")
            case .clientName: LocalizedText(ja: "事業所名カナを登録しました", en: "The name in kana is registered")
            case .news: LocalizedText(ja: "お知らせを登録しました", en: "The news is registered")
            case .helpDesk: LocalizedText(ja: "問い合わせ窓口を登録しました", en: "The help desk is registered")
            }
        }
        static func policiesRegistered(_ clients: String) -> LocalizedText {
            LocalizedText(
                ja: "\(clients)件の事業所の2要素認証設定を登録しました",
                en: "Second factors are registered for organizations: \(clients)")
        }
        static let passwordChanged = LocalizedText(ja: "パスワードを変更しました", en: "Password changed")
        static let passwordChangedText = LocalizedText(
            ja: "ほかの端末でのログインは終了しました。", en: "Your logins on other devices have ended.")
        static func sendingStarted(_ people: String) -> LocalizedText {
            LocalizedText(ja: "\(people)への送信を、まもなく始めます", en: "Sending to \(people) starts in a moment")
        }
        static let sendingStartedText = LocalizedText(
            ja: "どこまで届いたかは、この画面で分かります。", en: "This page shows how far it has got.")
        static func resent(_ people: String) -> LocalizedText {
            LocalizedText(ja: "未回答の\(people)へ、もう一度送り始めました", en: "Sending again to \(people) without an answer")
        }
        static let notResent = LocalizedText(ja: "いまは、もう一度送ることができません", en: "It can't be sent again now")
        static let notResentText = LocalizedText(
            ja: "もう一度送れるのは、実施中か送信停止の間だけです。終わったものは「この内容で新しく作る」から送れます。",
            en: "Only what is open or stopped can be sent again. Use what is over for a new one.")
        static let lastPage = LocalizedText(ja: "最後のページを表示しています", en: "This is the last page")
        static let calledOff = LocalizedText(ja: "送信を取り消しました。だれにも届いていません。", en: "Called off. Nobody got it.")
        static let notCalledOff = LocalizedText(
            ja: "取り消しは間に合いませんでした", en: "It was too late to call it off")
        static let notCalledOffText = LocalizedText(
            ja: "送信は始まっています。残りを止めるときは、下の「送信を止める」から進みます。",
            en: "Sending has begun. Use “Stop sending” below for what is left.")
        static let stopped = LocalizedText(ja: "送信を止めました", en: "Sending stopped")
        static func stoppedText(_ people: String) -> LocalizedText {
            LocalizedText(
                ja: "\(people)にはすでに渡しています。回答は、このあとも受け付けます。",
                en: "Handed on already: \(people). Answers are still taken.")
        }
        static let closed = LocalizedText(ja: "終了しました", en: "Closed")
        static func closedText(_ count: String) -> LocalizedText {
            LocalizedText(
                ja: "残っていた送信\(count)件を取りやめました。このあとの回答は「締め切り後」として残ります。",
                en: "Messages called off: \(count). Answers from now on are kept as late.")
        }
        static let draftSaved = LocalizedText(ja: "下書きに保存しました", en: "Draft saved")
        static let draftSavedText = LocalizedText(ja: "まだ送信していません。", en: "Nothing has been sent yet.")
        static let imported = LocalizedText(ja: "取り込みました", en: "Imported")
        static func importedText(added: String, changed: String, leaving: String?) -> LocalizedText {
            LocalizedText(
                ja: "追加\(added)、変更\(changed)\(leaving.map { "、退職\($0)" } ?? "")。仮パスワードは、まだ発行していません。",
                en: "Added: \(added). Changed: \(changed).\(leaving.map { " Left: \($0)." } ?? "")"
                    + " Temporary passwords have not been issued yet.")
        }
        static let tokenRevoked = LocalizedText(ja: "APIトークンを停止しました", en: "API token revoked")
        static let draftRemoved = LocalizedText(ja: "下書きを削除しました", en: "Draft removed")
        static func passwordsMailed(_ people: String) -> LocalizedText {
            LocalizedText(ja: "\(people)に仮パスワードをメールで送ります", en: "Temporary passwords go out by mail to \(people)")
        }
        static func passwordsNotMailed(_ people: String) -> LocalizedText {
            LocalizedText(
                ja: "\(people)は、メールの連絡先がないため発行していません。印刷して渡してください。",
                en: "Not issued for \(people) without a mail contact: print theirs.")
        }
        static let templateRemoved = LocalizedText(ja: "ひな形を削除しました", en: "Template removed")
        static let newsWithdrawn = LocalizedText(ja: "お知らせを取り下げました", en: "The news is withdrawn")
        static let backupCodesKept = LocalizedText(ja: "バックアップコードを発行しました", en: "Your new backup codes are ready")
        static let sessionEnded = LocalizedText(ja: "ほかの端末からログアウトさせました", en: "Logged out there")
        static let factorRemoved = LocalizedText(ja: "解除しました", en: "Removed")
        static let factorsReset = LocalizedText(ja: "2要素認証の設定を解除しました", en: "Second factors cleared")
        static let factorsCleared = LocalizedText(
            ja: "これまでの2要素認証の設定をすべて解除しました", en: "All your second factors are cleared")
        static let factorsClearedText = LocalizedText(
            ja: "残りのバックアップコードも使えなくなりました。続けて、新しい方法を設定してください。",
            en: "The rest of your backup codes no longer work. Please set up a new second factor now.")
        static let externalLinked = LocalizedText(ja: "外部アカウントと連携しました", en: "Your account is linked")
        static let notMadeAgain = LocalizedText(
            ja: "新しく発行していません。", en: "Nothing new was made.")
        static let notMadeAgainText = LocalizedText(
            ja: "同じ画面から、すでに新しく発行されています。それより前のものは、もう使えません。新しく発行されたものを見ていないときは、もう一度発行してください。",
            en:
                "That form was used already and made new ones: nothing from before works any more. If you did not see the new ones, make them once more."
        )
        static let externalUnlinked = LocalizedText(ja: "外部アカウントとの連携を解除しました", en: "The link is removed")
    }
}
