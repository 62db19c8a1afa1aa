import Foundation

/// What `swift package dump-package` says, as far as the drawing of the rooms is concerned.
struct PackageDescription: Decodable {
    struct Target: Decodable {
        let name: String
        let type: String
        let dependencies: [Dependency]
        let settings: [Setting]
    }

    /// One entry of a target's dependencies; the name stands in the same place in each of its forms.
    struct Dependency: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            let form = try decoder.singleValueContainer().decode([String: [Part]].self)
            name = form.values.first?.first?.text ?? ""
        }

        private struct Part: Decodable {
            let text: String?

            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }
    }

    struct Setting: Decodable {
        let kind: [String: [String: Value]]

        struct Value: Decodable {
            let text: String?

            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }

        /// Such as `enableUpcomingFeature ExistentialAny`.
        var name: String {
            kind.map { key, value in ([key] + value.values.compactMap(\.text)).joined(separator: " ") }.joined()
        }
    }

    /// An entry of the package's own dependencies; that there is one is all that matters.
    struct Outside: Decodable {}

    let dependencies: [Outside]
    let targets: [Target]

    /// This package.
    static let here = Result { try read(SourceTree.root) }

    /// Reads the description of the package in `folder`.
    ///
    /// The tool gets a scratch folder of its own: the package's own one is locked while its tests run.
    private static func read(_ folder: URL) throws -> PackageDescription {
        let scratch = folder.appending(path: ".build/description")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["swift", "package", "--package-path", folder.path, "--scratch-path", scratch.path, "dump-package"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(PackageDescription.self, from: bytes)
    }
}

extension PackageDescription {
    /// Settings that every Swift target has.
    static let strictness = [
        "swiftLanguageMode 6", "enableUpcomingFeature ExistentialAny",
        "enableUpcomingFeature InternalImportsByDefault", "enableUpcomingFeature MemberImportVisibility",
        "enableUpcomingFeature NonisolatedNonsendingByDefault",
    ]

    /// Where the package leaves the drawing; one sentence each.
    var strayArrows: [String] {
        var found = dependencies.isEmpty ? [] : ["The package depends on another package"]
        for target in targets {
            let names = target.dependencies.map(\.name)
            switch target.type {
            case "system":
                if !target.name.hasPrefix("C") { found.append("\(target.name): a C library's name starts with C") }
            case "test":
                found += missingStrictness(target)
            default:
                if let libraries = Room.cTargets[target.name] {
                    found += names.filter { !libraries.contains($0) }.map { "\(target.name) → \($0)" }
                } else if let room = Room.named(target.name) {
                    let reach = room.reach
                    found += names.filter { !reach.contains($0) && !room.libraries.contains($0) }
                        .map { "\(target.name) → \($0)" }
                    found += missingStrictness(target)
                } else {
                    found.append("\(target.name) is in no row of Room.swift")
                }
            }
        }
        return found
    }

    private func missingStrictness(_ target: Target) -> [String] {
        let names = Set(target.settings.map(\.name))
        return Self.strictness.filter { !names.contains($0) }.map { "\(target.name) lacks the setting \($0)" }
    }
}
