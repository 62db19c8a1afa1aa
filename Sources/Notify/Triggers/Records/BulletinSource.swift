import Domain

/// Which way a document came first.
package enum BulletinSource: Hashable, Sendable {
    /// The Atom feed.
    case feed
    /// The drop folder.
    case folder
    /// The program itself: a demonstration or the command line.
    case commandLine
    /// The API, with the operator's token of this number: for all organizations.
    case operatorToken(Int64)
    /// The API, with a token or by a person of one organization, and for that one only; the name in the audit chain.
    case organization(String)

    /// As stored.
    var stored: String {
        switch self {
        case .feed: "feed"
        case .folder: "folder"
        case .commandLine: "commandLine"
        case .operatorToken(let number): "operator:\(number)"
        case .organization(let actor): "organization:\(actor)"
        }
    }
}
