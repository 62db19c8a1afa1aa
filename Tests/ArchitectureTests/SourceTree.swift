import Foundation

/// The files of this checkout.
enum SourceTree {
    /// The folder of Package.swift.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What is built into the program and its test kit.
    static let sources = Result { try swiftFiles("Sources") }
    /// What tests it.
    static let tests = Result { try swiftFiles("Tests") }

    /// The Swift files below a folder of the checkout, by their path from its root.
    private static func swiftFiles(_ folder: String) throws -> [SourceFile] {
        let start = root.appending(path: folder)
        return try FileManager.default.subpathsOfDirectory(atPath: start.path)
            .filter { $0.hasSuffix(".swift") }
            .sorted()
            .map { path in
                let text = try String(contentsOf: start.appending(path: path), encoding: .utf8)
                return SourceFile(path: "\(folder)/\(path)", text: text)
            }
    }
}

/// One Swift file, ready to be held against the house rules.
struct SourceFile {
    /// From the root of the checkout, such as `Sources/Domain/Instant.swift`.
    let path: String
    let text: String
    let parts: SourceText

    init(path: String, text: String) {
        self.path = path
        self.text = text
        parts = SourceText(text)
    }

    /// The room that the file stands in, or nil outside of `Sources`.
    var room: String? {
        let folders = path.split(separator: "/")
        return folders.count > 2 && folders[0] == "Sources" ? String(folders[1]) : nil
    }

    /// The number of its lines.
    var lineCount: Int {
        text.utf8.count { $0 == UInt8(ascii: "\n") } + (text.hasSuffix("\n") || text.isEmpty ? 0 : 1)
    }
}
