extension APIServices {
    /// ログインID管理.
    var accountOperations: [APIOperation] { [] }
}
