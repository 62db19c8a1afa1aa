package import Auth
package import Domain

/// What the pages do their work with; the wiring fills it.
package struct PageServices: Sendable {
    /// Scheme and host of our pages, such as `https://anpi.example.jp`.
    let publicURL: String
    let clock: WallClock
    let randomness: Randomness
    let logIn: LogIn
    let changePassword: ChangePassword
    let sessions: Sessions
}
