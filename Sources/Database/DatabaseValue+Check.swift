import Glibc

extension DatabaseValue {
    /// Refuses what only one of the engines can store, so that both refuse it.
    ///
    /// - Throws: `DatabaseError` of kind `check` for text with a NUL character and for a number that is not a number.
    func check() throws {
        switch self {
        case .text(let text) where text.holdsNull:
            throw DatabaseError(.check, "text with a NUL character cannot be stored")
        case .real(let number) where number.isNaN:
            throw DatabaseError(.check, "NaN cannot be stored")
        default: break
        }
    }
}

extension String {
    /// Every value passes here: one call of the C library instead of a walk in Swift.
    fileprivate var holdsNull: Bool {
        var text = self
        return text.withUTF8 { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }
    }
}
