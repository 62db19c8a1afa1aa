extension APIServices {
    /// Backup codes, resets, one's own sessions.
    var careOperations: [APIOperation] { [] }
}
