import CJose
import Glibc

/// A key with which a provider signs its tokens.
struct SigningKey: Sendable, Hashable {
    /// The most keys of a provider that are looked at.
    static let most = 50
    /// A shorter RSA key proves nothing (NIST SP 800-131A).
    private static let shortestRSA = 2_048
    /// Members that hold numbers as URL-safe base64 (RFC 7518 §6).
    private static let numbers = ["n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y"]

    /// The provider's name for it; nil if it has none.
    let id: String?
    /// `RSA` or `EC`: secrets that are shared are no keys of a provider.
    let type: String
    /// The one algorithm it is for; nil for any of its type.
    let algorithm: String?
    /// The key as JSON, for the library.
    fileprivate let json: [UInt8]

    /// The keys for signatures in a JSON Web Key Set; nil if the text is none. Keys of other kinds are left out.
    static func set(_ bytes: [UInt8]) -> [SigningKey]? {
        guard let keys = JSONMembers(bytes)?.objects("keys") else { return nil }
        return keys.prefix(most).compactMap(SigningKey.init)
    }

    private init?(_ members: JSONMembers) {
        guard let type = members.text("kty"), type == "RSA" || type == "EC", members.text("use") ?? "sig" == "sig",
            let json = members.bytes,
            Self.numbers.allSatisfy({ members.text($0).map { isURLSafeBase64($0.utf8[...]) } ?? true })
        else { return nil }
        self.type = type
        self.json = json
        id = members.text("kid")
        algorithm = members.text("alg")
    }

    /// Whether the signature of a token is of this key.
    fileprivate func signed(_ token: OpaquePointer) -> Bool {
        var error = cjose_err()
        let key = json.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cjose_jwk_import($0.baseAddress, $0.count, &error) }
        }
        guard let key else { return false }
        defer { cjose_jwk_release(key) }
        if type == "RSA", cjose_jwk_get_keysize(key, &error) < Self.shortestRSA { return false }
        return cjose_jws_verify(token, key, &error)
    }
}

/// A token that a provider signed (RFC 7515, compact form). What stands in its header chooses among the provider's keys
/// and algorithms we allow, and nothing else: neither an unsigned one, nor one signed with a secret or with a key that it
/// brings along.
enum SignedToken {
    /// A longer one is nobody's.
    static let longest = 16_384

    /// The algorithms that are allowed, with the type of their keys.
    static let algorithms: [String: String] = [
        "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
        "ES256": "EC", "ES384": "EC", "ES512": "EC",
    ]

    /// What the token says, if one of the keys signed it.
    static func open(_ compact: String, keys: [SigningKey]) throws(IDTokenRefusal) -> JSONMembers {
        guard compact.utf8.count <= longest, isCompact(compact) else { throw .malformed }
        var error = cjose_err()
        guard let token = cjose_jws_import(compact, compact.utf8.count, &error) else { throw .malformed }
        defer { cjose_jws_release(token) }
        guard let header = cjose_jws_get_protected(token) else { throw .malformed }
        func text(_ name: String) -> String? { cjose_header_get(header, name, &error).map { String(cString: $0) } }
        // What must be understood and is not known here cannot be taken.
        if let critical = cjose_header_get_raw(header, "crit", &error) {
            free(critical)
            throw .malformed
        }
        guard let algorithm = text("alg"), let type = algorithms[algorithm] else { throw .algorithm }
        let name = text("kid")
        let candidates = keys.filter { key in
            key.type == type && key.algorithm ?? algorithm == algorithm && (name == nil || key.id == name)
        }
        guard !candidates.isEmpty else { throw .unknownKey }
        guard candidates.contains(where: { $0.signed(token) }) else { throw .signature }
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard cjose_jws_get_plaintext(token, &bytes, &count, &error), let bytes,
            let members = JSONMembers(Array(UnsafeBufferPointer(start: bytes, count: count)))
        else { throw .malformed }
        return members
    }

    /// Three parts of URL-safe base64.
    private static func isCompact(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy(isURLSafeBase64)
    }
}

/// Whether this can be URL-safe base64 without padding (RFC 4648 §5). The library is shown nothing else: it ends the process
/// at an equals sign in the middle.
private func isURLSafeBase64(_ text: Substring.UTF8View) -> Bool {
    text.count % 4 != 1
        && text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
}
