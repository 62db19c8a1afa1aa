import Synchronization

/// Hands a connection from the thread that opened it to the one thread that uses it from then on.
///
/// Proof for `@unchecked Sendable`: the maker gives the box to exactly one thread and keeps no other reference.
final class UncheckedBox<Value: AnyObject>: @unchecked Sendable {
    private var held: Value?

    init(_ value: Value) {
        held = value
    }

    /// The value; only on the thread that the box was given to, and not after `discard`.
    var value: Value {
        guard let held else { preconditionFailure("The connection was closed before") }
        return held
    }

    /// Lets the value go, on the thread that used it.
    func discard() {
        held = nil
    }
}
