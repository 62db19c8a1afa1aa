extension APIServices {
    /// Codes by mail and phone.
    var codeOperations: [APIOperation] { [] }
}
