import Database
package import Domain

/// Why an attempt stands where it stands: kept with every attempt, so that anybody can check it against the settings.
package enum DispatchRule: String, Sendable, CaseIterable, DatabaseConvertible {
    /// The first contact of the 発信順.
    case firstContact
    /// The next mail address of the same slot, without an interval.
    case sameMailGroup
    /// The mail group once more, after the retry interval.
    case nextMailRound
    /// The same number once more, after the retry interval.
    case callAgain
    /// The next slot, after the interval between slots.
    case nextSlot
    /// The contact before cannot work, so this one follows at once.
    case afterPermanentFailure
    /// The contact before was removed from the profile, so this one follows at once.
    case afterRemovedContact
    /// The contact before is deferred by its provider; the sequence does not wait for it.
    case besideDeferredContact

    /// The rule in words, for the timeline.
    package var words: LocalizedText {
        switch self {
        case .firstContact: LocalizedText(ja: "発信順の最初の連絡先", en: "First contact of the contact order")
        case .sameMailGroup:
            LocalizedText(ja: "同じ発信順のメール（間隔なし）", en: "Mail of the same slot, without an interval")
        case .nextMailRound:
            LocalizedText(ja: "メールの再送（再送間隔のあと）", en: "Mails once more, after the retry interval")
        case .callAgain:
            LocalizedText(ja: "かけ直し（かけ直し間隔のあと）", en: "Call once more, after the retry interval")
        case .nextSlot:
            LocalizedText(ja: "次の発信順（発信順の間隔のあと）", en: "Next slot, after the interval between slots")
        case .afterPermanentFailure:
            LocalizedText(
                ja: "前の連絡先に届かないため、すぐに次へ", en: "At once, because the contact before cannot be reached")
        case .afterRemovedContact:
            LocalizedText(
                ja: "前の連絡先が削除されたため、すぐに次へ", en: "At once, because the contact before was removed")
        case .besideDeferredContact:
            LocalizedText(
                ja: "前の連絡先の受け入れ待ちと並行して次へ", en: "Beside the contact before, whose provider asks to wait")
        }
    }
}
