extension APIServices {
    /// The office: policy, clients, notices.
    var officeOperations: [APIOperation] { [] }
}
