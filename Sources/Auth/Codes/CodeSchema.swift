import Database

/// The tables of codes by mail and phone: numbers 210 to 219.
enum CodeSchema {
    static let migrations: [Migration] = []
}
