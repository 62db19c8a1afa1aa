import Domain
import Notify
import Profiles

extension Catalogue {
    /// Who could be reached in an emergency.
    enum Readiness {
        static let title = LocalizedText(ja: "連絡の備え", en: "Readiness")
        static let note = LocalizedText(
            ja: "非常時に連絡がつくかどうかを、部門別に点検します。",
            en: "Who could be reached in an emergency, by department.")
        static let lead = LocalizedText(
            ja: "確かな連絡方法は、ご本人が届くと確認したメールアドレスや電話番号です。同じドメインのメールアドレスは、2つあっても1つと数えます。退職者は含みません。",
            en:
                "A sure way is an address or number that its owner has confirmed. Two addresses of one mail domain count as one. People who have left are not counted."
        )
        static let inAll = LocalizedText(ja: "全体", en: "Everybody")
        static let ready = LocalizedText(ja: "確かな連絡方法が2つ以上ある方", en: "Two or more sure ways")
        static let people = LocalizedText(ja: "人数", en: "People")
        static let byDepartment = LocalizedText(ja: "部門別（備えの少ない順）", en: "By department, the least ready first")
        static let departments = LocalizedText(ja: "部門別", en: "By department")
        static let noWays = LocalizedText(
            ja: "この団体のプランでは、安否確認は連絡先に送られません", en: "Your organization's plan sends safety checks to no contact")
        static let noWaysText = LocalizedText(
            ja: "そのため、連絡先の備えは数えません。安否確認は、ログインすると個人メニューに表示されます。",
            en: "Contacts are therefore not counted. Safety checks wait in the personal menu of whoever logs in.")
        static let noDepartment = LocalizedText(ja: "部門なし", en: "No department")
        static let twoWays = LocalizedText(ja: "2つ以上", en: "Two ways")
        static let export = LocalizedText(ja: "CSVで保存", en: "Save as CSV")
        static let departmentCode = LocalizedText(ja: "部門コード", en: "Department code")

        static func share(_ people: String, _ percent: String) -> LocalizedText {
            LocalizedText(ja: "\(people)（\(percent)）", en: "\(people) (\(percent))")
        }

        static func pending(_ people: String) -> LocalizedText {
            LocalizedText(
                ja: "\(people)の変更を集計しています。まもなく反映されます。",
                en: "Changes of \(people) are being counted and show up soon.")
        }

        static let trend = LocalizedText(ja: "日ごとの変化", en: "Day by day")
        static let daysHint = LocalizedText(
            ja: "部門名を押すと、その部門の日ごとの変化を見られます。", en: "A department's name leads to how it changed day by day.")
        static let noDays = LocalizedText(
            ja: "まだ記録がありません。1日に1回、記録します。", en: "Nothing is written down yet. It happens once a day.")
        static let exportDays = LocalizedText(ja: "日ごとの変化をCSVで保存", en: "Save the days as CSV")
        static let day = LocalizedText(ja: "日付", en: "Day")
        static let remind = LocalizedText(ja: "お知らせを送る", en: "Remind them")
        static let reminded = LocalizedText(
            ja: "この方々には、24時間以内にお知らせを送っています", en: "These people were reminded within the last 24 hours")
        static let remindedText = LocalizedText(
            ja: "下がそのお知らせです。次は24時間たってから送れます。", en: "This is the reminder. The next one can go out a day after it.")

        /// The subject of a reminder; each person gets the part in their own language.
        static let subject = "連絡先などのご確認のお願い / Please check your registration"
        /// People with a gap, among those who are sent a message.
        static func whoever(_ gap: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "連絡の備えで「\(gap[.japanese])」の方", en: "Readiness: \(gap[.english])")
        }
        /// The text of a reminder; each person gets the part in their own language.
        static func body(_ flag: ReadinessFlag, _ address: String) -> String {
            let (gap, task) = (Self.flag(flag), task(flag))
            return """
                非常時にすぐ連絡がとれるように、登録内容のご確認をお願いします。
                お願いする理由：\(gap[.japanese])
                \(task[.japanese])
                \(address)
                \(OwnLanguage.divider)
                Please help us reach you in an emergency.
                Why you are asked: \(gap[.english]).
                \(task[.english])
                \(address)
                """
        }

        private static func task(_ flag: ReadinessFlag) -> LocalizedText {
            switch flag {
            case .neverLoggedIn:
                LocalizedText(
                    ja: """
                        ログインして、連絡先を確認してください。
                        パスワードを受け取っていない方、なくした方、期限が切れた方は、会社の管理者へお知らせください。新しい仮パスワードが発行されます。
                        """,
                    en: """
                        Please log in and check your contacts.
                        If you never got a password, lost it, or it has expired, ask your company's administrator, who issues a new temporary one.
                        """)
            case .noFactor:
                LocalizedText(
                    ja: "ログインして、2要素認証を設定してください。", en: "Please log in and set up a second factor.")
            case .unverifiedOnly:
                LocalizedText(
                    ja: "ログインして「個人情報メンテナンス」を開き、［確認メールを送る］を押して、届いたメールの案内に従ってください。",
                    en: "Please log in, open your profile, send yourself a test mail there, and follow what it says.")
            default:
                LocalizedText(
                    ja: "ログインして「個人情報メンテナンス」を開き、登録内容を直してください。",
                    en: "Please log in, open your profile and complete it.")
            }
        }

        /// What somebody lacks.
        static func flag(_ flag: ReadinessFlag) -> LocalizedText {
            switch flag {
            case .noContact: LocalizedText(ja: "連絡先がない", en: "No contact")
            case .unverifiedOnly: LocalizedText(ja: "確認できた連絡先がない", en: "No contact confirmed")
            case .deadAddress: LocalizedText(ja: "届かなかった連絡先がある", en: "A contact does not work")
            case .orderHole: LocalizedText(ja: "発信順に抜けがある", en: "Hole in the contact order")
            case .regionMissing: LocalizedText(ja: "住所が足りない", en: "Address missing or too vague")
            case .neverLoggedIn: LocalizedText(ja: "一度もログインしていない", en: "Never logged in")
            case .noFactor: LocalizedText(ja: "2要素認証が未設定", en: "No second factor")
            }
        }

        /// The same as the heading of a narrow column.
        static func column(_ flag: ReadinessFlag) -> LocalizedText {
            switch flag {
            case .noContact: LocalizedText(ja: "連絡先なし", en: "No contact")
            case .unverifiedOnly: LocalizedText(ja: "未確認", en: "Not sure")
            case .deadAddress: LocalizedText(ja: "不達", en: "Failing")
            case .orderHole: LocalizedText(ja: "発信順", en: "Order")
            case .regionMissing: LocalizedText(ja: "住所", en: "Address")
            case .neverLoggedIn: LocalizedText(ja: "未ログイン", en: "No login")
            case .noFactor: LocalizedText(ja: "2要素なし", en: "No factor")
            }
        }
    }
}
