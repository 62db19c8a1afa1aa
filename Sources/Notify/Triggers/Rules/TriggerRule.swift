package import Domain
package import Profiles

/// When an earthquake asks the people of one organization by itself.
package struct TriggerRule: Hashable, Sendable {
    /// Which of the 188 regions count.
    package enum Area: Hashable, Sendable {
        /// All of Japan.
        case everywhere
        /// These regions, at least one.
        case only(Set<JMARegionCode>)

        func contains(_ region: JMARegionCode) -> Bool {
            switch self {
            case .everywhere: true
            case .only(let regions): regions.contains(region)
            }
        }
    }

    /// Whether the rule does anything.
    package let isActive: Bool
    /// The weakest intensity that asks people; 3 or more, because rapid reports begin there.
    package let minimum: Intensity
    /// Where people are asked.
    package let area: Area
    /// Which addresses of a person count, at least one.
    package let addresses: Set<AddressKind>
    /// How long to wait for more reports before the first message, 0 to 600 s.
    package let holdTime: Duration
    /// How long after an earthquake asked a region no other one of the same strength or less asks it again, 0 to 72 h.
    package let suppression: Duration
    /// Whether a region with silent stations (震度５弱以上未入電) is asked whatever the minimum is.
    package let promotesSilence: Bool

    /// A rule; without arguments that of R-163: 5強 or more, anywhere, at once.
    ///
    /// - Throws: `InvalidInput` for a value outside of its limits.
    package init(
        isActive: Bool = true, minimum: Intensity = .fiveUpper, area: Area = .everywhere,
        addresses: Set<AddressKind> = Set(AddressKind.allCases), holdTime: Duration = .zero,
        suppression: Duration = .seconds(6 * 3_600), promotesSilence: Bool = false
    ) throws(InvalidInput) {
        var errors: [FieldError] = []
        if minimum < .three {
            errors.append(
                FieldError(
                    field: "minimum", rule: "tooLow",
                    message: LocalizedText(
                        ja: "「送る震度」は3以上から選んでください。速報には震度3以上の地域だけが載ります。",
                        en: "Choose intensity 3 or more. Rapid reports contain only regions with 3 or more.")))
        }
        if case .only(let regions) = area, regions.isEmpty {
            errors.append(
                FieldError(
                    field: "area", rule: "empty",
                    message: LocalizedText(
                        ja: "「見る地域」を1つ以上選んでください。全国を対象にすることもできます。", en: "Choose at least one region, or all of Japan.")))
        }
        if addresses.isEmpty {
            errors.append(
                FieldError(
                    field: "addresses", rule: "empty",
                    message: LocalizedText(ja: "「見る住所」を1つ以上選んでください。", en: "Choose at least one kind of address.")))
        }
        if !(.zero ... .seconds(600)).contains(holdTime) {
            errors.append(
                FieldError(
                    field: "holdTime", rule: "outOfRange",
                    message: LocalizedText(
                        ja: "「送るまで待つ時間」は0〜600秒で入力してください。", en: "Wait from 0 to 600 seconds before sending.")))
        }
        if !(.zero ... .seconds(72 * 3_600)).contains(suppression) {
            errors.append(
                FieldError(
                    field: "suppression", rule: "outOfRange",
                    message: LocalizedText(
                        ja: "「同じ地域に続けて送らない時間」は0〜72時間で入力してください。",
                        en: "Enter a time without repeats from 0 to 72 hours.")))
        }
        guard errors.isEmpty else { throw InvalidInput(errors) }
        self.isActive = isActive
        self.minimum = minimum
        self.area = area
        self.addresses = addresses
        self.holdTime = holdTime
        self.suppression = suppression
        self.promotesSilence = promotesSilence
    }

    /// The same rule for another area.
    ///
    /// - Throws: `InvalidInput` for one without regions.
    func over(_ area: Area) throws(InvalidInput) -> TriggerRule {
        try TriggerRule(
            isActive: isActive, minimum: minimum, area: area, addresses: addresses, holdTime: holdTime,
            suppression: suppression, promotesSilence: promotesSilence)
    }

    /// The regions whose people this rule asks, as the event stands.
    package func regions(of event: EventState) -> Set<JMARegionCode> {
        event.regions(reaching: minimum, promotingSilence: promotesSilence).filter { area.contains($0) }
    }
}
