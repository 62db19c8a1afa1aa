import Domain

extension Intervention {
    /// What its person is told who lost all factors.
    var resetSentence: LocalizedText {
        if kinds.isEmpty {
            return whole(
                ja: "2要素認証のロックなどが、\(doer[.japanese])解除されました。",
                en: "What kept your second factors from being taken was lifted \(doer[.english]).", cut: true)
        }
        return whole(
            ja: "2要素認証の設定\(kindsInBrackets[.japanese])が、\(doer[.japanese])すべて解除されました。次のログインで、もう一度設定してください。",
            en: """
                All your second factors\(kindsInBrackets[.english]) were removed \(doer[.english]). Set one up at your next \
                login.
                """, cut: true)
    }

    /// What whoever did it is told.
    var resetByYouSentence: LocalizedText {
        if kinds.isEmpty {
            return whole(
                ja: "\(you[.japanese])、\(whose[.japanese])2要素認証のロックなどが解除されました。",
                en: "\(you[.english]) lifted what kept second factors of \(whose[.english]) from being taken.",
                cut: true)
        }
        return whole(
            ja: "\(you[.japanese])、\(whose[.japanese])2要素認証の設定\(kindsInBrackets[.japanese])がすべて解除されました。",
            en: "\(you[.english]) removed all second factors\(kindsInBrackets[.english]) of \(whose[.english]).",
            cut: true)
    }

    /// What its person is told while it waits for a second colleague.
    var proposedSentence: LocalizedText {
        let who = actors.first
        return whole(
            ja: "同じ事務所の\(who.map { Self.words($0)[.japanese] } ?? "方")が、あなたの2要素認証の解除を申請しました。もう1人の方が確認すると解除されます。",
            en: """
                \(who.map { "Your colleague \(Self.words($0)[.english])" } ?? "A colleague") proposed to clear your second \
                factors. That happens once another one confirms it.
                """)
    }

    /// What its person is told of a code that lets them in once.
    var bypassSentence: LocalizedText {
        whole(
            ja: "2要素認証の代わりに1回だけログインできるコードが、\(doer[.japanese])あなたのために発行されました。",
            en: "A code was made for you \(doer[.english]) that stands in for your second factor once.")
    }

    /// What whoever made such a code is told.
    var bypassByYouSentence: LocalizedText {
        whole(
            ja: "\(you[.japanese])、\(person.map { Self.words($0)[.japanese] } ?? "ほかの方")が1回だけログインできるコードが発行されました。",
            en: "\(you[.english]) made a code that lets \(whose[.english]) in once.")
    }

    /// The sentence, what goes with it, and the reason on a line of its own.
    private func whole(ja: String, en: String, cut: Bool = false) -> LocalizedText {
        var (japanese, english) = (ja, en)
        if cut, cutsLink {
            japanese += "\n外部アカウントとの連携も解除されました。"
            english += "\nThe link to another provider's account was removed as well."
        }
        if !reason.isEmpty {
            japanese += "\n理由：\(reason)"
            english += "\nReason: \(reason)"
        }
        return LocalizedText(ja: japanese, en: english)
    }

    /// 認証アプリ、メール.
    private var kindsInBrackets: LocalizedText {
        LocalizedText(
            ja: "（\(kinds.map { $0.words[.japanese] }.joined(separator: "、"))）",
            en: " (\(kinds.map { $0.words[.english] }.joined(separator: ", ")))")
    }

    /// Whose they are, for whoever acted.
    private var whose: LocalizedText {
        guard let person else { return LocalizedText(ja: "ほかの方の", en: "somebody else") }
        let words = Self.words(person)
        return LocalizedText(ja: words[.japanese] + "の", en: words[.english])
    }

    private var you: LocalizedText {
        by == .colleagues
            ? LocalizedText(ja: "あなたともう1人の操作で", en: "You and a colleague")
            : LocalizedText(ja: "あなたの操作で", en: "You")
    }

    /// 管理者の本多 誠さん（B000031）によって.
    private var doer: LocalizedText {
        if actors.isEmpty { return by.words }
        let names = actors.map(Self.words)
        let (japanese, english) = (
            names.map { $0[.japanese] }.joined(separator: "と"), names.map { $0[.english] }.joined(separator: " and ")
        )
        return switch by {
        case .oneself, .installationOperator: by.words
        case .administrator:
            LocalizedText(ja: "管理者の\(japanese)によって", en: "by the administrator \(english)")
        case .office: LocalizedText(ja: "事務所の\(japanese)によって", en: "by \(english) of your office")
        case .colleagues:
            LocalizedText(ja: "同じ事務所の\(japanese)によって", en: "by your colleagues \(english)")
        }
    }

    private static func words(_ party: Party) -> LocalizedText {
        let place = party.organization
        return LocalizedText(
            ja: "\(place.map { $0 + "の" } ?? "")\(party.name)さん（\(party.loginID)）",
            en: "\(party.name) (\(party.loginID)\(place.map { ", " + $0 } ?? ""))")
    }
}
