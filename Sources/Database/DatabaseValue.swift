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
    package var databaseValue: DatabaseValue { .integer(self) }
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self = number
    }
}

extension Int: DatabaseConvertible {
    package var databaseValue: DatabaseValue { .integer(Int64(self)) }
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self = Int(number)
    }
}

extension Bool: DatabaseConvertible {
    /// 0 or 1: SQLite has no other booleans.
    package var databaseValue: DatabaseValue { .integer(self ? 1 : 0) }
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self = number != 0
    }
}

extension Double: DatabaseConvertible {
    package var databaseValue: DatabaseValue { .real(self) }
    package init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }
}

extension String: DatabaseConvertible {
    package var databaseValue: DatabaseValue { .text(self) }
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        self = text
    }
}

extension [UInt8]: DatabaseConvertible {
    package var databaseValue: DatabaseValue { .blob(self) }
    package init?(databaseValue: DatabaseValue) {
        guard case .blob(let bytes) = databaseValue else { return nil }
        self = bytes
    }
}

extension Optional: DatabaseConvertible where Wrapped: DatabaseConvertible {
    package var databaseValue: DatabaseValue { map(\.databaseValue) ?? .null }
    package init?(databaseValue: DatabaseValue) {
        guard databaseValue != .null else {
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

extension Identifier: DatabaseConvertible {}
extension Language: DatabaseConvertible {}

extension Instant: DatabaseConvertible {
    /// Milliseconds since the Unix epoch.
    package var databaseValue: DatabaseValue { .integer(milliseconds) }
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self.init(milliseconds: number)
    }
}

extension Duration: DatabaseConvertible {
    /// Whole milliseconds.
    package var databaseValue: DatabaseValue { .integer(inMilliseconds) }
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let number) = databaseValue else { return nil }
        self = .milliseconds(number)
    }
}
