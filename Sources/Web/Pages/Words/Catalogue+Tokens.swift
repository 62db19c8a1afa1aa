import Domain
import Tenants

extension Catalogue {
    /// API tokens.
    enum Tokens {
        static let title = LocalizedText(ja: "APIトークン", en: "API tokens")
        static let note = LocalizedText(ja: "連携するシステムに渡す鍵の発行と停止", en: "Make and revoke keys of connected systems")
        static let lead = LocalizedText(
            ja: "連携するシステムが、この団体のデータを使うための鍵です。", en: "Keys with which connected systems use this organization's data.")
        static let new = LocalizedText(ja: "新しく発行する", en: "New token")
        static let newTitle = LocalizedText(ja: "APIトークンの発行", en: "New API token")
        static let name = LocalizedText(ja: "名前", en: "Name")
        static let nameHint = LocalizedText(
            ja: "どのシステムが使うか分かる名前にします。", en: "Say which system will use it.")
        static let scopes = LocalizedText(ja: "できること", en: "Scopes")
        static let scopesHint = LocalizedText(ja: "必要なものだけを選びます。", en: "Choose only what is needed.")
        static let expires = LocalizedText(ja: "有効期限", en: "Expires")
        static let expiresHint = LocalizedText(
            ja: "期限が過ぎると使えなくなります。", en: "It stops working after this.")
        static let never = LocalizedText(ja: "期限なし", en: "Never")
        static func days(_ count: Int) -> LocalizedText {
            LocalizedText(ja: "\(count)日後", en: "In \(count) days")
        }
        static let make = LocalizedText(ja: "発行する", en: "Make the token")
        static let nothingYet = LocalizedText(ja: "まだ発行していません。", en: "There are none yet.")
        static let madeBy = LocalizedText(ja: "発行", en: "Made")
        static func left(_ day: String?) -> LocalizedText {
            guard let day else { return LocalizedText(ja: "退職", en: "has left") }
            return LocalizedText(ja: "\(day) 退職", en: "left on \(day)")
        }
        static func makerGone(_ tokens: Int) -> LocalizedText {
            LocalizedText(
                ja: "退職した方が発行したトークンが\(tokens)件、有効です",
                en: tokens == 1
                    ? "A token works that was made by somebody who has left"
                    : "\(tokens) tokens work that were made by people who have left")
        }
        static let makerGoneText = LocalizedText(
            ja: "トークンは団体のもので、発行した方が退職しても止まりません。どのシステムが使っているかを確かめ、控えが残っているおそれがあるときは、新しいトークンに取り替えてから停止してください。",
            en:
                "A token is the organization's and does not stop when its maker leaves. Find out which system uses it; if a copy may have been kept, give the system a new token and revoke this one."
        )
        static let lastUsed = LocalizedText(ja: "最後の使用", en: "Last used")
        static let unused = LocalizedText(ja: "まだ使われていません", en: "Never used")
        static let state = LocalizedText(ja: "状況", en: "State")
        static let works = LocalizedText(ja: "有効", en: "Active")
        static let expired = LocalizedText(ja: "期限切れ", en: "Expired")
        static let revoked = LocalizedText(ja: "停止済み", en: "Revoked")
        static let revoke = LocalizedText(ja: "停止する", en: "Revoke")
        static let revokeHeading = LocalizedText(ja: "このトークンを停止しますか", en: "Revoke this token?")
        static let revokeText = LocalizedText(
            ja: "すぐに使えなくなり、元に戻せません。使っているシステムには、新しいトークンを渡してください。",
            en: "It stops working at once and for good. Give the system that uses it a new one.")
        static let madeTitle = LocalizedText(ja: "APIトークンを発行しました", en: "API token made")
        static let onlyOnce = LocalizedText(ja: "このトークンが表示されるのは今回だけです", en: "This token is shown only this once")
        static let onlyOnceText = LocalizedText(
            ja: "連携するシステムに、いま登録してください。ほかの人に見せないでください。",
            en: "Put it into the connected system now, and show it to nobody else.")
        static let token = LocalizedText(ja: "トークン", en: "Token")
        static let back = LocalizedText(ja: "APIトークンの一覧へ戻る", en: "Back to the API tokens")

        /// What a token with this scope may do.
        static func scope(_ capability: Capability) -> LocalizedText {
            switch capability {
            case .viewPeople: LocalizedText(ja: "社員を見る（連絡先は一部を伏せる）", en: "See people, contacts partly hidden")
            case .managePeople: LocalizedText(ja: "社員と部門を追加・変更する", en: "Add and change people and departments")
            case .provision:
                LocalizedText(
                    ja: "社員名簿の連携（SCIM）で社員と部門を登録・変更する",
                    en: "Keep people and departments from your directory (SCIM)")
            case .appointAdministrators: LocalizedText(ja: "管理者を決める", en: "Say who is an administrator")
            case .exportContacts:
                LocalizedText(ja: "全員の連絡先と住所をファイルで受け取る", en: "Receive everybody's contacts and addresses as a file")
            case .broadcast: LocalizedText(ja: "安否確認・一斉通報を作る・送る", en: "Write and send broadcasts")
            case .viewResults: LocalizedText(ja: "結果を見る", en: "See results")
            case .manageTriggers: LocalizedText(ja: "自動送信の規則を変更する", en: "Change the trigger rule")
            case .manageSettings:
                LocalizedText(ja: "団体の設定を変更する（ログインの設定を除く）", en: "Change settings, except those of logins")
            case .viewAudit: LocalizedText(ja: "監査記録を見る", en: "Read the audit trail")
            case .raiseBulletin: LocalizedText(ja: "この団体だけの災害情報を渡す", en: "Hand in bulletins for this organization")
            case .answerOwn: LocalizedText(ja: "自分の安否を回答する", en: "Answer for oneself")
            case .viewOwnProfile: LocalizedText(ja: "自分の連絡先を見る", en: "See one's own contacts")
            case .editOwnProfile: LocalizedText(ja: "自分の連絡先を変更する", en: "Change one's own contacts")
            case .manageOwnLogin: LocalizedText(ja: "自分のパスワードを変更する", en: "Change one's own password")
            case .managePasswords: LocalizedText(ja: "仮パスワードを発行する", en: "Issue temporary passwords")
            case .manageTokens: LocalizedText(ja: "APIトークンを発行・停止する", en: "Make and revoke API tokens")
            case .manageOwnFactors: LocalizedText(ja: "自分の2要素認証を設定する", en: "Set one's own second factors")
            case .resetFactors: LocalizedText(ja: "ほかの人の2要素認証を解除する", en: "Clear other people's second factors")
            case .manageLogins: LocalizedText(ja: "ログインIDを管理する", en: "Manage logins")
            case .viewPolicy: LocalizedText(ja: "ログインの方針を見る", en: "See the login policy")
            case .managePolicy: LocalizedText(ja: "ログインの方針を決める", en: "Decide the login policy")
            case .manageClients: LocalizedText(ja: "顧問先を管理する", en: "Manage the office's clients")
            case .viewFamily: LocalizedText(ja: "家族として安否を見る", en: "See the employee as family")
            case .useFamilyBoard: LocalizedText(ja: "家族の伝言板を使う", en: "Use the family's message board")
            case .editOwnFamily: LocalizedText(ja: "家族として自分の登録を変更する", en: "Change one's own registration as family")
            case .manageNews: LocalizedText(ja: "お知らせを書く", en: "Write notices")
            case .viewNews: LocalizedText(ja: "お知らせを見る", en: "Read notices")
            }
        }
    }
}
