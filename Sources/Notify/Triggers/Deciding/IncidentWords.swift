import Domain
import Profiles

/// The words of automatic messages, in both languages.
struct IncidentWords {
    let event: EventState
    let table: RegionTable

    private var title: LocalizedText { event.title(in: table) }

    /// The question that goes out with the first message and to newly reached people.
    var question: (subject: LocalizedText, body: LocalizedText) {
        let strength = event.maximum.map { maximum in
            LocalizedText(
                ja: "最大震度は\(maximum.name[.japanese])です。",
                en: " The strongest intensity was \(maximum.name[.english]).")
        }
        return (
            LocalizedText(ja: "安否確認：\(title[.japanese])", en: "Are you safe? \(title[.english])"),
            LocalizedText(
                ja: """
                    \(title[.japanese])がありました。\(strength?[.japanese] ?? "")
                    まず身の安全を確保してください。落ち着いたら、あなたの状況を知らせてください。
                    """,
                en: """
                    \(title[.english]).\(strength?[.english] ?? "")
                    First get to safety. Then please tell us how you are.
                    """)
        )
    }

    /// What those who were asked hear when JMA changed its report.
    func correction(_ bulletin: Bulletin, withdrawn: Set<JMARegionCode>) -> (
        subject: LocalizedText, body: LocalizedText
    ) {
        let clock = XMLTime.clock(bulletin.reportedAt)
        let names = names(of: withdrawn)
        let lost = LocalizedText(
            ja: withdrawn.isEmpty ? "" : "\n次の地域は対象ではなくなりました：\(names[.japanese])",
            en: withdrawn.isEmpty ? "" : "\nThese regions are not concerned any more: \(names[.english])")
        return (
            title,
            LocalizedText(
                ja: """
                    安否確認のもとになった地震の情報を、気象庁が\(clock)に訂正しました。
                    現在の情報：\(title[.japanese])\(lost[.japanese])
                    まだ回答していない方は、引き続き回答してください。
                    """,
                en: """
                    The Japan Meteorological Agency corrected its report of the earthquake at \(clock).
                    It now says: \(title[.english])\(lost[.english])
                    If you have not answered yet, please still do.
                    """)
        )
    }

    /// What those who were asked hear when JMA took its report back.
    func cancellation(_ bulletin: Bulletin, of before: EventState) -> (subject: LocalizedText, body: LocalizedText) {
        let clock = XMLTime.clock(bulletin.reportedAt)
        let title = before.title(in: table)
        return (
            LocalizedText(ja: "取り消し：\(title[.japanese])", en: "Taken back: \(title[.english])"),
            LocalizedText(
                ja: """
                    安否確認のもとになった地震の情報（\(title[.japanese])）を、気象庁が\(clock)に取り消しました。
                    回答はいりません。
                    """,
                en: """
                    The Japan Meteorological Agency took back its report of the earthquake (\(title[.english])) at \(clock).
                    You need not answer.
                    """)
        )
    }

    /// At most ten names; nobody reads more on a telephone.
    private func names(of regions: Set<JMARegionCode>) -> LocalizedText {
        let sorted = regions.sorted()
        let shown = sorted.prefix(10).map { table[$0]?.name ?? LocalizedText(ja: "\($0)", en: "\($0)") }
        let more = sorted.count - shown.count
        return LocalizedText(
            ja: shown.map { $0[.japanese] }.joined(separator: "、") + (more > 0 ? "、ほか\(more)地域" : ""),
            en: shown.map { $0[.english] }.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : ""))
    }
}
