import Domain
import Profiles

extension Catalogue {
    /// Family users, as the employee keeps them.
    enum Family {
        static let unconfirmed = LocalizedText(ja: "未確認", en: "Not confirmed")
        static func unconfirmed(_ count: String) -> LocalizedText {
            LocalizedText(ja: "未確認 \(count)", en: "\(count) not confirmed")
        }
        static func failing(_ count: String) -> LocalizedText {
            LocalizedText(ja: "不達 \(count)", en: "\(count) failing")
        }
        static func awaited(_ time: String) -> LocalizedText {
            LocalizedText(
                ja: "\(time)に送った確認メールの画面で［届きました］が押されると、お知らせが届くようになります。",
                en: "Nothing is told here until “It arrived” is pressed on the page of the mail sent at \(time).")
        }
        static let notAsked = LocalizedText(
            ja: "確認メールをまだ送っていません。届くことが確認されるまで、お知らせは届きません。",
            en: "No mail has asked for it yet. Nothing is told here until it is confirmed.")
        static let toldAnyway = LocalizedText(
            ja: "以前から登録されているので、お知らせは届きます。確認メールで、届くことを確かめてください。",
            en: "It was registered before, so it is told as it was. Please have it confirmed.")
        static let mailLead = LocalizedText(
            ja: "登録すると、アドレスの方に確認メールが届きます。確認されたアドレスにだけ、安否の回答や伝言をお知らせします。",
            en:
                "Whoever reads an address is asked to confirm it. Only confirmed addresses are told of answers and messages."
        )
        static let title = LocalizedText(ja: "家族情報メンテナンス", en: "My family")
        static let note = LocalizedText(ja: "ご家族の登録、変更、削除", en: "Add, change and remove family users")
        static let lead = LocalizedText(
            ja: "ここに登録したご家族は、会社の安否確認の対象にはなりません。会社の担当者には表示されません。退職すると使えなくなり、データの削除のときに消えます。その前に復職したときは、また使えます。",
            en:
                "Whom you register here is not asked by your organization, and its staff do not see them. When you leave the organization, they can no longer use this. They are removed together with your data; if you come back before that, they can use it again."
        )
        static let over = LocalizedText(ja: "家族サービスの契約が終わりました", en: "The family option has ended")
        static let overText = LocalizedText(
            ja: "登録は残っていますが、使われません。不要になった登録は削除できます。",
            en: "What you registered is still here, but not used. You can remove it.")
        static let nobody = LocalizedText(ja: "まだ登録がありません。", en: "Nobody is registered yet.")
        static let add = LocalizedText(ja: "家族の追加", en: "Add a family user")
        static let new = LocalizedText(ja: "家族の追加", en: "New family user")
        static let change = LocalizedText(ja: "家族情報の変更", en: "Change a family user")
        static let confirm = LocalizedText(ja: "家族情報の登録の確認", en: "Confirm a family user")
        static let back = LocalizedText(ja: "家族の一覧へ戻る", en: "Back to my family")
        static func room(_ count: Int, of limit: Int) -> LocalizedText {
            LocalizedText(ja: "\(limit)人まで登録できます（登録済み\(count)人）。", en: "\(count) of up to \(limit) are registered.")
        }
        static let code = LocalizedText(ja: "家族コード", en: "Family code")
        static let codeHint = LocalizedText(
            ja: "半角の英数字で8文字以内。ご家族ごとに別のコードにします。自動で作るときは入力しなくてもかまいません。",
            en: "Up to 8 letters and digits, another one for each family user. Not needed where one is made for you.")
        static let makesCode = LocalizedText(
            ja: "新しい家族コードを自動で作る（推測されにくい8文字）", en: "Make a new family code for me: 8 characters that are hard to guess")
        static let madeCodeAlone = LocalizedText(
            ja: "パスワードなしでログインできるのは、家族コードを自動で作った方だけです。ご自分で決めた家族コードの方には、パスワードを設定してください。",
            en:
                "Only a family code that was made for you logs in without a password. With one that you chose, a password is needed."
        )
        static let codeToBeMade = LocalizedText(ja: "（登録するときに自動で作ります）", en: "(made when you register)")
        static let stopped = LocalizedText(
            ja: "ご家族が、初めて使うブラウザーからはログインできなくなっています",
            en: "Your family cannot log in by browsers that were not used before")
        static let stoppedText = LocalizedText(
            ja:
                "家族コードやパスワードの間違いが多く続いたためです。これまでにログインしたことのあるブラウザーは使えます。どなたが間違えたのか心当たりがない場合は、解除する前に管理者に相談してください。",
            en:
                "There were too many wrong codes or passwords. Browsers that were used before still work. If you do not know who it was, ask your administrator before you lift this."
        )
        static let unlock = LocalizedText(ja: "制限を解除する", en: "Lift it")
        static let kana = LocalizedText(ja: "カナ氏名", en: "Kana name")
        static let kanaHint = LocalizedText(ja: "全角カタカナで32文字以内。", en: "Full-width katakana, up to 32.")
        static let name = LocalizedText(ja: "氏名", en: "Name")
        static let language = LocalizedText(ja: "言語", en: "Language")
        static let address = LocalizedText(ja: "住所", en: "Address")
        static let mailHeading = LocalizedText(ja: "連絡先（メール）", en: "Mail contacts")
        static let phoneHeading = LocalizedText(ja: "連絡先（電話）", en: "Telephone")
        static let phone = LocalizedText(ja: "電話", en: "Phone")
        static let phoneHint = LocalizedText(
            ja: "数字だけで15桁まで。発信には使われません。", en: "Digits, up to 15. It is never called.")
        static func mail(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "メール\(number)", en: "Mail \(number)")
        }
        static let chooseAgain = LocalizedText(ja: "選び直しが必要", en: "To be chosen again")
        static let chooseAgainOf = LocalizedText(
            ja: "ご家族の住所の地域を、もう一度選んでください", en: "Please choose the region of a family address again")
        static func region(_ precision: AddressPrecision) -> LocalizedText {
            precision == .prefectureOnly
                ? LocalizedText(ja: "都道府県", en: "Prefecture")
                : LocalizedText(ja: "都道府県・地域", en: "Prefecture and region")
        }
        static let city = LocalizedText(ja: "市区町村", en: "City")
        static let street = LocalizedText(ja: "番地・マンション名", en: "Street and building")
        static let mails = LocalizedText(ja: "メール", en: "Mails")
        static let remove = LocalizedText(ja: "削除する", en: "Remove")
        static let removeHeading = LocalizedText(ja: "この方の登録を削除しますか", en: "Remove this family user?")
        static let removeText = LocalizedText(
            ja: "連絡先と住所も消えます。元には戻せません。", en: "Contacts and address go, too. This cannot be undone.")
    }
}
