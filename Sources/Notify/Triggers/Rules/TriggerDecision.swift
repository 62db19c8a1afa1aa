package import Domain
package import Profiles

/// What one bulletin means for one organization.
package enum TriggerDecision: Hashable, Sendable {
    /// Nothing is sent; the bulletin is shown with the reason.
    case nothing(Reason)
    /// The people of these regions are asked, from `sendAt` on.
    case newIncident(regions: Set<JMARegionCode>, sendAt: Instant)
    /// The earthquake reaches further: only the people of these regions who were not asked yet, from `sendAt` on.
    case growth(newRegions: Set<JMARegionCode>, sendAt: Instant)
    /// JMA corrected itself: whoever was asked is told. The people of `withdrawn` need not have been asked, those of
    /// `added` are to be asked now. While `nothingSentYet`, `withdrawn` is dropped without a word instead.
    case correction(withdrawn: Set<JMARegionCode>, added: Set<JMARegionCode>, sendAt: Instant, nothingSentYet: Bool)
    /// JMA took it back: whoever was asked in these regions is told, or while `nothingSentYet` simply not asked.
    case cancellation(regions: Set<JMARegionCode>, nothingSentYet: Bool)

    /// Why a bulletin sends nothing.
    package enum Reason: String, CaseIterable, Hashable, Sendable {
        /// 訓練 or 試験.
        case notMeant
        /// The same bulletin came before.
        case duplicate
        /// The rule is switched off.
        case ruleIsOff
        /// It was issued too long before it was first seen: 30 minutes, unless a setting says otherwise.
        case tooOld
        /// It says nothing about intensities.
        case noIntensities
        /// No region of the rule shook strongly enough.
        case tooWeak
        /// All regions that shook strongly enough have been asked about this earthquake.
        case alreadyAsked
        /// All of them were asked about another earthquake as strong, a short time ago.
        case askedLately
        /// It takes back or corrects something that nobody was asked about.
        case nobodyWasAsked
        /// A newer bulletin of its kind is known.
        case overtaken

        /// What the list of bulletins says.
        package var explanation: LocalizedText {
            switch self {
            case .notMeant: LocalizedText(ja: "訓練・試験の電文です。", en: "This is a drill or a test.")
            case .duplicate: LocalizedText(ja: "すでに受け取った電文です。", en: "This bulletin was received before.")
            case .ruleIsOff: LocalizedText(ja: "自動送信は停止中です。", en: "Automatic sending is switched off.")
            case .tooOld:
                LocalizedText(
                    ja: "発表から時間がたって届いたため、送信しません。", en: "It arrived too long after it was issued.")
            case .noIntensities: LocalizedText(ja: "震度を含まない電文です。", en: "This bulletin contains no intensities.")
            case .tooWeak:
                LocalizedText(ja: "設定した震度に達した地域がありません。", en: "No region reached the intensity of the rule.")
            case .alreadyAsked:
                LocalizedText(ja: "対象の地域には、すでに送信しています。", en: "All regions concerned have been asked already.")
            case .askedLately:
                LocalizedText(
                    ja: "対象の地域には、少し前の地震で送信しています。",
                    en: "All regions concerned were asked about another earthquake a short time ago.")
            case .nobodyWasAsked:
                LocalizedText(ja: "この地震では送信していません。", en: "Nobody was asked about this earthquake.")
            case .overtaken: LocalizedText(ja: "より新しい電文を受け取っています。", en: "A newer bulletin is known.")
            }
        }
    }
}
