/// A room, the arrows that leave it in the drawing of the design, and the C libraries it may use.
///
/// A room may list in Package.swift, and import, whatever it can reach along the arrows, and nothing else.
struct Room: Sendable {
    let name: String
    let arrows: [String]
    let libraries: [String]

    init(_ name: String, arrows: [String] = [], libraries: [String] = []) {
        self.name = name
        self.arrows = arrows
        self.libraries = libraries
    }
}

extension Room {
    /// The house. A new arrow is drawn in the design first; a new library needs a row in its list of libraries.
    static let house: [Room] = [
        Room("Domain"),
        Room("Database", arrows: ["Domain"], libraries: ["CSQLite", "CPostgres"]),
        Room("Tenants", arrows: ["Database"], libraries: ["CCSV", "CSodium"]),
        Room(
            "Auth", arrows: ["Tenants"],
            libraries: ["CSodium", "CKeptMemory", "CZxcvbn", "COath", "CFido2", "CCBOR", "CJose"]),
        Room("Profiles", arrows: ["Tenants"], libraries: ["CResources"]),
        Room("Channels", arrows: ["Domain"], libraries: ["CCurl", "CGMime", "CResolver", "CSodium", "CShims"]),
        Room(
            "Notify", arrows: ["Channels", "Profiles", "Tenants"],
            libraries: ["CLibXML2", "CSodium", "CCurl", "CShims"]),
        Room("HTTPServer", arrows: ["Domain"], libraries: ["CMicrohttpd", "CShims"]),
        Room(
            "Web", arrows: ["HTTPServer", "Auth", "Profiles", "Notify", "Tenants"],
            libraries: ["CResources", "CSodium", "CQRencode"]),
        Room("anpi", arrows: ["Web"], libraries: ["CSodium"]),
    ]

    /// What tests and benchmarks share. It may reach every room; no room may reach it.
    static let testKit = Room("TestKit", arrows: ["Web"], libraries: ["CPostgres", "CShims", "CSodium"])

    /// Programs beside `anpi`, such as simulators; each reaches what its row says.
    static let otherPrograms: [Room] = []

    /// C targets that hold sources of ours, with the system libraries they may use.
    static let cTargets: [String: [String]] = [
        "CShims": ["CCurl", "CMicrohttpd", "CLibXML2"],
        "CKeptMemory": [],
        "CResources": [],
    ]

    /// Every row there is.
    static let all = house + [testKit] + otherPrograms

    /// The row of one room.
    static func named(_ name: String) -> Room? {
        all.first { $0.name == name }
    }

    /// The rooms that lie below this one, however far.
    var reach: Set<String> {
        var found: Set<String> = []
        var open = arrows
        while let next = open.popLast() {
            guard found.insert(next).inserted else { continue }
            open += Room.named(next)?.arrows ?? []
        }
        return found
    }
}
