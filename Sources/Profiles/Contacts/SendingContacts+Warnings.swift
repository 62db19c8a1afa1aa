package import Domain

extension ProfileRules {
    /// What holds for everybody, whatever they register: under this plan no contact is used.
    package var warning: LocalizedText? {
        usesMail || hasVoice
            ? nil
            : LocalizedText(
                ja: "この団体のプランでは、安否確認は連絡先に送られません。ログインすると個人メニューに表示され、そこから回答できます。",
                en:
                    "Your organization's plan sends safety checks to no contact. Log in: they wait in your personal menu, where you can answer."
            )
    }
}

extension SendingContacts {
    /// What should be weighed before these contacts are saved; nothing here forbids saving.
    package func warnings(_ rules: ProfileRules, _ standings: ContactStandings) -> [LocalizedText] {
        var result: [LocalizedText] = []
        if !rules.usesMail, rules.hasVoice, phones.isEmpty {
            result.append(
                LocalizedText(
                    ja: "電話の連絡先がありません。この団体のプランではメールが使われないため、1つ以上の登録をおすすめします。",
                    en:
                        "There is no phone number. Your organization's plan does not use mail, so we recommend at least one."
                ))
        }
        if rules.usesMail, mails.isEmpty {
            result.append(
                LocalizedText(
                    ja: "メールの連絡先がありません。1つ以上の登録をおすすめします。",
                    en: "There is no mail address. We recommend at least one."))
        }
        let isFailing = ((rules.usesMail ? mails : []) + phones).contains { contact in
            if case .failing = standings.state(of: contact.value) { true } else { false }
        }
        if isFailing {
            result.append(
                LocalizedText(
                    ja: "前回届かなかった連絡先があります。正しいかどうかをご確認ください。",
                    en: "The last message to one of the contacts came back. Please check it."))
        }
        if standings.canTest, mails.contains(where: { standings.state(of: $0.value) == .never }) {
            result.append(
                LocalizedText(
                    ja: "まだ確認していないメールアドレスがあります。［確認メールを送る］で、届くかどうかを試せます。",
                    en: "One mail address is not checked yet. “Send a test mail” shows whether mail arrives there."))
        }
        let hasLapsed = mails.contains { contact in
            if case .lapsed = standings.state(of: contact.value) { true } else { false }
        }
        if hasLapsed {
            result.append(
                LocalizedText(
                    ja: "長い間、届くかどうかを確認していないメールアドレスがあります。［確認メールを送る］で確認してください。",
                    en: "Nobody has confirmed one mail address for long. Please check it with “Send a test mail”."))
        }
        if rules.hasVoice, Set(phones.map(\.value)).count < phones.count {
            result.append(
                LocalizedText(
                    ja: "同じ電話番号が2つあります。別の番号があれば登録してください。",
                    en: "One phone number stands twice. Add another one if you have it."))
        }
        if rules.usesMail, Set(mails.map(\.value)).count < mails.count {
            result.append(
                LocalizedText(
                    ja: "同じメールアドレスが2つあります。別のアドレスがあれば登録してください。",
                    en: "One mail address stands twice. Add another one if you have it."))
        }
        return result
    }
}
