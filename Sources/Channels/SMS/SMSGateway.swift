package import Domain

/// Where short messages are handed to. A setting of the installation, never of an organization.
package struct SMSGateway: Sendable {
    let base: HTTPURL
    let account: CallID
    let token: Secret
    let sender: SMSSender
    let timeout: Duration

    /// A gateway that speaks the widely used message API.
    /// - Parameters:
    ///   - base: The API's address up to the account list, such as `https://gateway.example/2010-04-01`.
    ///   - account: The account's id; the user of basic authentication, too.
    ///   - token: The account's password.
    ///   - sender: What people see as the sender.
    ///   - timeout: How long one API call may take.
    package init(
        base: HTTPURL, account: CallID, token: Secret, sender: SMSSender, timeout: Duration = .seconds(15)
    ) {
        self.base = base
        self.account = account
        self.token = token
        self.sender = sender
        self.timeout = timeout
    }

    var url: HTTPURL? { base.appending(path: "/Accounts/\(account)/Messages.json") }
}

/// What people see as the sender of a short message: a number, or a name where carriers allow one.
package struct SMSSender: Hashable, Sendable, CustomStringConvertible {
    /// As the gateway takes it.
    package let description: String

    /// A telephone number, or 3 to 11 ASCII letters and digits with a letter among them; nil for anything else.
    package init?(_ text: String) {
        if let number = try? PhoneNumber(text) {
            description = number.international
            return
        }
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))
        }
        guard isPlain, (3...11).contains(text.utf8.count), text.contains(where: \.isLetter) else { return nil }
        description = text
    }
}
