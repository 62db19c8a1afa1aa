import Domain
import Tenants

/// Says policies in words.
enum PolicyWords {
    /// 使用する or 使用しない.
    static func use(_ isUsed: Bool) -> LocalizedText { PolicyFile.use(isUsed) }

    /// A policy in one sentence.
    static func sentence(_ policy: AccessPolicy?) -> LocalizedText {
        guard let policy else { return Catalogue.Office.unused }
        guard policy.usesSecondFactor else { return use(false) }
        let (isUsed, exempt) = (use(true), exempt(policy.exemption))
        return LocalizedText(
            ja: "\(isUsed[.japanese])（コードなし：\(exempt[.japanese])）",
            en: "\(isUsed[.english]) (without a code: \(exempt[.english]))")
    }

    /// What goes without a code.
    static func exempt(_ exemption: Exemption) -> LocalizedText {
        var parts: [LocalizedText] = []
        if exemption.viewsOwn { parts.append(Catalogue.Office.viewTick) }
        if exemption.answering != .none { parts.append(Catalogue.Office.answering(exemption.answering.rawValue)) }
        if parts.isEmpty { parts.append(Catalogue.Office.answering("none")) }
        return LocalizedText(
            ja: parts.map { $0[.japanese] }.joined(separator: "・"),
            en: parts.map { $0[.english] }.joined(separator: "; "))
    }

    /// A client as lists show it.
    static func line(_ client: Client, _ now: Instant, day: (Instant) -> String) -> ClientLine {
        let policy = client.policy(at: now)
        let exemption = policy?.usesSecondFactor == true ? policy?.exemption ?? .none : .none
        return ClientLine(
            id: client.id.description, code: client.code.description, name: client.name, kana: client.kana,
            use: policy.map { use($0.usesSecondFactor) } ?? Catalogue.Office.unused,
            view: PolicyFile.view(exemption.viewsOwn), answer: exemption.answering.label,
            ahead: client.next(after: now).map {
                Catalogue.Office.fromDay(day($0.effectiveAt), $0.value.usesSecondFactor)
            })
    }
}
