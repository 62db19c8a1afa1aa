/// Where the program says what it does: one structured line per event.
///
/// Fields carry request and tenant identifiers. A contact, code, password, token or message text never belongs in one.
package struct Log: Sendable {
    /// How urgently somebody should look.
    package enum Level: String, Sendable, CaseIterable {
        /// Only while looking for a fault.
        case debug
        /// A thing that happened as it should.
        case info
        /// Something the operator should know and nobody suffers from yet.
        case warning
        /// Somebody may not be reached, or an answer may be missing.
        case error
    }

    private let output: @Sendable (Level, String, [(String, String)]) -> Void

    /// A log from a function; the wiring passes one that writes JSON lines to standard error.
    package init(_ output: @escaping @Sendable (Level, String, [(String, String)]) -> Void) {
        self.output = output
    }

    /// A log that nobody reads.
    package static let none = Log { _, _, _ in }

    /// A thing that happened as it should.
    package func info(_ event: StaticString, _ fields: (String, String)...) {
        output(.info, event.description, fields)
    }

    /// Something the operator should know and nobody suffers from yet.
    package func warning(_ event: StaticString, _ fields: (String, String)...) {
        output(.warning, event.description, fields)
    }

    /// The same with fields that are there or not.
    package func warning(_ event: StaticString, _ fields: [(String, String)]) {
        output(.warning, event.description, fields)
    }

    /// Somebody may not be reached, or an answer may be missing.
    package func error(_ event: StaticString, _ fields: (String, String)...) {
        output(.error, event.description, fields)
    }
}
