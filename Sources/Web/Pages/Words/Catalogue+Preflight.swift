import Domain

extension Catalogue {
    /// The check before sending.
    enum Preflight {
        static let title = LocalizedText(ja: "送信前の確認", en: "Check before sending")
        static let lead = LocalizedText(
            ja: "まだ送信していません。下の数字は、実際の送信と同じ計算で出しています。",
            en: "Nothing has been sent yet. These numbers come from the same plan that will be sent.")
        static let edit = LocalizedText(ja: "内容を直す", en: "Edit")
        static let mail = LocalizedText(ja: "メール", en: "Mail")
        static let voice = LocalizedText(ja: "電話", en: "Phone")
        static let targets = LocalizedText(ja: "送る相手", en: "Send to")
        static let eachOnce = LocalizedText(ja: "重なりを除いた人数", en: "Each person counted once")
        static let cannotBeAsked = LocalizedText(ja: "連絡手段がない", en: "No way to reach")
        static let notReached = LocalizedText(ja: "この送信では届きません", en: "This will not get to them")
        static let firstRound = LocalizedText(ja: "全員への1回目が終わる", en: "Everybody's first attempt is done about")
        static let lastRound = LocalizedText(ja: "最後のかけ直しが終わる", en: "The last attempt is done about")
        static let about = LocalizedText(ja: "ごろ", en: "")
        static func ifSentNow(_ length: String) -> LocalizedText {
            LocalizedText(ja: "いま送る場合。\(length)", en: "If sent now: \(length)")
        }
        static let ifNobodyAnswers = LocalizedText(ja: "だれも回答しない場合", en: "If nobody answers")
        static let plan = LocalizedText(ja: "送る回数", en: "Attempts")
        static let planCaption = LocalizedText(
            ja: "回答があった方への残りの送信は止まるため、実際はこれより少なくなります。",
            en: "It will be less, because an answer stops what is left.")
        static let channel = LocalizedText(ja: "方法", en: "Channel")
        static let peopleColumn = LocalizedText(ja: "人数", en: "People")
        static let firstColumn = LocalizedText(ja: "1回目", en: "First")
        static let mostColumn = LocalizedText(ja: "最大", en: "At most")
        static let lengthColumn = LocalizedText(ja: "かかる時間の見込み", en: "Expected time")
        static let total = LocalizedText(ja: "合計", en: "Total")
        static let reason = LocalizedText(ja: "理由", en: "Reason")
        static let remedy = LocalizedText(ja: "できること", en: "What you can do")
        static let names = LocalizedText(ja: "該当する方を見る", en: "Show who")
        static let csv = LocalizedText(ja: "名簿をCSVで保存", en: "Save the list as CSV")
        static let everybodyReachable = LocalizedText(
            ja: "全員に、使える連絡先があります。", en: "Everybody has a contact that can be used.")
        static let noContact = LocalizedText(ja: "連絡先が登録されていない", en: "No contact registered")
        static let noContactRemedy = LocalizedText(ja: "本人に登録を依頼", en: "Ask the person to register one")
        static let mailNotInPlan = LocalizedText(ja: "プランにメールの送信が含まれない", en: "The plan has no mail")
        static let mailNotInPlanRemedy = LocalizedText(ja: "上長から電話で確認", en: "Have the manager call")
        static let voiceNotInPlan = LocalizedText(ja: "電話だけの登録で、音声サービスがない", en: "Only phones, and no voice option")
        static let voiceNotInPlanRemedy = LocalizedText(ja: "本人にメールの登録を依頼", en: "Ask the person for a mail address")
        static let noMailRelay = LocalizedText(
            ja: "この設備にはメール送信の設定がありません", en: "This installation is not set up to send mail")
        static let noVoiceGateway = LocalizedText(
            ja: "この設備には電話発信の設定がありません", en: "This installation is not set up to make calls")
        static let notSetUpRemedy = LocalizedText(
            ja: "運用担当者に設定を依頼し、それまでは上長から確認", en: "Ask the operator to set it up; until then have the manager ask")
        static func nothingGoesOut(_ channel: LocalizedText) -> LocalizedText {
            LocalizedText(
                ja: "\(channel[.japanese])では、だれにも届きません。設定は運用担当者に依頼してください。",
                en: "Nothing goes out by \(channel[.english].lowercased()). Please ask the operator to set it up.")
        }
        static let content = LocalizedText(ja: "送る内容", en: "Message")
        static let asksNothing = LocalizedText(ja: "たずねません", en: "Nothing")
        static let answersUntil = LocalizedText(ja: "回答の締め切り", en: "Answers until")
        static let deadline = LocalizedText(ja: "送信の打ち切り", en: "Sending ends")
        static func deadlineText(_ time: String, _ length: String) -> LocalizedText {
            LocalizedText(ja: "\(time)（\(length)後に打ち切り）", en: "\(time) (given up after \(length))")
        }
        static let question = LocalizedText(ja: "この内容で送りますか", en: "Send this?")
        static func leftOut(_ people: String, one: Bool) -> LocalizedText {
            LocalizedText(
                ja: "削除された方が\(people)いるため、送る相手から外します",
                en: one ? "\(people) who was removed is left out" : "\(people) who were removed are left out")
        }
        static let typePeople = LocalizedText(ja: "送る人数を入力してください", en: "Type the number of people")
        static func typeHint(_ number: String) -> LocalizedText {
            LocalizedText(ja: "取り違えを防ぐためです。\(number) と入力します。", en: "To prevent a mix-up: type \(number).")
        }
        static let sendSafety = LocalizedText(ja: "本番の安否確認を送る", en: "Send the safety check")
        static let sendDrill = LocalizedText(ja: "訓練の安否確認を送る", en: "Send the drill")
        static let sendBulletin = LocalizedText(ja: "一斉通報を送る", en: "Send the broadcast")
        static func afterwards(_ length: String) -> LocalizedText {
            LocalizedText(
                ja: "押してから\(length)間は取り消せます。過ぎてから止めた場合は、すでに渡した人数をそのまま表示します。",
                en: "You can call it off for \(length). If you stop it later, you see how many already have it.")
        }
        static let leave = LocalizedText(ja: "送らずに戻る", en: "Back without sending")
    }
}
