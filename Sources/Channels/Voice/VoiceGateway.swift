package import Domain

/// Where calls are handed to. A setting of the installation, never of an organization.
package struct VoiceGateway: Sendable {
    let base: HTTPURL
    let account: CallID
    let token: Secret
    let from: PhoneNumber
    let callbackURL: HTTPURL
    let timeout: Duration

    /// A gateway that speaks the widely used call API.
    /// - Parameters:
    ///   - base: The API's address up to the account list, such as `https://gateway.example/2010-04-01`.
    ///   - account: The account's id; the user of basic authentication, too.
    ///   - token: The account's password.
    ///   - from: The number that people see.
    ///   - callbackURL: Our own address that the gateway reports to; `VoiceCallback` checks what arrives there.
    ///   - timeout: How long one API call may take.
    package init(
        base: HTTPURL, account: CallID, token: Secret, from: PhoneNumber, callbackURL: HTTPURL,
        timeout: Duration = .seconds(15)
    ) {
        self.base = base
        self.account = account
        self.token = token
        self.from = from
        self.callbackURL = callbackURL
        self.timeout = timeout
    }

    /// The address that a question's script reports keys to.
    package var keyURL: HTTPURL { callbackURL }

    func url(_ path: String) -> HTTPURL? {
        base.appending(path: "/Accounts/\(account)\(path)")
    }
}
