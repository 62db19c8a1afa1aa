import HTTPServer

/// Our cookies. Their names bind them to this host, to https (or localhost) and to the whole site.
enum Cookie: String, Sendable {
    /// The session.
    case session = "__Host-anpi"
    /// The session of a family user.
    case family = "__Host-anpi-family"
    /// The mark of a browser that a family user logged in from before.
    case familyDevice = "__Host-anpi-family-device"
    /// A login that is not finished.
    case pendingLogin = "__Host-anpi-login"
    /// A trip to another provider.
    case external = "__Host-anpi-external"
    /// The mark of a browser that was used before (`DeviceMark`).
    case device = "__Host-anpi-device"
    /// The language that was chosen last.
    case language = "__Host-anpi-lang"
    /// What was done last, shown once after the redirect.
    case banner = "__Host-anpi-done"

    /// How long the browser keeps it, in seconds; nil until it is closed.
    private var lifetime: Int? {
        switch self {
        case .session, .family, .pendingLogin, .banner, .external: nil
        case .device, .familyDevice, .language: 365 * 86_400
        }
    }

    /// The value that the browser sent.
    func value(in request: HTTPRequest) -> String? {
        request.cookie(rawValue)
    }

    /// The header that sets it. The value must be made of letters, digits and signs that cookies may hold.
    func header(setting value: String) -> String {
        let age = lifetime.map { "; Max-Age=\($0)" } ?? ""
        return "\(rawValue)=\(value); Path=/; Secure; HttpOnly; SameSite=Lax\(age)"
    }

    /// The header that removes it.
    var removal: String {
        "\(rawValue)=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
    }
}

extension HTTPResponse {
    /// This response, setting a cookie.
    func setting(_ cookie: Cookie, to value: String) -> HTTPResponse {
        var response = self
        response.headers.add("Set-Cookie", cookie.header(setting: value))
        return response
    }

    /// This response, removing a cookie.
    func removing(_ cookie: Cookie) -> HTTPResponse {
        var response = self
        response.headers.add("Set-Cookie", cookie.removal)
        return response
    }
}
