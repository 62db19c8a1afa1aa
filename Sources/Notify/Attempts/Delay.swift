package import Domain

/// Why an attempt that is due is not handed off yet, and until when. It never counts as a try.
package struct Delay: Hashable, Sendable {
    /// Why.
    package let reason: DelayReason
    /// When it is asked again.
    package let until: Instant

    /// An attempt waits for this reason until then.
    package init(_ reason: DelayReason, until: Instant) {
        self.reason = reason
        self.until = until
    }
}

/// Why something waits; the raw values are stored and never change meaning.
package enum DelayReason: String, Hashable, Sendable, CaseIterable {
    /// Our account at the relay or gateway has its limit.
    case limitOfGateway
    /// The organization has its limit.
    case limitOfTenant
    /// The mail domain has its limit.
    case limitOfDomain
    /// This one address or number has its limit.
    case limitOfAddress
    /// The gateway asked us to wait.
    case gatewayAskedToWait
    /// The relay or gateway does not work at present; from time to time one is tried.
    case gatewayShut
    /// The mail domain takes nothing at present; from time to time one is tried.
    case domainShut

    /// Whether the way is shut, so that the people behind it go on with their next contact at once.
    package var isShut: Bool { self == .gatewayShut || self == .domainShut }

    /// The reason in words, for the timeline.
    package var words: LocalizedText {
        switch self {
        case .limitOfGateway:
            LocalizedText(ja: "送信サービスへの送信数の上限のため、順番を待っています", en: "Waiting its turn: limit of the sending service")
        case .limitOfTenant:
            LocalizedText(ja: "団体ごとの送信数の上限のため、順番を待っています", en: "Waiting its turn: limit of one organization")
        case .limitOfDomain:
            LocalizedText(ja: "宛先ドメインへの送信数の上限のため、順番を待っています", en: "Waiting its turn: limit of the mail domain")
        case .limitOfAddress:
            LocalizedText(ja: "同じ宛先への送信数の上限のため、順番を待っています", en: "Waiting its turn: limit of this one contact")
        case .gatewayAskedToWait:
            LocalizedText(ja: "送信サービスから、時間をおくよう求められています", en: "The sending service asked us to wait")
        case .gatewayShut:
            LocalizedText(ja: "送信サービスが使えないため、回復を待っています", en: "The sending service does not work at present")
        case .domainShut:
            LocalizedText(ja: "宛先ドメインが受け付けていないため、回復を待っています", en: "The mail domain takes nothing at present")
        }
    }
}
