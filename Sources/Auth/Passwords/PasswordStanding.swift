import Domain

/// How somebody's password stands at one moment, for whoever looks after logins.
package enum PasswordStanding: String, Sendable, CaseIterable {
    /// Nothing was handed out yet.
    case notIssued
    /// 仮パスワード: handed out, good only for choosing an own one.
    case temporary
    /// A temporary password whose time has passed: nobody logs in with it, so a new one is needed.
    case expired
    /// ユーザ変更済: chosen by the person.
    case own

    /// What is stored of a password, at this time.
    ///
    /// - Parameters:
    ///   - state: Nil for somebody who was never given one.
    ///   - end: Until when a temporary one is good.
    init(_ state: PasswordState?, until end: Instant?, at now: Instant) {
        self =
            switch state {
            case nil: .notIssued
            case .own: .own
            case .temporary: end.map { $0 > now } ?? false ? .temporary : .expired
            }
    }
}
