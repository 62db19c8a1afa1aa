import Domain

extension Catalogue {
    /// Whom a broadcast goes to.
    enum Targets {
        static let work = LocalizedText(ja: "勤務先", en: "workplace")
        static let home1 = LocalizedText(ja: "住所1", en: "address 1")
        static let home2 = LocalizedText(ja: "住所2", en: "address 2")
        static let fiveLower = LocalizedText(ja: "5弱", en: "5 lower")
        static let fiveUpper = LocalizedText(ja: "5強", en: "5 upper")
        static let sixLower = LocalizedText(ja: "6弱", en: "6 lower")
        static let sixUpper = LocalizedText(ja: "6強", en: "6 upper")
        static func intensity(_ short: LocalizedText) -> LocalizedText {
            LocalizedText(ja: "震度\(short[.japanese])", en: "seismic intensity \(short[.english])")
        }
        static let administrators = LocalizedText(ja: "管理者", en: "administrator")
        static let members = LocalizedText(ja: "一般", en: "member")
    }
}
