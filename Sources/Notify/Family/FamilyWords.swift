import Domain
import Profiles
import Tenants

/// What a mail about a family says.
struct FamilyWords: Hashable, Sendable {
    let subject: LocalizedText
    let body: LocalizedText

    /// The whole text: where to log in stands below, and whom it comes from.
    func whole(title: String, loginAddress: String, isFamilyUser: Bool) -> LocalizedText {
        let way =
            isFamilyUser
            ? LocalizedText(
                ja: "「家族として利用する方」を開き、家族コードを入力してログインします。",
                en: "Open “For family members” there and enter your family code.")
            : LocalizedText(ja: "ログインしたあと、「家族状況確認」を開きます。", en: "After you log in, open “How my family is”.")
        return LocalizedText(
            ja: """
                \(body[.japanese])

                ▼ ログイン画面
                \(loginAddress)
                \(way[.japanese])
                ―― \(title) ――

                """,
            en: """
                \(body[.english])

                ▼ Login page
                \(loginAddress)
                \(way[.english])
                ―― \(title) ――

                """)
    }

    /// The same in the last mail that an address gets today.
    var last: FamilyWords {
        FamilyWords(
            subject: subject,
            body: LocalizedText(
                ja: """
                    \(body[.japanese])

                    このアドレスへのお知らせが多くなったため、24時間のあいだメールを休みます。続きは、ログインしてご覧ください。
                    """,
                en: """
                    \(body[.english])

                    This address got many such mails, so they pause for 24 hours. Please log in to see what follows.
                    """))
    }

    /// How an employee answered (R-165, R-183). The comment is the organization's. Names and states stand in the text only,
    /// which is kept sealed and forgotten once it was handed off.
    ///
    /// - Parameter subject: What the safety check is called; nil for an employee who is linked, who may be of another
    ///   organization.
    static func answer(
        of name: String, _ choice: AnswerChoice, to subject: LocalizedText?, isDrill: Bool, at time: String
    ) -> FamilyWords {
        let drill = isDrill ? LocalizedText(ja: "【訓練】", en: "[DRILL] ") : LocalizedText(ja: "", en: "")
        let lead = isDrill ? LocalizedText(ja: "これは訓練です。\n", en: "This is only a drill.\n") : drill
        let check =
            subject.map { LocalizedText(ja: "\n安否確認：\($0[.japanese])", en: "\nSafety check: \($0[.english])") }
            ?? LocalizedText(ja: "", en: "")
        return FamilyWords(
            subject: LocalizedText(
                ja: "\(drill[.japanese])ご家族の安否のお知らせ", en: "\(drill[.english])How your family is"),
            body: LocalizedText(
                ja: """
                    \(lead[.japanese])\(name)さんが、安否確認に回答しました。

                    状況：\(choice.ja)
                    回答した時刻：\(time)\(check[.japanese])
                    """,
                en: """
                    \(lead[.english])\(name) answered a safety check.

                    Status: \(choice.en)
                    Answered at: \(time)\(check[.english])
                    """))
    }

    /// An earthquake where a family user lives (R-163, R-182).
    static func quake(_ title: LocalizedText, _ place: LocalizedText, _ intensity: Intensity) -> FamilyWords {
        FamilyWords(
            subject: LocalizedText(
                ja: "\(place[.japanese])で震度\(intensity.name[.japanese])",
                en: "Intensity \(intensity.name[.english]) in \(place[.english])"),
            body: LocalizedText(
                ja: """
                    \(title[.japanese])がありました。
                    登録されているお住まいの地域（\(place[.japanese])）で、震度\(intensity.name[.japanese])を観測しました。

                    まず身の安全を確保してください。落ち着いたら、ご自身の状況を家族の伝言板で知らせてください。
                    """,
                en: """
                    \(title[.english]).
                    Where you live (\(place[.english])) the intensity was \(intensity.name[.english]).

                    First get to safety. Then please tell your family how you are on the family's board.
                    """))
    }

    /// JMA took back what a family user was told.
    static func withdrawal(_ title: LocalizedText, _ place: LocalizedText, at clock: String) -> FamilyWords {
        FamilyWords(
            subject: LocalizedText(
                ja: "取り消し：\(place[.japanese])の地震の情報", en: "Taken back: earthquake in \(place[.english])"),
            body: LocalizedText(
                ja: "\(place[.japanese])で震度5強以上とお知らせした地震（\(title[.japanese])）の情報を、気象庁が\(clock)に訂正または取り消しました。",
                en: """
                    At \(clock) the Japan Meteorological Agency corrected or took back what we told you about intensity 5 \
                    upper or more in \(place[.english]) (\(title[.english])).
                    """))
    }

    /// Somebody wrote on the family's board (R-165, R-183).
    static func message(_ message: FamilyMessage, at time: String, further: Int) -> FamilyWords {
        let status = message.status.map { LocalizedText(ja: "状況：\($0.ja)\n", en: "Status: \($0.en)\n") }
        let more =
            further > 0
            ? LocalizedText(ja: "\n\nほかに、新しい伝言が\(further)件あります。", en: "\n\nFurther new messages: \(further)")
            : LocalizedText(ja: "", en: "")
        let text = message.text.isEmpty ? "" : "\n" + message.text
        return FamilyWords(
            subject: LocalizedText(ja: "家族の伝言があります", en: "A message from your family"),
            body: LocalizedText(
                ja: """
                    \(message.author)さんが、家族の伝言板に書きました。（\(time)）

                    \(status?[.japanese] ?? "")\(text)\(more[.japanese])
                    """,
                en: """
                    \(message.author) wrote on the family's board. (\(time))

                    \(status?[.english] ?? "")\(text)\(more[.english])
                    """))
    }

    /// Somebody asks to be linked as family (R-165, R-171).
    static func request(of name: String, _ organization: String) -> FamilyWords {
        FamilyWords(
            subject: LocalizedText(ja: "社員家族の承認依頼", en: "A request to be linked as family"),
            body: LocalizedText(
                ja: """
                    \(organization)の\(name)さんから、社員家族としての承認の依頼が届いています。

                    承認すると、お互いの安否と家族の伝言板を見られるようになります。心当たりがない場合は、承認しないでください。
                    「家族状況確認」の「社員家族」から、承認するかどうかを選べます。
                    """,
                en: """
                    \(name) of \(organization) asks you to be linked as family.

                    If you approve, each of you sees how the other one is, and the board of the other's family. If you do \
                    not know them, do not approve.
                    Choose under “How my family is”, “Employees of my family”.
                    """))
    }

    /// Somebody asks the employee of a family user to be linked (R-165).
    static func request(of name: String, _ organization: String, to employee: String) -> FamilyWords {
        FamilyWords(
            subject: LocalizedText(ja: "社員家族の承認依頼", en: "A request to be linked as family"),
            body: LocalizedText(
                ja: """
                    \(organization)の\(name)さんから\(employee)さんに、社員家族としての承認の依頼が届いています。

                    承認するかどうかは、\(employee)さんが選びます。承認すると、\(name)さんは\(employee)さんの安否と、ご家族の伝言板を見られるようになります。
                    心当たりがない場合は、\(employee)さんにお知らせください。
                    """,
                en: """
                    \(name) of \(organization) asks \(employee) to be linked as family.

                    \(employee) decides whether to approve. Then \(name) sees how \(employee) is, and your family's board.
                    If you do not know them, please tell \(employee).
                    """))
    }

    /// The other one approved.
    static func approved(by name: String) -> FamilyWords {
        FamilyWords(
            subject: LocalizedText(ja: "社員家族の承認のお知らせ", en: "You are linked as family"),
            body: LocalizedText(
                ja: "\(name)さんが、社員家族としての依頼を承認しました。お互いの安否と家族の伝言板を見られます。",
                en: """
                    \(name) approved your request to be linked as family. Each of you now sees how the other one is, and \
                    the board of the other's family.
                    """))
    }
}
