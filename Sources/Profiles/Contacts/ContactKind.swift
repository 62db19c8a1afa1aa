import Database

/// What kind of contact a row of the table `contact` is.
package enum ContactKind: String, Sendable, CaseIterable, DatabaseConvertible {
    /// 連絡先(MAIL): up to three, tried in the order of their position.
    case mail
    /// 連絡先(TEL): up to three, each with a contact order of its own.
    case phone
    /// 予備連絡先(MAIL): never used for sending.
    case spareMail
    /// 予備連絡先(TEL): never used for sending.
    case sparePhone

    /// Whether the dispatch engine may use it.
    package var isForSending: Bool { self == .mail || self == .phone }
}
