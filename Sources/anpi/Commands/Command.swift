/// One command of the command line.
struct Command: Sendable {
    /// The words that call it, such as `audit verify`.
    let words: [String]
    /// What comes after the words, such as `FILE [--key-file PATH]`.
    let synopsis: String
    /// What it does, in one line.
    let summary: String
    /// More about it; may be empty.
    let details: String
    /// Options that take a value.
    let options: Set<String>
    /// Options that stand alone.
    let flags: Set<String>
    /// Does it; the result is the process's status.
    let run: @Sendable (Arguments) async throws -> Int32

    init(
        _ words: String, _ synopsis: String = "", _ summary: String, details: String = "", options: Set<String> = [],
        flags: Set<String> = [], run: @escaping @Sendable (Arguments) async throws -> Int32
    ) {
        self.words = words.split(separator: " ").map(String.init)
        self.synopsis = synopsis
        self.summary = summary
        self.details = details
        self.options = options
        self.flags = flags
        self.run = run
    }

    /// What `--help` prints.
    var manual: String {
        let call = (["anpi"] + words + [synopsis]).filter { !$0.isEmpty }.joined(separator: " ")
        return "usage: \(call)\n\n\(summary)\(details.isEmpty ? "" : "\n\n" + details)"
    }
}

/// The command was called with words that it does not take.
struct UsageError: Error {
    let reason: String
}

/// What stands after a command's words.
struct Arguments: Sendable {
    /// The words without a name.
    let positional: [String]
    /// `--name value` or `--name=value`.
    let options: [String: String]
    /// `--name`.
    let flags: Set<String>

    /// - Throws: `UsageError` for an option that the command does not have.
    init(_ words: [String], of command: Command) throws {
        var positional: [String] = []
        var options: [String: String] = [:]
        var flags: Set<String> = []
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                positional.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            if command.options.contains(name) {
                guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                    throw UsageError(reason: "--\(name) needs a value.")
                }
                options[name] = value
            } else if command.flags.contains(name) || name == "help", parts.count == 1 {
                flags.insert(name)
            } else {
                throw UsageError(reason: "There is no option --\(name).")
            }
        }
        self.positional = positional
        self.options = options
        self.flags = flags
    }

    /// The word at a place.
    ///
    /// - Throws: `UsageError` that names what is missing.
    func word(_ index: Int, _ name: String) throws -> String {
        guard positional.indices.contains(index) else { throw UsageError(reason: "\(name) is missing.") }
        return positional[index]
    }

    /// An option that must be given.
    ///
    /// - Throws: `UsageError`.
    func option(_ name: String) throws -> String {
        guard let value = options[name] else { throw UsageError(reason: "--\(name) is missing.") }
        return value
    }
}
