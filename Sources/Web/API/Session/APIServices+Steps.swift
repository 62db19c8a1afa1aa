extension APIServices {
    /// The steps of a login after the password.
    var stepOperations: [APIOperation] { [] }
}
