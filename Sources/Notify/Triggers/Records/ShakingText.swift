import Profiles

/// How regions and their shaking are stored in one column: `390=7 391=6+ 392=5-? 393=?`.
enum ShakingText {
    static func text(_ shaking: [JMARegionCode: Shaking]) -> String {
        shaking.sorted { $0.key < $1.key }
            .map { code, shaking in
                "\(code)=\(shaking.reported?.rawValue ?? "")\(shaking.hasSilentStations ? "?" : "")"
            }
            .joined(separator: " ")
    }

    static func shaking(_ text: String) -> [JMARegionCode: Shaking] {
        var result: [JMARegionCode: Shaking] = [:]
        for word in text.split(separator: " ") {
            let halves = word.split(separator: "=", omittingEmptySubsequences: false)
            guard halves.count == 2, let code = JMARegionCode(halves[0]) else { continue }
            let isSilent = halves[1].hasSuffix("?")
            let reported = Intensity(rawValue: String(isSilent ? halves[1].dropLast() : halves[1]))
            result[code] = Shaking(reported: reported, hasSilentStations: isSilent)
        }
        return result
    }

    static func text(_ regions: Set<JMARegionCode>) -> String {
        regions.sorted().map(\.description).joined(separator: " ")
    }

    static func regions(_ text: String) -> Set<JMARegionCode> {
        Set(text.split(separator: " ").compactMap { JMARegionCode($0) })
    }
}
