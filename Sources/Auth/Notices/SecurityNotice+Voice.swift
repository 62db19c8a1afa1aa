import Domain

extension SecurityNotice {
    static func voicePassword(isSet: Bool, isFamily: Bool) -> LocalizedText {
        let whose =
            isFamily
            ? LocalizedText(ja: "ご家族の音声認証用パスワードが", en: "The voice password of a family user of yours was ")
            : LocalizedText(ja: "あなたの音声認証用パスワードが", en: "Your voice password was ")
        let what =
            isSet
            ? LocalizedText(ja: "設定されました。電話をかけて使うパスワードです。", en: "set. It is used when calling in by telephone.")
            : LocalizedText(
                ja: "削除されました。電話をかけて使うことはできなくなりました。", en: "removed. Calling in by telephone works no longer.")
        return LocalizedText(
            ja: whose[.japanese] + what[.japanese], en: whose[.english] + what[.english])
    }

    static func voiceLocked(isFamily: Bool, isStopped: Bool) -> LocalizedText {
        let whose =
            isFamily
            ? LocalizedText(ja: "ご家族の音声認証用個人IDで、", en: "With the voice ID of a family user of yours, ")
            : LocalizedText(ja: "あなたの音声認証用個人IDで、", en: "With your voice ID, ")
        let what =
            isStopped
            ? LocalizedText(
                ja: "パスワードの間違いが\(FactorLock.failuresToStop)回続いたため、電話での受け付けを止めました。新しい音声認証用パスワードを設定すると、また使えます。",
                en:
                    "\(FactorLock.failuresToStop) wrong passwords in a row were typed on the telephone, and it is switched off. It works again once a new voice password is set."
            )
            : LocalizedText(
                ja: "パスワードの間違いが続いたため、電話での受け付けを30分間止めました。メールのリンクからの回答は、いつでもできます。",
                en:
                    "too many wrong passwords were typed on the telephone, and it is locked for 30 minutes. Answering by the link of a mail works all the time."
            )
        return LocalizedText(
            ja: whose[.japanese] + what[.japanese], en: whose[.english] + what[.english])
    }
}
