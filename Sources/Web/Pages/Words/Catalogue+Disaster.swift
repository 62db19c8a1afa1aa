import Domain

extension Catalogue {
    /// Bulletins and what they caused.
    enum Disaster {
        static func rule(_ intensity: String) -> LocalizedText {
            LocalizedText(
                ja: "\(intensity)以上の地域に勤務先や住所がある方へ、自動で安否確認を送ります。",
                en: "People with an address in a region of \(intensity) or more are asked automatically.")
        }
        static let ruleIsOff = LocalizedText(
            ja: "いまは、地震情報による自動送信を行っていません。", en: "Bulletins do not start safety checks at present.")
        static let caption = LocalizedText(ja: "受け取った順（新しいものが上）", en: "In order of arrival, newest first")
        static let bulletin = LocalizedText(ja: "情報", en: "Bulletin")
        static let reported = LocalizedText(ja: "発表", en: "Reported")
        static func received(_ time: String) -> LocalizedText {
            LocalizedText(ja: "受信 \(time)", en: "received \(time)")
        }
        static let maximum = LocalizedText(ja: "最大震度", en: "Maximum intensity")
        static let regions = LocalizedText(ja: "該当地域", en: "Regions")
        static func regionCount(_ count: String) -> LocalizedText {
            LocalizedText(ja: "\(count)地域", en: count == "1" ? "1 region" : "\(count) regions")
        }
        static let outcome = LocalizedText(ja: "この情報による送信", en: "What it caused")
        static let toResults = LocalizedText(ja: "送信結果", en: "Results")
        static func started(_ people: String?) -> LocalizedText {
            guard let people else { return LocalizedText(ja: "安否確認を送信", en: "Safety check sent") }
            return LocalizedText(ja: "\(people)に安否確認", en: "Safety check to \(people)")
        }
        static func grew(_ people: String?) -> LocalizedText {
            guard let people else { return LocalizedText(ja: "新たに該当した方へ追加", en: "Newly concerned people asked") }
            return LocalizedText(ja: "新たに\(people)へ追加", en: "\(people) more asked")
        }
        static func correctionSent(_ people: String?) -> LocalizedText {
            guard let people else { return LocalizedText(ja: "訂正をお知らせ", en: "Correction sent") }
            return LocalizedText(ja: "\(people)に訂正をお知らせ", en: "Correction sent to \(people)")
        }
        static let nothingSent = LocalizedText(ja: "送信なし", en: "Nothing sent")
        static let nobodyThere = LocalizedText(ja: "該当する地域の方がいないため", en: "Nobody has an address there")
        static let holding = LocalizedText(ja: "続報を待っているところです", en: "Waiting for further bulletins")
        static let takenBack = LocalizedText(
            ja: "だれにも届かないうちに取り消されたため", en: "It was taken back before anybody was asked")
        static let missed = LocalizedText(ja: "送る時刻にサービスが停止していたため", en: "The service was down when it was due")
        static let undecided = LocalizedText(ja: "確認しているところです", en: "Being looked at")
        static let ruleOff = LocalizedText(ja: "自動送信が止められたため", en: "The rule was switched off")
        static let ended = LocalizedText(ja: "安否確認が終了していたため", en: "The safety check had ended")
        static let otherKind = LocalizedText(ja: "送信の対象でない種類のため", en: "This kind never starts a safety check")
        static let unreadable = LocalizedText(
            ja: "内容を読み取れなかったため（記録は残しています）", en: "It could not be read (a record is kept)")
        static let drillTag = LocalizedText(ja: "訓練", en: "Drill")
        static let testTag = LocalizedText(ja: "試験", en: "Test")
        static let correctedTag = LocalizedText(ja: "訂正", en: "Correction")
        static let cancelledTag = LocalizedText(ja: "取消", en: "Cancelled")
        static let nothingYet = LocalizedText(ja: "まだ地震情報を受け取っていません。", en: "No bulletin has been received yet.")
        static let source = LocalizedText(
            ja: "情報の出典は気象庁です。題名は受け取ったまま表示しています。",
            en: "Source: Japan Meteorological Agency. Titles are shown as received, in Japanese.")
    }
}
