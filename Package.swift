// swift-tools-version: 6.1
import PackageDescription

/// One set of compiler settings for every room.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // The rooms are one program: what is generic in one room is made for the types of another.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// A room: a folder in `Sources/` and the rooms it may import. `Tests/ArchitectureTests` holds this list.
func room(_ name: String, _ imports: [String]) -> Target {
    .target(name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: strict)
}

/// The tests of one room; `files` are folders that the tests read.
func tests(_ name: String, _ imports: [String], files: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: imports.map { .byName(name: $0) }, exclude: files, swiftSettings: strict)
}

/// The readers of hostile input: a test that replays what is kept, and for `scripts/fuzz` libFuzzer's program.
let hostileInput: Target = {
    let rooms: [Target.Dependency] = ["HTTPServer", "Notify", "Channels", "Profiles", "Tenants", "Auth", "Domain"]
    guard Context.environment["ANPI_FUZZ"] != nil else {
        return .testTarget(
            name: "FuzzTests", dependencies: rooms, exclude: ["Corpus", "Dictionaries", "Fuzz.swift"],
            swiftSettings: strict)
    }
    return .executableTarget(
        name: "fuzz", dependencies: rooms, path: "Tests/FuzzTests",
        exclude: ["Corpus", "Dictionaries", "CorpusTests.swift"],
        swiftSettings: strict, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
}()

let package = Package(
    name: "anpi",
    products: [.executable(name: "anpi", targets: ["anpi"])],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CResolver"),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CZxcvbn", providers: [.apt(["libzxcvbn-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(name: "CCSV", providers: [.apt(["libcsv-dev"])]),
        .systemLibrary(name: "COath", pkgConfig: "liboath", providers: [.apt(["liboath-dev"])]),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CFido2", pkgConfig: "libfido2", providers: [.apt(["libfido2-dev"])]),
        .systemLibrary(name: "CCBOR", pkgConfig: "libcbor", providers: [.apt(["libcbor-dev"])]),
        .systemLibrary(name: "CJose", pkgConfig: "cjose", providers: [.apt(["libcjose-dev"])]),
        .target(name: "CShims", dependencies: ["CCurl", "CMicrohttpd", "CLibXML2"]),
        .target(name: "CKeptMemory"),
        .target(name: "CResources", cSettings: [.headerSearchPath("../../Resources")]),

        room("Domain", []),
        room("Database", ["Domain", "CSQLite", "CPostgres"]),
        room("Tenants", ["Database", "Domain", "CCSV", "CSodium"]),
        room(
            "Auth",
            [
                "Tenants", "Database", "Domain", "CSodium", "CKeptMemory", "CZxcvbn", "COath", "CFido2", "CCBOR",
                "CJose",
            ]),
        room("Profiles", ["Tenants", "Database", "Domain", "CResources"]),
        room("Channels", ["Domain", "CCurl", "CGMime", "CResolver", "CSodium", "CShims"]),
        room(
            "Notify",
            [
                "Channels", "Profiles", "Tenants", "Database", "Domain", "CLibXML2", "CSodium", "CCurl", "CShims",
            ]),
        room("HTTPServer", ["Domain", "CMicrohttpd", "CShims"]),
        room(
            "Web",
            [
                "HTTPServer", "Auth", "Profiles", "Notify", "Tenants", "Database", "Domain", "CResources", "CSodium",
                "CQRencode",
            ]),
        .executableTarget(
            name: "anpi",
            dependencies: [
                "Web", "HTTPServer", "Auth", "Profiles", "Notify", "Channels", "Tenants", "Database", "Domain",
                "CSodium",
            ],
            swiftSettings: strict),

        room("TestKit", ["Channels", "Tenants", "Database", "Domain", "CPostgres"]),
        tests("ArchitectureTests", []),
        tests("DomainTests", ["Domain", "TestKit"]),
        tests("DatabaseTests", ["Database", "Domain", "TestKit"], files: ["Dumps"]),
        tests("TenantsTests", ["Tenants", "Database", "Domain", "TestKit"]),
        tests("AuthTests", ["Auth", "Tenants", "Database", "Domain", "CSodium", "CKeptMemory", "TestKit"]),
        tests("ProfilesTests", ["Profiles", "Tenants", "Database", "Domain", "TestKit"]),
        tests("ChannelsTests", ["Channels", "Domain", "TestKit"]),
        tests(
            "NotifyTests",
            ["Notify", "HTTPServer", "Channels", "Profiles", "Tenants", "Database", "Domain", "TestKit"]),
        tests("HTTPServerTests", ["HTTPServer", "Domain", "TestKit"]),
        hostileInput,
        tests(
            "WebTests",
            ["Web", "HTTPServer", "Auth", "Profiles", "Notify", "Tenants", "Database", "Domain", "TestKit"]),
    ]
)
