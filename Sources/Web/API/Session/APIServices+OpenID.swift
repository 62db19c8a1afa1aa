extension APIServices {
    /// Other providers' logins.
    var openIDOperations: [APIOperation] { [] }
}
