import Domain
import Notify

extension Catalogue {
    /// What a family writes to each other, and how its members are.
    enum FamilyBoard {
        static let note = LocalizedText(
            ja: "家族の安否、家族の伝言板、社員家族", en: "How my family is, and what we write to each other")
        static let overview = LocalizedText(ja: "家族状況確認", en: "How my family is")
        static let members = LocalizedText(ja: "ご家族の状況", en: "My family")
        static let nobody = LocalizedText(
            ja: "ご家族がまだ登録されていません。「家族情報メンテナンス」で登録できます。",
            en: "Nobody is registered yet. Add your family under “My family”.")
        static let status = LocalizedText(ja: "状況", en: "Status")
        static let saidAt = LocalizedText(ja: "時刻", en: "Time")
        static let saidNothing = LocalizedText(ja: "まだ知らせがありません", en: "Nothing said yet")
        static let relatives = LocalizedText(ja: "社員家族", en: "Employees of my family")
        static let relativesLink = LocalizedText(ja: "社員家族の依頼・承認・解除", en: "Ask, approve or end a link")
        static let familyLink = LocalizedText(ja: "家族情報メンテナンス", en: "My family users")
        static func answered(_ time: String) -> LocalizedText {
            LocalizedText(ja: "\(time)に回答", en: "Answered at \(time)")
        }
        static let waits = LocalizedText(ja: "未回答の安否確認があります", en: "A safety check is not answered yet")
        static let noAnswer = LocalizedText(ja: "回答はまだありません", en: "No answer yet")

        static let board = LocalizedText(ja: "家族の伝言板", en: "Family board")
        static let messages = LocalizedText(ja: "伝言", en: "Messages")
        static let noMessages = LocalizedText(ja: "伝言はまだありません。", en: "There are no messages yet.")
        static func readers(_ names: String) -> LocalizedText {
            LocalizedText(ja: "あなたの伝言を読む方：\(names)", en: "Who reads your messages: \(names)")
        }
        static let noReaders = LocalizedText(ja: "あなたの伝言を読む方は、まだいません。", en: "Nobody reads your messages yet.")
        static let hidden = LocalizedText(
            ja: "会社の担当者には見えません。社員本人が「会社にも見せる」にした伝言だけが、安否の結果に表示されます。",
            en: "The organization does not see it. Only messages that the employee shows to it stand in its results.")
        static let howAreYou = LocalizedText(ja: "あなたの状況", en: "How are you?")
        static let noStatus = LocalizedText(ja: "状況は書かない", en: "Only a message")
        static let text = LocalizedText(ja: "伝言", en: "Message")
        static let textHint = LocalizedText(
            ja: "500文字、30行以内。90日たつと消えます。", en: "Up to 500 characters in 30 lines. It is removed after 90 days.")
        static let share = LocalizedText(ja: "会社にも見せる", en: "Show it to the organization")
        static let shareNote = LocalizedText(
            ja: "安否の結果で、あなたの回答のそばに表示されます。安否確認が始まったあとに書いた伝言だけです。",
            en: "It stands beside your answer in the results, if you wrote it after the safety check began.")
        static let hide = LocalizedText(ja: "会社に見せるのをやめる", en: "Hide it from the organization")
        static let isShared = LocalizedText(ja: "会社にも見せています", en: "Shown to the organization")
        static let post = LocalizedText(ja: "書き込む", en: "Write")
        static let remove = LocalizedText(ja: "削除する", en: "Remove")
        static let older = LocalizedText(ja: "前の伝言を見る", en: "Earlier messages")
        static let newest = LocalizedText(ja: "最新の伝言を見る", en: "Newest messages")
        static let needsPassword = LocalizedText(
            ja: "伝言板を使うには、パスワードでのログインが必要です。社員の方に、パスワードの設定を依頼してください。",
            en: "The board needs a login with a password. Please ask the employee to set one for you.")
        static func ofOther(_ name: String) -> LocalizedText {
            LocalizedText(ja: "社員家族の\(name)さんの、家族の伝言板", en: "On the board of \(name)’s family (linked employee)")
        }

        static let posted = LocalizedText(ja: "伝言を書き込みました", en: "Your message is on the board")
        static let removed = LocalizedText(ja: "伝言を削除しました", en: "The message is removed")
        static let shown = LocalizedText(ja: "伝言を会社にも見せるようにしました", en: "The organization sees the message now")
        static let hiddenAgain = LocalizedText(
            ja: "伝言を会社に見せないようにしました", en: "The organization does not see the message any more")
    }

    /// Two employees who are family.
    enum FamilyLinks {
        static let title = LocalizedText(ja: "社員家族", en: "Employees of my family")
        static let lead = LocalizedText(
            ja: "ご家族が、この団体やほかの団体の社員としてこのシステムを使っているとき、お互いに承認すると、お互いの安否と家族の伝言板を見られます。どちらからでも、いつでも終わりにできます。",
            en:
                "If somebody of your family uses this system as an employee, here or in another organization, you can link with each other: each of you then sees how the other one is, and the board of the other's family. Either of you can end it at any time."
        )
        static let leadWithin = LocalizedText(
            ja: "ご家族が、この団体の社員としてこのシステムを使っているとき、お互いに承認すると、お互いの安否と家族の伝言板を見られます。どちらからでも、いつでも終わりにできます。",
            en:
                "If somebody of your family is an employee here too, you can link with each other: each of you then sees how the other one is, and the board of the other's family. Either of you can end it at any time."
        )
        static let requests = LocalizedText(ja: "承認の依頼が届いています", en: "Requests for you")
        static let linked = LocalizedText(ja: "承認し合った社員家族", en: "Linked")
        static let nobody = LocalizedText(ja: "まだいません。", en: "Nobody yet.")
        static let asked = LocalizedText(ja: "依頼中", en: "Requests of yours")
        static func until(_ day: String) -> LocalizedText {
            LocalizedText(ja: "\(day)まで有効。承認されないと、そのまま終わります。", en: "Open until \(day); it then ends by itself.")
        }
        static let suspended = LocalizedText(
            ja: "どちらかの団体の設定や契約により、いまは使えません", en: "Not usable now, by a setting or contract of one of the organizations")
        static let ask = LocalizedText(ja: "社員家族に承認を依頼する", en: "Ask an employee of my family")
        static let askNote = LocalizedText(
            ja: "ご家族がログインに使う団体コードとIDを、ご本人に聞いて入力してください。該当する方がいるかどうかは表示されません。ほかの団体の方とは、両方の団体の管理者が設定で認めている場合だけ承認し合えます。",
            en:
                "Enter the organization code and ID that your family member logs in with; ask them. Whether there is such a person is not shown. With another organization it works only where the administrators of both allow it."
        )
        static let askNoteWithin = LocalizedText(
            ja: "ご家族がログインに使うIDを、ご本人に聞いて入力してください。該当する方がいるかどうかは表示されません。この団体の設定では、ほかの団体の方とは承認し合えません。",
            en:
                "Enter the ID that your family member logs in with; ask them. Whether there is such a person is not shown. Your organization's settings do not allow links with other organizations."
        )
        static let send = LocalizedText(ja: "依頼する", en: "Ask")
        static let open = LocalizedText(ja: "内容を見て決める", en: "See and decide")
        static let decide = LocalizedText(ja: "承認の依頼", en: "A request")
        static func from(_ name: String, _ organization: String) -> LocalizedText {
            LocalizedText(ja: "\(name) さん（\(organization)）", en: "\(name) (\(organization))")
        }
        static let meaning = LocalizedText(
            ja: "承認すると、この方に、あなたの安否の回答（コメントを除く）と、あなたの家族の伝言板が見えるようになります。あなたにも、この方のものが見えます。心当たりがない場合は、承認しないでください。",
            en:
                "If you approve, this person sees how you answer safety checks, without comments, and the board of your family. You see theirs. If you do not know them, do not approve."
        )
        static let approve = LocalizedText(ja: "承認する", en: "Approve")
        static let decline = LocalizedText(ja: "承認しない", en: "Do not approve")
        static let declineNote = LocalizedText(
            ja: "承認しなかったことは、相手には知らされません。", en: "The other one is not told that you did not approve.")
        static let end = LocalizedText(ja: "社員家族を解除しますか", en: "End this link?")
        static let endText = LocalizedText(
            ja: "お互いの安否と伝言板が見えなくなります。もう一度つなぐには、依頼と承認が必要です。",
            en: "Neither of you sees the other one any more. To link again, somebody asks and the other one approves.")
        static let endButton = LocalizedText(ja: "解除する", en: "End it")
        static let takeBack = LocalizedText(ja: "依頼を取り消しますか", en: "Take your request back?")
        static let takeBackButton = LocalizedText(ja: "依頼を取り消す", en: "Take it back")
        static let back = LocalizedText(ja: "社員家族の一覧へ戻る", en: "Back to the links")
        static let sent = LocalizedText(ja: "依頼を受け付けました", en: "Your request is taken")
        static let sentText = LocalizedText(
            ja: "該当する方がいれば、その方に依頼が届きます。", en: "If there is such a person, they get it.")
        static let approved = LocalizedText(ja: "社員家族として承認しました", en: "You are linked as family")
        static let ended = LocalizedText(
            ja: "登録しました。この方とは社員家族ではありません。", en: "Done. You are not linked as family with this person.")
        static let notDone = LocalizedText(ja: "まだ登録していません。", en: "Nothing was changed.")
    }
}
