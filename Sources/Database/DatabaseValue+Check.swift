extension DatabaseValue {
    /// Refuses what only one of the engines can store, so that both refuse it.
    ///
    /// - Throws: `DatabaseError` of kind `check` for text with a NUL character and for a number that is not a number.
    func check() throws {
        switch self {
        case .text(let text) where text.utf8.contains(0):
            throw DatabaseError(.check, "text with a NUL character cannot be stored")
        case .real(let number) where number.isNaN:
            throw DatabaseError(.check, "NaN cannot be stored")
        default: break
        }
    }
}
