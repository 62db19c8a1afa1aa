package import Domain

/// Where mail is handed to, and how. A setting of the installation, never of an organization.
package struct SMTPRelay: Sendable, Hashable {
    /// How the connection is protected. A certificate is always checked when there is one.
    package enum Security: String, Sendable, CaseIterable {
        /// STARTTLS, and no mail without it (port 587, usually).
        case required
        /// TLS from the first byte (port 465, usually).
        case implicit
        /// STARTTLS if the relay offers it.
        case opportunistic
        /// Plain text; for a relay on the same machine.
        case none
    }

    /// Name and password at the relay.
    package struct Credentials: Sendable, Hashable {
        /// The name.
        package let user: String
        /// The password.
        package let password: Secret

        /// Name and password at the relay.
        package init(user: String, password: Secret) {
            self.user = user
            self.password = password
        }
    }

    /// Why a relay cannot be used.
    package enum Flaw: String, Error, CaseIterable, Sendable {
        /// The host is not a host name or an address.
        case host
        /// The port is not between 1 and 65,535.
        case port
        /// The name we greet with is not a host name.
        case greetingName
        /// A password would cross the network unprotected.
        case passwordInTheClear
    }

    let host: String
    let port: Int
    let security: Security
    let credentials: Credentials?
    let caFile: String?
    let greetingName: String
    let connectTimeout: Duration
    let replyTimeout: Duration
    let totalTimeout: Duration

    /// A relay.
    /// - Parameters:
    ///   - host: Host name or address.
    ///   - port: 1–65,535.
    ///   - credentials: Refused unless TLS is certain or the relay is on this machine.
    ///   - caFile: A PEM file of certificates to trust instead of the system's; nil for the system's.
    ///   - greetingName: The host name we say in EHLO.
    ///   - connectTimeout: How long TCP and TLS may take.
    ///   - replyTimeout: How long the relay may think about one command, the final dot included.
    ///   - totalTimeout: How long one mail may take altogether.
    package init(
        host: String, port: Int, security: Security, credentials: Credentials? = nil, caFile: String? = nil,
        greetingName: String, connectTimeout: Duration = .seconds(10), replyTimeout: Duration = .seconds(60),
        totalTimeout: Duration = .seconds(180)
    ) throws(Flaw) {
        guard HostName.isValid(host) else { throw .host }
        guard (1...65_535).contains(port) else { throw .port }
        guard HostName.isValid(greetingName), !greetingName.contains(":") else { throw .greetingName }
        let isProtected = security == .required || security == .implicit || HostName.isLoopback(host)
        guard credentials == nil || isProtected else { throw .passwordInTheClear }
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
        self.caFile = caFile
        self.greetingName = greetingName
        self.connectTimeout = connectTimeout
        self.replyTimeout = replyTimeout
        self.totalTimeout = totalTimeout
    }
}
