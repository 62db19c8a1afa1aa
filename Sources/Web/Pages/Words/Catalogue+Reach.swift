import Domain

extension Catalogue {
    /// The honest scale of results.
    enum Reach {
        static let answered = LocalizedText(ja: "回答あり", en: "Answered")
        static let answeredMeaning = LocalizedText(ja: "本人か代理の回答", en: "By the person or on their behalf")
        static let opened = LocalizedText(ja: "開いたが未回答", en: "Opened, no answer")
        static let openedMeaning = LocalizedText(
            ja: "回答画面が開かれた。メールの自動検査のこともある", en: "Answer page fetched; may be a mail scanner")
        static let handedOn = LocalizedText(ja: "相手側に渡した", en: "Handed on")
        static let handedOnMeaning = LocalizedText(ja: "読まれたかは分からない", en: "Not known whether it was read")
        static let unclear = LocalizedText(ja: "渡せたか不明", en: "Unclear")
        static let unclearMeaning = LocalizedText(ja: "送信の途中で結果が途切れた", en: "The hand-off was cut off midway")
        static let planned = LocalizedText(ja: "送信待ち", en: "Waiting to be sent")
        static let plannedMeaning = LocalizedText(ja: "発信順の途中", en: "Its turn has not come yet")
        static let failed = LocalizedText(ja: "届かなかった", en: "Not delivered")
        static let failedMeaning = LocalizedText(ja: "どの連絡先でも届かなかった", en: "No contact got through")
        static let noPath = LocalizedText(ja: "連絡手段なし", en: "No way to reach")
        static let noPathMeaning = LocalizedText(ja: "一度も送れない", en: "Could not be tried at all")
        static func bar(_ people: String) -> LocalizedText {
            LocalizedText(
                ja: "対象\(people)の内訳。数は下の一覧と同じです。",
                en: "How far it came for \(people). The list below has the same numbers.")
        }
    }

    /// Contacts and their sequence.
    enum Contacts {
        static func mail(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "メール（\(number)）", en: "Mail (\(number))")
        }
        static func phone(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "電話\(number)", en: "Phone \(number)")
        }
        static let atOnce = LocalizedText(ja: "すぐ", en: "at once")
        static func later(_ length: String) -> LocalizedText {
            LocalizedText(ja: "\(length)後", en: "\(length)")
        }
        static func retry(_ contact: String) -> LocalizedText {
            LocalizedText(ja: "\(contact)（もう一度）", en: "\(contact), again")
        }
        static func sequenceSummary(_ count: Int, last: String) -> LocalizedText {
            LocalizedText(
                ja: "全部で\(count)回、最後の連絡は開始から\(last)後。",
                en: "\(count) \(count == 1 ? "attempt" : "attempts"), the last \(last) after the start.")
        }
        static func sequenceAtOnce(_ count: Int) -> LocalizedText {
            LocalizedText(
                ja: "全部で\(count)回、すべてすぐに送ります。",
                en: "\(count) \(count == 1 ? "attempt" : "attempts"), all at once.")
        }
        static let reachedByNothing = LocalizedText(
            ja: "どの連絡も届かなくなります。", en: "No message would reach you any more.")
        static let stopsAtAnswer = LocalizedText(
            ja: "回答すると、残りの連絡は止まります。", en: "Once you answer, the rest is stopped.")
        static let nothingPlanned = LocalizedText(ja: "いまの内容では届きません", en: "Nothing would reach you")
        /// What to enter so that messages arrive, among the contacts that the plan uses.
        static func nothingPlannedText(_ used: UsedContacts) -> LocalizedText {
            switch used {
            case .mailAndPhone:
                LocalizedText(
                    ja: "メールか電話を1つ以上入力し、発信順を選んでください。",
                    en: "Enter at least one mail or phone contact and choose its order.")
            case .mail: LocalizedText(ja: "メールを1つ以上入力してください。", en: "Enter at least one mail contact.")
            case .phone:
                LocalizedText(
                    ja: "電話を1つ以上入力し、発信順を選んでください。",
                    en: "Enter at least one phone contact and choose its order.")
            case .none: notSentText
            }
        }
        static let notSent = LocalizedText(
            ja: "この団体のプランでは、連絡先には届きません", en: "Your organization's plan sends nothing to contacts")
        static let notSentText = LocalizedText(
            ja: "安否確認は、ログインすると個人メニューに表示され、そこから回答できます。",
            en: "Log in: safety checks wait in your personal menu, where you can answer.")
        static let sequenceHeading = LocalizedText(ja: "この設定で届く順番", en: "Your order of contact")
        static let recalculate = LocalizedText(ja: "入力中の内容で計算し直す", en: "Recalculate with what I typed")
        static let mayChange = LocalizedText(
            ja: "通信状況により、順番が入れ替わることがあります。", en: "The order may change with network conditions.")
        static let care = LocalizedText(ja: "ご注意", en: "Please note")
        static let undeliverable = LocalizedText(ja: "届きませんでした", en: "Not delivered")
    }
}
