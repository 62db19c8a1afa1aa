import Domain
import Profiles

extension Catalogue {
    /// The profile form.
    enum Profile {
        static let leave = LocalizedText(ja: "変更せずに戻る", en: "Back without a change")
        static let planWithoutMail = LocalizedText(
            ja: "この団体のプランでは、メールで安否確認が届きません",
            en: "Your organization's plan does not send safety checks by mail")
        static let planWithoutMailText = LocalizedText(
            ja: "メールは登録できますが、送信には使われません。", en: "You can register mail addresses, but they are not used.")
        static let mailHeading = LocalizedText(ja: "メールの連絡先", en: "Mail contacts")
        static let mailHint = LocalizedText(
            ja: "安否確認は、ここに登録した3つまでのアドレスに優先順で届きます。",
            en: "Safety checks go to up to three addresses, in this order.")
        static let mailHintUnused = LocalizedText(
            ja: "安否確認には使われないため、空のままでもかまいません。",
            en: "Safety checks do not use them, so they can stay empty.")
        static let mailOrder = LocalizedText(ja: "メールの発信順", en: "Order of mail")
        static let mailOrderHint = LocalizedText(
            ja: "いちばん気づきやすいものを1にします。メールを1にすることをおすすめします。",
            en: "Give 1 to what you notice best. We recommend mail.")
        static func mail(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "メール 優先順\(number)", en: "Mail, priority \(number)")
        }
        static let phoneHeading = LocalizedText(ja: "電話の連絡先", en: "Phone contacts")
        static let phoneHint = LocalizedText(
            ja: "数字だけで15桁まで。ハイフンや全角は自動で直します。",
            en: "Digits, up to 15. Hyphens and full-width digits are put right for you.")
        static func phone(_ number: Int) -> LocalizedText {
            LocalizedText(ja: "電話\(number)", en: "Phone \(number)")
        }
        static let order = LocalizedText(ja: "発信順", en: "Order")
        static func orderOf(_ contact: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "\(contact[.japanese])の発信順", en: "Order of \(contact[.english])")
        }
        static let addressHeading = LocalizedText(ja: "住所", en: "Addresses")
        static let regionNeeded = LocalizedText(
            ja: "団体の決まりで、地域まで必要です。「探す」から選びます。",
            en: "Your organization asks for the region. Choose it with Find.")
        static let prefectureEnough = LocalizedText(
            ja: "都道府県は必須です。「探す」から地域まで選ぶこともできます。",
            en: "The prefecture is required. With Find you can also give the region.")
        static let prefectureOnly = LocalizedText(
            ja: "都道府県は必須です。団体の決まりで、地域は登録しません。「探す」から都道府県を選びます。",
            en: "The prefecture is required. Your organization asks for nothing more exact. Choose it with Find.")
        static let addressFree = LocalizedText(
            ja: "住所は登録しなくてもかまいません。登録するときは「探す」から選びます。",
            en: "You need not give an address. If you do, choose it with Find.")
        /// What has to be given of an address; nothing of people of an office, who are asked in no earthquake.
        static func regionHint(_ precision: AddressPrecision, isNeeded: Bool = true) -> LocalizedText {
            guard isNeeded else { return addressFree }
            return switch precision {
            case .prefectureOnly: prefectureOnly
            case .prefecture: prefectureEnough
            case .region: regionNeeded
            }
        }
        static func addressName(_ kind: AddressKind) -> LocalizedText {
            switch kind {
            case .work: LocalizedText(ja: "勤務先", en: "Workplace")
            case .home1: LocalizedText(ja: "住所1", en: "Address 1")
            case .home2: LocalizedText(ja: "住所2", en: "Address 2")
            }
        }
        static func region(_ address: LocalizedText, _ precision: AddressPrecision) -> LocalizedText {
            if precision == .prefectureOnly {
                return LocalizedText(ja: "\(address[.japanese]) 都道府県", en: "\(address[.english]): prefecture")
            }
            return LocalizedText(
                ja: "\(address[.japanese]) 都道府県・地域", en: "\(address[.english]): prefecture and region")
        }
        static func city(_ address: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "\(address[.japanese]) 市区町村", en: "\(address[.english]): city")
        }
        static func street(_ address: LocalizedText) -> LocalizedText {
            LocalizedText(
                ja: "\(address[.japanese]) 番地・マンション名", en: "\(address[.english]): street and building")
        }
        static let find = LocalizedText(ja: "探す", en: "Find")
        static func findContext(_ address: LocalizedText, _ precision: AddressPrecision) -> LocalizedText {
            if precision == .prefectureOnly {
                return LocalizedText(
                    ja: "（\(address[.japanese])の都道府県）", en: " (prefecture of \(address[.english]))")
            }
            return LocalizedText(ja: "（\(address[.japanese])の地域）", en: " (region of \(address[.english]))")
        }
        static let clear = LocalizedText(ja: "消す", en: "Clear")
        static let openHome2 = LocalizedText(ja: "住所2も登録する", en: "Add a second address")
        static let otherHeading = LocalizedText(ja: "言語・予備の連絡先", en: "Language and spare contacts")
        static let language = LocalizedText(ja: "言語", en: "Language")
        static let languageHint = LocalizedText(
            ja: "画面と、自動で送られるメールの言語です。", en: "For pages and for mails that are sent automatically.")
        static let location = LocalizedText(ja: "ロケーション", en: "Location")
        static let userCode = LocalizedText(ja: "ユーザ設定コード", en: "User code")
        static let fixed = LocalizedText(ja: "管理者が変更します", en: "Changed by administrators")
        static let spareMail = LocalizedText(ja: "予備のメール", en: "Spare mail")
        static let sparePhone = LocalizedText(ja: "予備の電話", en: "Spare phone")
        static let spareHint = LocalizedText(
            ja: "予備の連絡先は、送信には使われません。", en: "Spare contacts are never used for sending.")
        static let chooseAgain = LocalizedText(
            ja: "住所の地域を、もう一度選んでください", en: "Please choose the region of an address again")
        static func chooseAgain(_ address: LocalizedText, _ now: LocalizedText?) -> LocalizedText {
            guard let now else {
                return LocalizedText(
                    ja: "\(address[.japanese])：登録されていた市区町村がなくなりました。［探す］で選び直してください。",
                    en: "\(address[.english]): the municipality is gone. Please find the region again.")
            }
            return LocalizedText(
                ja: "\(address[.japanese])：\(now[.japanese])。［探す］で選び直してください。",
                en: "\(address[.english]): \(now[.english]). Please find the region again.")
        }
        static let chooseAgainText = LocalizedText(
            ja: "登録されていた市区町村がなくなりました。地震のときに正しくお知らせするため、選び直してください。",
            en: "The municipality is gone. Please choose it again, so that earthquakes there are known to concern it.")
        static let onlyRead = LocalizedText(ja: "いまは見るだけの画面です", en: "You can look at this page only")
        static let onlyReadText = LocalizedText(
            ja: "限定した機能でログインしています。変更するときは、2要素認証に進んでください。",
            en: "This login is a limited one. To change anything, go on to two-factor authentication.")
        static let toPassword = LocalizedText(ja: "パスワードを変更する", en: "Change your password")
    }

    /// The region lookup.
    enum Lookup {
        static func title(_ address: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "\(address[.japanese])の地域を探す", en: "\(address[.english]): find the region")
        }
        static let lead = LocalizedText(
            ja: "市区町村を選ぶと、その場所を含む気象庁の地域（全国188）が入ります。",
            en: "Choose a municipality; the JMA region that contains it (one of 188) is filled in.")
        static let query = LocalizedText(ja: "市区町村の名前", en: "Name of the municipality")
        static let queryHint = LocalizedText(
            ja: "漢字・かな・ローマ字。「市」や「区」はなくてもかまいません。",
            en: "In kanji, kana or Roman letters; \"City\" or \"Ward\" can be left out.")
        static let find = LocalizedText(ja: "探す", en: "Find")
        static let list = LocalizedText(ja: "一覧", en: "List")
        static let prefecture = LocalizedText(ja: "都道府県から選ぶ", en: "By prefecture")
        static let allPrefectures = LocalizedText(ja: "すべて", en: "All")
        static func prefectureAlone(_ name: String) -> LocalizedText {
            LocalizedText(ja: "「\(name)」だけを登録する", en: "Only register \(name)")
        }
        static let regionNeeded = LocalizedText(
            ja: "団体の決まりで、地域まで必要です。都道府県だけでは登録できないため、市区町村を選んでください。",
            en:
                "Your organization asks for the region, so the prefecture alone is not enough. Choose a municipality."
        )
        static let ask = LocalizedText(
            ja: "名前を入力するか、都道府県を選んでください", en: "Type a name or choose a prefecture")
        static func found(_ query: String, _ count: String) -> LocalizedText {
            LocalizedText(ja: "「\(query)」を含む市区町村　\(count)件", en: "Places matching “\(query)”: \(count)")
        }
        static func foundPart(_ query: String, _ count: String) -> LocalizedText {
            LocalizedText(
                ja: "「\(query)」という名前の市区町村は見つかりません。次は、名前の一部に「\(query)」を含む別の市区町村です　\(count)件",
                en: "No place is called “\(query)”. These are other places whose names contain it: \(count)")
        }
        static func foundIn(_ prefecture: String, _ count: String) -> LocalizedText {
            LocalizedText(ja: "\(prefecture)の市区町村　\(count)件", en: "Places in \(prefecture): \(count)")
        }
        static func nothing(_ query: String) -> LocalizedText {
            LocalizedText(
                ja: "「\(query)」に当てはまる市区町村はありません。かな、または都道府県から探せます。",
                en: "No place matches “\(query)”. Try kana, or choose a prefecture.")
        }
        static let region = LocalizedText(ja: "地域", en: "Region")
        static func more(_ count: String) -> LocalizedText {
            LocalizedText(
                ja: "ほかに\(count)件あります。名前をもう少し入力してください。",
                en: "\(count) more. Type a little more of the name.")
        }
        static let sameNames = LocalizedText(
            ja: "同じ名前の市区町村は、都道府県で見分けてください。", en: "Places of the same name differ by prefecture.")
        static func isNow(_ former: LocalizedText, _ now: LocalizedText) -> LocalizedText {
            LocalizedText(
                ja: "\(former[.japanese])は、いまは\(now[.japanese])です",
                en: "\(former[.english]) is now \(now[.english])")
        }
        /// A place that a former name found: 御前崎市（旧小笠郡浜岡町）.
        static func formerly(_ name: LocalizedText, _ former: LocalizedText) -> LocalizedText {
            LocalizedText(
                ja: "\(name[.japanese])（旧\(former[.japanese])）",
                en: "\(name[.english]) (formerly \(former[.english]))")
        }
        static func prefectureTitle(_ address: LocalizedText) -> LocalizedText {
            LocalizedText(
                ja: "\(address[.japanese])の都道府県を選ぶ", en: "\(address[.english]): choose the prefecture")
        }
        static let prefectureLead = LocalizedText(
            ja: "団体の決まりで、都道府県だけを登録します。地域や市区町村は選びません。",
            en: "Your organization asks only for the prefecture, not for the region or municipality.")
        static let prefectureQuery = LocalizedText(ja: "都道府県の名前", en: "Name of the prefecture")
        static let prefectureQueryHint = LocalizedText(
            ja: "漢字・かな・ローマ字。市区町村の名前からも探せます。",
            en: "In kanji, kana or Roman letters. The name of a municipality finds its prefecture, too.")
        static func foundPrefectures(_ count: String) -> LocalizedText {
            LocalizedText(ja: "都道府県　\(count)件", en: "Prefectures: \(count)")
        }
        static func noPrefecture(_ query: String) -> LocalizedText {
            LocalizedText(
                ja: "「\(query)」に当てはまる都道府県はありません。かなでも探せます。",
                en: "No prefecture matches “\(query)”. Try kana.")
        }
        static let back = LocalizedText(ja: "選ばずに戻る", en: "Back without choosing")
    }
}
