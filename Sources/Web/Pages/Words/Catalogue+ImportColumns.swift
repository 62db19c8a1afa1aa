import Domain

extension Catalogue {
    /// The columns of a file of people, with the rule of each and a line to copy.
    enum ImportColumns {
        /// In the order of the sample.
        static let all: [(name: String, rule: LocalizedText)] = [
            (
                "login_id",
                LocalizedText(
                    ja: "必須。半角の英数字と - _ . で32文字まで。Aで始まるものは使えません。",
                    en: "Required. Up to 32 letters, digits and - _ . ; not beginning with A.")
            ),
            ("employee_code", LocalizedText(ja: "従業員コード。", en: "The employee code.")),
            ("name", LocalizedText(ja: "新しい方は必須。64文字まで。", en: "Required for new people. Up to 64 characters.")),
            ("name_kana", LocalizedText(ja: "全角カタカナで64文字まで。", en: "Full-width katakana, up to 64 characters.")),
            ("department_code", LocalizedText(ja: "部門のコード。", en: "The department's code.")),
            ("department_name", LocalizedText(ja: "新しく作る部門の名前。", en: "The name of a department that is added.")),
            ("location_code", LocalizedText(ja: "ロケーションのコード。", en: "The location's code.")),
            ("user_code", LocalizedText(ja: "ユーザ設定コード。", en: "The user code.")),
            ("role", LocalizedText(ja: "一般 か 管理者。", en: "member or administrator.")),
            ("language", LocalizedText(ja: "日本語 か English。", en: "ja or en.")),
            ("employment", LocalizedText(ja: "在職、休職、退職のどれか。", en: "active, onLeave or left.")),
            ("joined_on", LocalizedText(ja: "入社日。2024-04-01 の形。", en: "First day, such as 2024-04-01.")),
            ("left_on", LocalizedText(ja: "退職日。2024-04-01 の形。", en: "Last day, such as 2024-04-01.")),
            (
                "remove_on",
                LocalizedText(
                    ja: "退職した方の情報を削除する日。2024-06-30 の形。",
                    en: "When the data of a leaver are removed, such as 2024-06-30.")
            ),
            ("mail1", LocalizedText(ja: "メール1。mail2、mail3も使えます。", en: "Mail 1; mail2 and mail3 exist too.")),
            ("mailOrder", LocalizedText(ja: "メールの発信順。1から4。", en: "The order of the mails, 1 to 4.")),
            (
                "phone1",
                LocalizedText(
                    ja: "電話1。phone2、phone3も使えます。数字だけで書きます。",
                    en: "Phone 1; phone2 and phone3 exist too. Digits only.")
            ),
            ("phone1Order", LocalizedText(ja: "電話1の発信順。1から4。", en: "The order of phone 1, 1 to 4.")),
            (
                "workRegion",
                LocalizedText(
                    ja: "勤務先の都道府県か地域。13 や 17-390 の形。home1Region、home2Regionも使えます。",
                    en: "Prefecture or region of the work address: 13 or 17-390. home1Region and home2Region exist too."
                )
            ),
        ]

        /// What a column is called in a reason: its Japanese heading with its name, or the name alone.
        static func label(of column: String) -> LocalizedText {
            guard let heading = headings[column] else { return LocalizedText(ja: column, en: column) }
            return LocalizedText(ja: "\(heading)（\(column)）", en: column)
        }

        private static let headings = [
            "file": "ファイル", "login_id": "ログインID", "employee_code": "従業員コード", "name": "氏名", "name_kana": "カナ氏名",
            "department_code": "部門コード", "department_name": "部門名", "location_code": "ロケーションコード",
            "user_code": "ユーザ設定コード", "role": "権限", "language": "言語", "employment": "在職状態", "joined_on": "入社日",
            "left_on": "退職日", "remove_on": "削除予定日", "mailOrder": "メールの発信順", "spareMail": "予備のメール",
            "sparePhone": "予備の電話",
            "workRegion": "勤務先の地域", "workCity": "勤務先の市区町村", "workStreet": "勤務先の番地",
            "home1Region": "住所1の地域", "home1City": "住所1の市区町村", "home1Street": "住所1の番地",
            "home2Region": "住所2の地域", "home2City": "住所2の市区町村", "home2Street": "住所2の番地",
        ].merging(
            (1...3).flatMap { number in
                [
                    ("mail\(number)", "メール\(number)"), ("phone\(number)", "電話\(number)"),
                    ("phone\(number)Order", "電話\(number)の発信順"),
                ]
            }
        ) { first, _ in first }

        /// One line that can be imported.
        static let sample = [
            "B0001", "10001", "山田 花子", "ヤマダ　ハナコ", "S01", "総務部", "", "", "一般", "日本語", "在職", "2024-04-01", "", "",
            "hanako@example.jp", "1", "09012345678", "2", "17-390",
        ]
    }
}
