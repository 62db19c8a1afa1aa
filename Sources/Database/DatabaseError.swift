/// What the database refused or could not do. The description never contains a value.
package struct DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure; new kinds may be added.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String, Hashable, Sendable {
            case unique, foreignKey, check, notNull, busy, full, connection, conflict, readOnly, permission, schema
            case damaged, decoding, aborted, other
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// The name of the kind.
        package var description: String { kind.rawValue }

        /// A row with this key exists already.
        package static let unique = Code(.unique)
        /// A row that must exist does not, or is still referred to.
        package static let foreignKey = Code(.foreignKey)
        /// A value is outside of what the table allows.
        package static let check = Code(.check)
        /// A value is missing.
        package static let notNull = Code(.notNull)
        /// Somebody else holds the database.
        package static let busy = Code(.busy)
        /// The disk is full or broken: nothing new may be handed off.
        package static let full = Code(.full)
        /// The server cannot be reached; whether the transaction was committed may be unknown.
        package static let connection = Code(.connection)
        /// Two transactions collided and this one gave way; it may be tried again.
        package static let conflict = Code(.conflict)
        /// The database is open for reading only.
        package static let readOnly = Code(.readOnly)
        /// The row belongs to another tenant, or the database user lacks a right.
        package static let permission = Code(.permission)
        /// The schema is newer than this program, or was changed behind its back.
        package static let schema = Code(.schema)
        /// The file is not a whole backup.
        package static let damaged = Code(.damaged)
        /// A column held another type than the program expects.
        package static let decoding = Code(.decoding)
        /// An earlier statement of the same transaction failed, so nothing more can be done in it.
        package static let aborted = Code(.aborted)
        /// Anything else.
        package static let other = Code(.other)
    }

    /// The kind of failure.
    package let code: Code
    /// The engine's own words, without values; for the log.
    package let reason: String

    /// A failure of one kind.
    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Kind and reason, for the log.
    package var description: String { "database: \(code): \(reason)" }
}

extension DatabaseError {
    /// Two that ask for one key at the same time: the database lets one have it, and the other one is refused in the words
    /// of whoever asks.
    ///
    /// - Parameter refusal: Thrown instead of a failure of the kind `unique`.
    /// - Throws: `refusal`, or what `body` throws.
    package static func refusingSecond<Value>(
        with refusal: any Error, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError where error.code == .unique {
            throw refusal
        }
    }
}
