import Database

/// A further proof beside the password, in the order in which they are offered.
package enum FactorKind: String, Sendable, CaseIterable, DatabaseConvertible {
    /// 認証アプリ.
    case app
    /// A code by mail.
    case mail
    /// A code by text message or call.
    case phone
    /// A passkey.
    case passkey
}

/// What wrong codes are counted for.
package enum LockKind: String, Sendable, CaseIterable, DatabaseConvertible {
    /// Codes of the authenticator app.
    case app
    /// Codes by mail.
    case mail
    /// Codes by phone.
    case phone
    /// Passkeys.
    case passkey
    /// Backup codes.
    case backup
    /// All of them together.
    case all

    /// What a factor's failures are counted for.
    package init(_ kind: FactorKind) {
        self =
            switch kind {
            case .app: .app
            case .mail: .mail
            case .phone: .phone
            case .passkey: .passkey
            }
    }
}
