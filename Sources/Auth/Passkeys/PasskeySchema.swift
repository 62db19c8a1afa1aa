import Database

/// The tables of passkeys: numbers 220 to 229.
enum PasskeySchema {
    static let migrations: [Migration] = []
}
