package import Domain

/// Collects the errors of several fields, so that a person sees all of them at once.
package struct InputCheck {
    /// What was refused so far, in the order of the fields.
    package private(set) var errors: [FieldError] = []

    /// A check without errors.
    package init() {}

    /// The value, or nil if it was refused; the reasons are kept.
    package mutating func take<Value>(_ make: () throws(InvalidInput) -> Value) -> Value? {
        do {
            return try make()
        } catch {
            errors += error.errors
            return nil
        }
    }

    /// Keeps one more reason.
    package mutating func add(_ error: FieldError) {
        errors.append(error)
    }

    /// Refuses the input if any field was refused.
    ///
    /// - Throws: `InvalidInput` with all errors.
    package func finish() throws(InvalidInput) {
        if !errors.isEmpty { throw InvalidInput(errors) }
    }
}
