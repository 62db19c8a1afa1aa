import Profiles

/// Collects what a bulletin says while it is read: some single values, and the regions of the observation.
///
/// Only the body's observation counts. Headlines repeat it with several kinds of codes, forecasts (緊急地震速報) use the
/// same element names in another place, and tsunami areas share numbers with regions; so the path is exact and the
/// declared kind of the codes is kept for the parser to check.
struct BulletinListener: XMLListener {
    private(set) var root = ""
    private(set) var rootNamespace = ""
    /// Trimmed texts of the elements below, by their path.
    private(set) var values: [String: String] = [:]
    /// The first value that stood twice where one must be.
    private(set) var repeated: String?
    /// What `CodeDefine` says that the codes of areas are.
    private(set) var areaCodeKind: String?
    private(set) var magnitude: String?
    private(set) var areas: [JMARegionCode: Shaking] = [:]
    private(set) var unread: [String] = []

    private var xpath: String?
    private var code = ""
    private var intensity: String?
    private var isSilent = false

    private static let observation = "Report/Body/Intensity/Observation"
    private static let area = observation + "/Pref/Area"
    private static let silence = "震度５弱以上未入電"
    /// What identifies a bulletin: a second one would make it ambiguous what was meant.
    private static let single: Set = [
        "Report/Control/Title", "Report/Control/Status", "Report/Head/ReportDateTime", "Report/Head/EventID",
        "Report/Head/InfoType", "Report/Head/Serial", "Report/Head/InfoKind",
    ]
    /// Parts that may stand several times, such as the earthquakes of a double shock; the first one is taken.
    private static let first: Set = [
        "Report/Head/TargetDateTime", "Report/Head/Headline/Text", "Report/Body/Earthquake/OriginTime",
        "Report/Body/Earthquake/Hypocenter/Area/Name", observation + "/MaxInt",
    ]

    mutating func begin(_ path: String, namespace: String, attributes: [String: String]) {
        if root.isEmpty {
            root = path
            rootNamespace = namespace
        }
        switch path {
        case Self.observation + "/CodeDefine/Type": xpath = attributes["xpath"]
        case "Report/Body/Earthquake/Magnitude" where magnitude == nil: magnitude = attributes["description"]
        case Self.area:
            code = ""
            intensity = nil
            isSilent = false
        default: break
        }
    }

    mutating func end(_ path: String, text: String) {
        if Self.single.contains(path) {
            if values.updateValue(text.trimmed, forKey: path) != nil, repeated == nil { repeated = path }
        } else if Self.first.contains(path) {
            if values[path] == nil { values[path] = text.trimmed }
        } else if path.hasPrefix(Self.observation) {
            endInObservation(path.dropFirst(Self.observation.count), text)
        }
    }

    private mutating func endInObservation(_ path: Substring, _ text: String) {
        switch path {
        case "/CodeDefine/Type" where xpath == "Pref/Area/Code": areaCodeKind = text.trimmed
        case "/Pref/Area/Code": code = text.trimmed
        case "/Pref/Area/MaxInt": intensity = text.trimmed
        case "/Pref/Area/Condition", "/Pref/Area/City/Condition", "/Pref/Area/City/MaxInt",
            "/Pref/Area/City/IntensityStation/Int":
            if text.trimmed == Self.silence { isSilent = true }
        case "/Pref/Area": endArea()
        default: break
        }
    }

    private mutating func endArea() {
        if intensity == Self.silence {
            isSilent = true
            intensity = nil
        }
        let known = intensity.flatMap { Intensity(rawValue: $0) }
        guard let region = JMARegionCode(code), let shaking = Shaking(reported: known, hasSilentStations: isSilent)
        else {
            unread.append("\(code.beginning(20))=\((intensity ?? "").beginning(20))")
            return
        }
        if intensity != nil, known == nil { unread.append("\(region)=\((intensity ?? "").beginning(20))") }
        areas[region] = areas[region]?.joined(with: shaking) ?? shaking
    }
}

extension String {
    /// Without white space at both ends, Japanese wide spaces included.
    var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return String(self[start...end])
    }

    /// Its first letters, counted without their marks joined: one letter may carry a megabyte of them.
    func beginning(_ length: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(length)))
    }
}
