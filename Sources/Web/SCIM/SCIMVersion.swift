import Domain
import Foundation
import HTTPServer
import Tenants

/// Versions of resources (RFC 7644, section 3.14): another content has another one.
enum SCIMVersion {
    /// The resource with its meta-data and its version.
    static func stamped(_ resource: SCIMObject, _ meta: SCIMObject) -> SCIMObject {
        var resource = resource
        resource["meta"] = .object(meta)
        let hash = Digest.blake2b(SCIMValue.object(resource).json.bytes).prefix(12)
        var meta = meta
        meta.set("version", "\"" + hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\"")
        resource["meta"] = .object(meta)
        return resource
    }

    /// The version, without its quotation marks.
    static func of(_ resource: SCIMObject) -> String {
        (resource["meta"]?.object?["version"]?.text ?? "").filter { $0 != "\"" }
    }

    /// Refuses a change of something that has become another one since it was read.
    ///
    /// - Throws: `ProblemError`.
    static func requireMatch(_ request: HTTPRequest, _ resource: SCIMObject) throws(ProblemError) {
        guard request.isMatch(for: of(resource)) else {
            throw .scim(
                HTTPStatus(412), nil, ja: "読み取ったあとに変更されています。もう一度読み取ってから変更してください。",
                en: "It was changed since you read it. Read it again before changing it.")
        }
    }
}

/// Points in time as SCIM writes them: `2026-11-22T16:00:00.000Z`.
enum SCIMTime {
    static func text(_ instant: Instant) -> String {
        let days = DayFormat(timeZone: "UTC")
        let rest = (instant.milliseconds % 86_400_000 + 86_400_000) % 86_400_000
        func padded(_ number: Int64, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let (seconds, milliseconds) = (rest / 1_000, rest % 1_000)
        return days.text(instant) + "T" + padded(seconds / 3_600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":"
            + padded(seconds % 60, 2) + "." + padded(milliseconds, 3) + "Z"
    }

    /// The point that somebody wrote; nil if it is none.
    static func instant(_ text: String) -> Instant? {
        for options: ISO8601DateFormatter.Options in [
            [.withInternetDateTime, .withFractionalSeconds], [.withInternetDateTime],
        ] {
            let format = ISO8601DateFormatter()
            format.formatOptions = options
            if let date = format.date(from: text) {
                return Instant(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
            }
        }
        return nil
    }
}
