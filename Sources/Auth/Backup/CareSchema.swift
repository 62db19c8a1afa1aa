import Database

/// The tables of backup codes and resets: numbers 230 to 239.
enum CareSchema {
    static let migrations: [Migration] = []
}
