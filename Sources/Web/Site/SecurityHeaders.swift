/// What every response says to browsers unless its handler says otherwise.
enum SecurityHeaders {
    /// No script, style or picture from elsewhere, no framing, no caching, nothing sniffed, no address told to others.
    static let all: [(String, String)] = [
        (
            "Content-Security-Policy",
            """
            default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
            form-action 'self'; base-uri 'none'; frame-ancestors 'none'
            """
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        // Not `no-referrer`: with it, browsers send our own forms with `Origin: null`, and the gate refuses them.
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]
}
