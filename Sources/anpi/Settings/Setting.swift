/// One `ANPI_…` variable: its name, what it means, its default and how its text is read.
struct Setting<Value: Sendable>: SettingDescription {
    let name: String
    let standard: String?
    let help: String
    private let parse: @Sendable (String) -> Value?
    let expected: String

    /// A variable.
    ///
    /// - Parameters:
    ///   - standard: The text that stands if the variable is not set; nil if it must be set.
    ///   - expected: What a valid text looks like, for the error.
    init(
        _ name: String, standard: String?, expected: String, help: String, parse: @escaping @Sendable (String) -> Value?
    ) {
        self.name = name
        self.standard = standard
        self.expected = expected
        self.help = help
        self.parse = parse
    }

    /// The variable's value in an environment.
    ///
    /// - Throws: `SettingsError` that names the variable; never its text, which may be a secret.
    func read(from environment: [String: String]) throws -> Value {
        let text = environment[name] ?? ""
        guard let chosen = text.isEmpty ? standard : text else {
            throw SettingsError(reason: "\(name) is not set. It takes \(expected).")
        }
        guard let value = parse(chosen) else {
            throw SettingsError(reason: "\(name) was not understood. It takes \(expected).")
        }
        return value
    }
}

/// What `anpi serve --help` prints of a variable.
protocol SettingDescription: Sendable {
    var name: String { get }
    var standard: String? { get }
    var expected: String { get }
    var help: String { get }
}

/// A variable that is missing or was not understood; found at start, before anything is done.
struct SettingsError: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}
