import Foundation

extension SourceFile {
    /// The imports that the file's room has no arrow for, as `path: import`.
    var strayImports: [String] {
        guard let name = room, let room = Room.named(name) else { return [] }
        let allowed = room.reach.union(room.libraries).union(Exceptions.systemModules)
            .union(name == Room.testKit.name ? ["Testing"] : [])
        return imports.filter { !allowed.contains($0) }.map { "\(path): \(name) does not import \($0)" }
    }

    /// The modules that the file imports.
    var imports: [String] {
        parts.code.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import") else { return nil }
            // Before it only access and attributes may stand, after it perhaps the kind of a single declaration.
            let before = words[..<keyword]
            guard
                before.allSatisfy({
                    $0.hasPrefix("@") || ["package", "internal", "private", "fileprivate", "public"].contains($0)
                })
            else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
            let module = words[(keyword + 1)...].first { !kinds.contains($0) }
            return module?.split(separator: ".").first.map(String.init)
        }
    }

    /// Lines that switch the concurrency checks off without saying, in the ten lines above, why that is right.
    var unprovenBridges: [String] {
        let code = parts.code.split(separator: "\n", omittingEmptySubsequences: false)
        let comments = parts.comments.split(separator: "\n", omittingEmptySubsequences: false)
        return code.indices.compactMap { index in
            let line = code[index]
            guard line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") else { return nil }
            let above = comments[max(0, index - 10)...index]
            return above.contains { $0.contains("//") } ? nil : "\(path):\(index + 1): no proof stands above"
        }
    }
}
