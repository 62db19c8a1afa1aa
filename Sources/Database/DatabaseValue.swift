package import Domain

/// One value as both engines store it.
package enum DatabaseValue: Hashable, Sendable {
    /// SQL `NULL`.
    case null
    /// `BIGINT` on PostgreSQL, `INTEGER` on SQLite.
    case integer(Int64)
    /// `DOUBLE PRECISION` on PostgreSQL, `REAL` on SQLite.
    case real(Double)
    /// `TEXT`, UTF-8.
    case text(String)
    /// `BYTEA` on PostgreSQL, `BLOB` on SQLite.
    case blob([UInt8])
}

/// A type that goes into a column and comes back unchanged, on both engines.
package protocol DatabaseConvertible {
    /// The value to store.
    var databaseValue: DatabaseValue { get }
    /// The value read from a column, or nil if the column holds something else.
    init?(databaseValue: DatabaseValue)
}

extension Int64: DatabaseConvertible {
    /// Stored as an integer.
    package var databaseValue: DatabaseValue { .integer(self) }
    /// Nil unless the column holds an integer.
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self = number
    }
}

extension Int: DatabaseConvertible {
    /// Stored as an integer.
    package var databaseValue: DatabaseValue { .integer(Int64(self)) }
    /// Nil unless the column holds an integer.
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self = Int(number)
    }
}

extension Bool: DatabaseConvertible {
    /// 0 or 1: SQLite has no other booleans.
    package var databaseValue: DatabaseValue { .integer(self ? 1 : 0) }
    /// Nil unless the column holds an integer; anything but 0 is true.
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self = number != 0
    }
}

extension Double: DatabaseConvertible {
    /// Stored as a floating-point number.
    package var databaseValue: DatabaseValue { .real(self) }
    /// Nil unless the column holds a number.
    package init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }
}

extension String: DatabaseConvertible {
    /// Stored as text.
    package var databaseValue: DatabaseValue { .text(self) }
    /// Nil unless the column holds text.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        self = text
    }
}

extension [UInt8]: DatabaseConvertible {
    /// Stored as bytes.
    package var databaseValue: DatabaseValue { .blob(self) }
    /// Nil unless the column holds bytes.
    package init?(databaseValue: DatabaseValue) {
        guard case .blob(let bytes) = databaseValue else { return nil }
        self = bytes
    }
}

extension Optional: DatabaseConvertible where Wrapped: DatabaseConvertible {
    /// Stored as NULL, or as the wrapped value is stored.
    package var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
    /// Nil unless the column holds NULL or a wrapped value.
    package init?(databaseValue: DatabaseValue) {
        if case .null = databaseValue {
            self = .none
            return
        }
        guard let wrapped = Wrapped(databaseValue: databaseValue) else { return nil }
        self = .some(wrapped)
    }
}

extension DatabaseConvertible where Self: RawRepresentable, RawValue: DatabaseConvertible {
    /// Stored as the raw value; adopting the protocol is one empty extension per type.
    package var databaseValue: DatabaseValue { rawValue.databaseValue }
    /// Nil also for a raw value that no case has.
    package init?(databaseValue: DatabaseValue) {
        guard let raw = RawValue(databaseValue: databaseValue) else { return nil }
        self.init(rawValue: raw)
    }
}

// Written out, because each row holds several: what is made for all types with raw values asks for their kind at run time.
extension Identifier: DatabaseConvertible {
    /// Stored as an integer.
    package var databaseValue: DatabaseValue { .integer(rawValue) }
    /// Nil unless the column holds an integer.
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self.init(rawValue: number)
    }
}

extension Language: DatabaseConvertible {}

extension Instant: DatabaseConvertible {
    /// Milliseconds since the Unix epoch.
    package var databaseValue: DatabaseValue { .integer(milliseconds) }
    /// Nil unless the column holds an integer.
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self.init(milliseconds: number)
    }
}

extension Duration: DatabaseConvertible {
    /// Whole milliseconds.
    package var databaseValue: DatabaseValue { .integer(inMilliseconds) }
    /// Nil unless the column holds an integer.
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self = .milliseconds(number)
    }
}
