import Domain

/// One look for news: what came of it. Nothing that fails keeps the rest from being told.
struct FamilyRound: Sendable {
    private let what: String
    private let log: Log
    /// How many were told.
    private(set) var told = 0
    /// Whether nothing failed, and nothing was left out because the program ends.
    private(set) var isWhole = true

    init(_ what: String, log: Log) {
        self.what = what
        self.log = log
    }

    /// Does a part of it, which says how many it told; false if it could not be done for now.
    @discardableResult
    mutating func take(_ work: () async throws -> Int) async -> Bool {
        var isDone = false
        if !Task.isCancelled {
            do {
                told += try await work()
                // Whoever is interrupted in between stops without an error.
                isDone = !Task.isCancelled
            } catch {
                log.error("family.untold", ("what", what), ("reason", error.logged))
            }
        }
        if !isDone { isWhole = false }
        return isDone
    }
}
