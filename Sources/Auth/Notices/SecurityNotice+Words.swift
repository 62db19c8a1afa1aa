package import Domain
import Tenants

extension SecurityNotice {
    /// What happened, as a whole sentence.
    package var sentence: LocalizedText {
        switch self {
        case .factorSet(let kind):
            LocalizedText(
                ja: "2要素認証に「\(kind.words[.japanese])」が設定されました。",
                en: "A second factor was set up: \(kind.words[.english]).")
        case .factorRemoved(let kind):
            LocalizedText(
                ja: "2要素認証の「\(kind.words[.japanese])」が解除されました。",
                en: "A second factor was removed: \(kind.words[.english]).")
        case .factorsReset(let what): what.resetSentence
        case .factorsResetByYou(let what): what.resetByYouSentence
        case .resetProposed(let what): what.proposedSentence
        case .bypassMade(let what): what.bypassSentence
        case .bypassMadeByYou(let what): what.bypassByYouSentence
        case .bypassUsed:
            LocalizedText(
                ja: "管理者が発行した1回だけのコードで、あなたのIDにログインしました。",
                en: "Your login was used with the one-time code that an administrator made.")
        case .backupCodeUsed:
            LocalizedText(ja: "ログインにバックアップコードが使われました。", en: "A backup code was used for your login.")
        case .backupCodesMade:
            LocalizedText(
                ja: "新しいバックアップコードが作られました。前のコードは使えません。",
                en: "New backup codes were made. The ones before work no longer.")
        case .passwordChanged: LocalizedText(ja: "パスワードが変更されました。", en: "Your password was changed.")
        case .passwordIssued(by: let actor):
            LocalizedText(
                ja: "\(actor.words[.japanese])仮パスワードが発行されました。いままでのパスワードは使えません。",
                en: "A temporary password was made \(actor.words[.english]). Your old one works no longer.")
        case .loginBegunAnew:
            LocalizedText(
                ja: "連携している名簿から、あなたのIDが登録し直されました。いままでのパスワード、2要素認証、バックアップコードは使えません。",
                en:
                    "A connected directory added you again. Your password, second factors and backup codes of before work no longer."
            )
        case .passwordStopped:
            LocalizedText(
                ja:
                    "パスワードの間違いが\(LoginWait.failuresToStop)回続いたため、初めて使うブラウザーからはログインできなくなりました。これまでにログインしたことのあるブラウザーではログインできます。それができない場合は、管理者に仮パスワードの発行を依頼してください。",
                en:
                    "After \(LoginWait.failuresToStop) wrong passwords, your password no longer works in browsers that you have not logged in from before. If you have no other, ask an administrator for a new temporary password."
            )
        case .factorLocked(.all):
            LocalizedText(
                ja:
                    "2要素認証の間違いが、すべての方法とバックアップコードを合わせて\(FactorLock.overallLimit)回になったため、どの方法も30分間使えなくなりました。",
                en:
                    "After \(FactorLock.overallLimit) wrong tries of all kinds together, none of your second factors and backup codes work for 30 minutes."
            )
        case .factorLocked(let kind):
            LocalizedText(
                ja: "「\(kind.words[.japanese])」の間違いが続いたため、この方法は30分間使えなくなりました。",
                en: "After too many wrong tries, this way to log in is locked for 30 minutes: \(kind.words[.english]).")
        case .factorStopped(let kind):
            LocalizedText(
                ja:
                    "「\(kind.words[.japanese])」のコードの間違いが\(FactorLock.failuresToStop)回続いたため、この方法ではログインできなくなりました。待っても元に戻りません。管理者にロックの解除か2要素認証の解除を依頼してください。",
                en:
                    "After \(FactorLock.failuresToStop) wrong codes in a row, this way to log in is switched off: \(kind.words[.english]). Waiting does not help: ask an administrator to unlock your login or to clear your second factors."
            )
        case .openIDLinked:
            LocalizedText(ja: "外部のアカウントでのログインが連携されました。", en: "A login from elsewhere was linked to you.")
        case .openIDUnlinked:
            LocalizedText(ja: "外部のアカウントとの連携が解除されました。", en: "The link to a login elsewhere was removed.")
        case .providerSecretChanged:
            LocalizedText(
                ja: "外部アカウントの提供元のクライアントシークレットが、管理者によって変更されました。",
                en: "The client secret at the provider of other accounts was changed by an administrator.")
        case .loginUnlocked(by: let actor):
            LocalizedText(
                ja: "パスワードやコードの間違いによるログインの制限が、\(actor.words[.japanese])解除されました。",
                en: "What wrong passwords or codes had locked was lifted \(actor.words[.english]).")
        case .sessionsEnded(by: let actor):
            LocalizedText(
                ja: "ログイン中のすべての端末が、\(actor.words[.japanese])ログアウトされました。",
                en: "You were logged out everywhere \(actor.words[.english]).")
        case .familyLogin:
            LocalizedText(
                ja: "登録されているご家族の1人が、初めて使うブラウザーからログインしました。どなたかは「家族情報メンテナンス」の「最後のログイン」で確認できます。",
                en:
                    "One of your family users logged in by a browser that was not used before. “My family” says whose last login it was."
            )
        case .familyPasswordSet:
            LocalizedText(ja: "ご家族のログインのパスワードが設定されました。", en: "The password of a family user of yours was set.")
        case .familyStopped:
            LocalizedText(
                ja:
                    "ご家族のログインの間違いが合わせて\(LoginWait.failuresToStop)回になったため、初めて使うブラウザーからはご家族がログインできなくなりました。「家族情報メンテナンス」で解除できます。",
                en:
                    "After \(LoginWait.failuresToStop) wrong tries, your family can no longer log in by browsers that were not used before. You can lift this under “My family”."
            )
        case .voicePassword(let isSet, let isFamily): Self.voicePassword(isSet: isSet, isFamily: isFamily)
        case .voiceLocked(let isFamily, let isStopped): Self.voiceLocked(isFamily: isFamily, isStopped: isStopped)
        case .rolesChanged(let words), .systemWarning(let words, _): words
        case .policyDecided(let decision): decision.sentence
        case .factorWillBeNeeded(let words, from: _): words
        }
    }

    /// What to do if the event was not expected; nil for what every other notice says.
    package var advice: LocalizedText? {
        switch self {
        case .familyLogin:
            LocalizedText(
                ja: "心当たりがない場合は、そのご家族のパスワードを設定し直すか、登録を削除してください。",
                en: "If you do not expect this, set a new password for that family user, or remove them.")
        case .familyStopped:
            LocalizedText(
                ja: "誰かが家族コードやパスワードを推測しているおそれがあります。心当たりがない場合は、解除する前に管理者に相談してください。",
                en:
                    "Somebody may be guessing codes or passwords. If you do not know who it was, ask your administrator before you lift it."
            )
        case .systemWarning(_, let advice): advice
        default: nil
        }
    }

    /// What the mail is about, behind the organization's title; nil for one's login.
    package var subject: LocalizedText? {
        guard case .systemWarning = self else { return nil }
        return LocalizedText(ja: "連携システムについてのお知らせ", en: "About a connected system")
    }

    /// How long it announces something that is still to come; nil for what has happened.
    package var announcesUntil: Instant? {
        if case .factorWillBeNeeded(_, let start) = self { start } else { nil }
    }

    /// Whether it tells of a decision, which nobody needs to fear.
    package var isDecision: Bool {
        switch self {
        case .policyDecided, .factorWillBeNeeded: true
        default: false
        }
    }
}

extension FactorKind {
    /// 認証アプリ, メール, 電話, パスキー.
    package var words: LocalizedText {
        switch self {
        case .app: LocalizedText(ja: "認証アプリ", en: "authenticator app")
        case .mail: LocalizedText(ja: "メール", en: "mail")
        case .phone: LocalizedText(ja: "電話", en: "phone")
        case .passkey: LocalizedText(ja: "パスキー", en: "passkey")
        }
    }
}

extension LockKind {
    /// As the kind of factor, or バックアップコード.
    fileprivate var words: LocalizedText {
        FactorKind(rawValue: rawValue)?.words ?? LocalizedText(ja: "バックアップコード", en: "backup codes")
    }
}

extension NoticeActor {
    /// 管理者によって and the like.
    var words: LocalizedText {
        switch self {
        case .oneself: LocalizedText(ja: "", en: "at your own request")
        case .administrator: LocalizedText(ja: "管理者によって", en: "by an administrator")
        case .office: LocalizedText(ja: "事務所によって", en: "by your office")
        case .colleagues: LocalizedText(ja: "同じ事務所の2人によって", en: "by two colleagues")
        case .installationOperator: LocalizedText(ja: "運用担当者によって", en: "by the operator of the service")
        }
    }
}
