package import Domain

/// What an import did, or would do.
package struct PeopleImportReport: Hashable, Sendable {
    /// A line that was refused for one reason.
    package struct Problem: Hashable, Sendable {
        /// The number of the line in the file; the heading is line 1.
        package let line: Int
        /// Field, rule and sentence.
        package let error: FieldError
    }

    /// The lines with people in them.
    package internal(set) var lines = 0
    /// The lines that add somebody.
    package internal(set) var added = 0
    /// The lines that change somebody.
    package internal(set) var changed = 0
    /// The people who would leave because the file does not name them.
    package internal(set) var leaving = 0
    /// Whether that is more than a tenth of all, which takes a word of its own.
    package internal(set) var isManyLeaving = false
    /// The lines that were left out because somebody changed the same people while the file was taken in.
    package internal(set) var overtaken = 0
    /// The lines that say what is stored already.
    package internal(set) var unchanged = 0
    /// The lines that say anew who is an administrator.
    package internal(set) var appointed = 0
    /// The lines that were refused.
    package internal(set) var refused = 0
    /// Why, in the order of the lines; a line may have several reasons. At most `mostProblems` are kept.
    package internal(set) var problems: [Problem] = []
    /// How many reasons there were, kept or not.
    package internal(set) var problemCount = 0
    /// What the lines change, in their order. At most `mostChanges` are kept.
    package internal(set) var changes: [PeopleDifference] = []
    /// Names everything that would be done and everything that it depends on: if anything of that changes, it is another one.
    /// It is made with a key, so that nobody can try contacts out against it; empty without one.
    package internal(set) var mark = ""
    /// The codes of departments that are made on the way, in order.
    package internal(set) var newDepartments: [String] = []
    /// Whether the people are imported now.
    package internal(set) var isImported = false

    /// Nobody reads more, and a file of nothing but mistakes must not fill the memory.
    package static let mostProblems = 10_000

    /// The most changes that are kept to be read.
    package static let mostChanges = 10_000

    /// Keeps what the lines of a chunk change.
    mutating func add(_ found: [PeopleDifference], mark next: String) {
        changes += found.prefix(Self.mostChanges - changes.count)
        if !next.isEmpty { mark = Digest.name(mark + next) }
    }

    /// Makes the mark one that only this program can make.
    mutating func seal(with key: [UInt8]?, for tenant: TenantID) {
        mark = key.map { Digest.name("\(tenant) \(leaving) \(mark)", key: $0) } ?? ""
    }

    /// Keeps what is wrong with one line.
    mutating func refuse(_ line: Int, _ errors: [FieldError]) {
        refused += 1
        problemCount += errors.count
        problems += errors.prefix(Self.mostProblems - problems.count).map { Problem(line: line, error: $0) }
    }
}
