import Domain

extension Address.StringInterpolation {
    /// The number of a row.
    mutating func appendInterpolation<Kind>(_ identifier: Identifier<Kind>) {
        appendInterpolation(identifier.description)
    }
}
