package import Domain

extension TenantSettings {
    /// What an administrator should weigh before these settings are used. Zero is allowed everywhere, but not all
    /// who write it know what it does.
    package var cautions: [LocalizedText] {
        var cautions: [LocalizedText] = []
        if giveUpTime < max(slotInterval, .seconds(60)) {
            cautions.append(
                LocalizedText(
                    ja: "「送信を終える時間」が短すぎます。最初の連絡先に送るだけで終わり、次の連絡先への送信も再送も行われません。",
                    en: """
                        The give-up time is too short: only the first contact of each person is tried, and nothing is \
                        sent to the next ones or again.
                        """))
        }
        if voiceRetries > 0, voiceRetryInterval < .seconds(30) {
            cautions.append(
                LocalizedText(
                    ja: "「電話のかけ直し間隔」がないと、話し中や不在の方に、間をおかずにかけ直します。",
                    en: "Without a telephone retry interval, people who are busy or away are called again at once."))
        }
        if mailRetries > 0, mailRetryInterval < .seconds(30) {
            cautions.append(
                LocalizedText(
                    ja: "「メールの再送間隔」がないと、回答を待たずに同じメールを続けて送ります。",
                    en: "Without a mail retry interval, the same mail is sent again before anybody can answer."))
        }
        if slotInterval < .seconds(30) {
            cautions.append(
                LocalizedText(
                    ja: "「発信順の間隔」がないと、回答を待たずに、すべての連絡先へほぼ同時に送ります。",
                    en: "Without an interval between contacts, all contacts are tried at almost the same time."))
        }
        return cautions
    }
}
