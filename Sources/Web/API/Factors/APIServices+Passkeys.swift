extension APIServices {
    /// Passkeys.
    var passkeyOperations: [APIOperation] { [] }
}
