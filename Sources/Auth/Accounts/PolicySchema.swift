import Database

/// The tables of the lists of logins: numbers 250 to 259.
enum PolicySchema {
    static let migrations: [Migration] = []
}
