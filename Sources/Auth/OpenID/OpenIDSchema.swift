import Database

/// The tables of other providers' logins: numbers 240 to 249.
enum OpenIDSchema {
    static let migrations: [Migration] = []
}
