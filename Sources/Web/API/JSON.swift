import Domain
import HTTPServer

/// A JSON value to be sent. Members keep the order in which they were written.
indirect enum JSON: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case array([JSON])
    case object([(String, JSON)])

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements) }
    init(nilLiteral: ()) { self = .null }

    init(_ value: String?) { self = value.map(JSON.text) ?? .null }
    init(_ value: Int) { self = .number(Int64(value)) }
    init(_ value: Bool) { self = .bool(value) }
    /// Identifiers are strings: JavaScript rounds numbers of this size.
    init<Kind>(_ value: Identifier<Kind>?) { self = value.map { .text($0.description) } ?? .null }
    /// Instants are milliseconds since the Unix epoch.
    init(_ value: Instant?) { self = value.map { .number($0.milliseconds) } ?? .null }

    /// The value as UTF-8.
    var bytes: [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    private func append(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): output.append(contentsOf: String(value).utf8)
        case .text(let value): Self.append(value, to: &output)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.append(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.append(member.0, to: &output)
                output.append(UInt8(ascii: ":"))
                member.1.append(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x0a: output.append(contentsOf: "\\n".utf8)
            case 0x00..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                output.append(contentsOf: "\\u00".utf8)
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension HTTPResponse {
    /// A JSON value.
    static func json(_ value: JSON, status: HTTPStatus = .ok) -> HTTPResponse {
        json(value.bytes, status: status)
    }
}

extension Problem {
    /// Problem details (RFC 9457).
    func response(in language: Language) -> HTTPResponse {
        var members: [(String, JSON)] = [
            ("type", "about:blank"), ("title", .text(message[language])), ("status", JSON(status.code)),
            ("code", .text(code)),
        ]
        if !fields.isEmpty {
            members.append(
                (
                    "errors",
                    .array(
                        fields.map { error in
                            [
                                "field": .text(APIName.of(error.field)), "rule": .text(error.rule),
                                "detail": .text(error.message[language]),
                            ]
                        })
                ))
        }
        var response = HTTPResponse.problem(JSON.object(members).bytes, status: status)
        if let retryAfter { response.headers["Retry-After"] = String(retryAfter) }
        if status == .unauthorized { response.headers["WWW-Authenticate"] = "Bearer" }
        return response
    }
}

/// Names of members and fields in the API. Forms write `login_id`, the API `loginId`; columns of files (`3:login_id`)
/// keep their names.
enum APIName {
    /// The name of a field in the API.
    static func of(_ field: String) -> String {
        let words = field.split(separator: "_", omittingEmptySubsequences: true)
        guard words.count > 1, !field.contains(":") else { return field }
        return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
