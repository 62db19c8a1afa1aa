import CSodium
import Domain
import HTTPServer
import Tenants

/// The `Idempotency-Key` of one call: 16 to 128 visible ASCII characters that the caller makes anew for each thing it
/// wants done once, such as a UUID. Each actor has keys of its own.
struct IdempotencyKey: Sendable {
    /// What the table is searched by.
    let hash: [UInt8]
    /// Tells whether a repeated key came with the same call.
    let requestHash: [UInt8]
    /// Seals the stored answer: without the key that only the caller knows, a copy of the database does not open it.
    let sealingKey: [UInt8]

    /// The key that a request carries; nil if it carries none.
    ///
    /// - Throws: `ProblemError` if it is not a key.
    init?(of request: HTTPRequest, scope: TenantScope, secret: [UInt8]) throws {
        let sent = request.headers.all("Idempotency-Key")
        guard let text = sent.first else { return nil }
        guard sent.count == 1, (16...128).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else {
            throw Visit.refusal(
                "Idempotency-Key", "format", ja: "Idempotency-Key は16〜128文字の半角英数字・記号で1つだけ送ってください。",
                en: "Send one Idempotency-Key of 16 to 128 visible ASCII characters.")
        }
        let key = ["\(scope.tenant)", scope.actor.auditName, text].map { Array($0.utf8) }
        hash = Self.digest([Array("find".utf8)] + key, secret)
        sealingKey = Self.digest([Array("seal".utf8)] + key, secret)
        let query = request.queryItems.flatMap { [Array($0.name.utf8), Array($0.value.utf8)] }
        requestHash = Self.digest(
            [Array(request.method.rawValue.utf8), Array(request.path.utf8), request.body] + query, secret)
    }

    /// BLAKE2b-256 over the parts, each with its length.
    private static func digest(_ parts: [[UInt8]], _ secret: [UInt8]) -> [UInt8] {
        var input: [UInt8] = []
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).bigEndian) { input.append(contentsOf: $0) }
            input += part
        }
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, input, UInt64(input.count), secret, secret.count)
        return output
    }
}

/// An answer as it is kept: sealed, because it may hold what is shown only once.
struct SealedResponse {
    /// The bytes to store: nonce and box.
    let bytes: [UInt8]

    /// Seals kind, place and body of a response that is held in memory.
    init?(_ response: HTTPResponse, key: [UInt8], randomness: Randomness) {
        guard case .bytes(let body) = response.body else { return nil }
        let head = [response.headers["Content-Type"] ?? "", response.headers["Location"] ?? ""]
        let message = Array(head.map { $0 + "\n" }.joined().utf8) + body
        bytes = SecretBox(key: key).seal(message, randomness: randomness)
    }

    /// The response that was sealed in these bytes, or nil if the key is another one.
    static func open(_ bytes: [UInt8], status: Int, key: [UInt8]) -> HTTPResponse? {
        guard (200...599).contains(status), let message = SecretBox(key: key).open(bytes) else { return nil }
        let parts = message.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var response = HTTPResponse(status: HTTPStatus(status), body: .bytes(Array(parts[2])))
        for (name, value) in zip(["Content-Type", "Location"], parts) where !value.isEmpty {
            response.headers[name] = String(decoding: value, as: UTF8.self)
        }
        return response
    }
}
