import Domain

extension Catalogue {
    /// Passkeys.
    enum Passkeys {
        static let setTitle = LocalizedText(ja: "パスキーの設定", en: "Set up a passkey")
        static let showTitle = LocalizedText(ja: "パスキーで認証", en: "Log in with a passkey")
        static let setLead = LocalizedText(
            ja: "この端末の顔・指紋・暗証番号や、セキュリティキーでログインできるようにします。コードの入力は要りません。",
            en: "Log in with the face, finger or PIN of this device, or with a security key. No code is needed.")
        static let showLead = LocalizedText(
            ja: "ボタンを押すと、端末が顔・指紋・暗証番号などで本人を確認します。",
            en: "Press the button; your device then checks that it is you.")
        static let name = LocalizedText(ja: "パスキーの名前", en: "Name of the passkey")
        static let nameHint = LocalizedText(
            ja: "どの端末のものか、あとで分かる名前です。", en: "So that you know later which device it is.")
        static let standardName = LocalizedText(ja: "この端末", en: "This device")
        static let register = LocalizedText(ja: "パスキーを登録する", en: "Register a passkey")
        static let use = LocalizedText(ja: "パスキーを使う", en: "Use a passkey")
        static let none = LocalizedText(
            ja: "このブラウザーではパスキーを使えません。別の方法をお選びください。",
            en: "This browser has no passkeys. Please choose another method.")
        static let notDone = LocalizedText(
            ja: "パスキーを確認できませんでした。もう一度お試しになるか、別の方法をお選びください。",
            en: "The passkey could not be checked. Try again, or choose another method.")
        static let needsScript = LocalizedText(
            ja: "パスキーを使うには、ブラウザーのJavaScriptを有効にするか、別の方法をお選びください。",
            en: "Passkeys need JavaScript in your browser. You can choose another method.")
        static let refused = LocalizedText(
            ja: "パスキーを確認できませんでした。時間がたったか、本人の確認がなかったか、登録済みのパスキーです。もう一度お試しください。",
            en:
                "The passkey could not be taken. It took too long, the device did not check you, or it is known already. Please try again."
        )
        static let full = LocalizedText(ja: "登録できるパスキーは10個までです。", en: "You can have ten passkeys.")
        static let registered = LocalizedText(ja: "登録してあるパスキー", en: "Your passkeys")
        static func since(_ date: String) -> LocalizedText {
            LocalizedText(ja: "登録：\(date)", en: "Since \(date)")
        }
        static func used(_ time: String) -> LocalizedText {
            LocalizedText(ja: "最後の利用：\(time)", en: "Last used \(time)")
        }
        static let neverUsed = LocalizedText(ja: "まだ使っていません", en: "Not used yet")
        static func removeTitle(_ name: String) -> LocalizedText {
            LocalizedText(ja: "パスキー「\(name)」を解除しますか", en: "Remove the passkey “\(name)”?")
        }
        static let removeText = LocalizedText(
            ja: "このパスキーではログインできなくなります。ほかの端末からはログアウトされます。",
            en: "You can no longer log in with it, and you are logged out on your other devices.")
        static let remove = LocalizedText(ja: "解除する", en: "Remove")
    }
}
