import Domain
import Foundation
import HTTPServer

/// A response of the API, taken apart.
struct APIAnswer {
    let status: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]
    private let json: Any?

    init(_ response: HTTPResponse) throws {
        status = response.status.code
        headers = response.headers
        switch response.body {
        case .bytes(let bytes): self.bytes = bytes
        case .file: bytes = []
        }
        json = try? JSONSerialization.jsonObject(with: Data(bytes))
    }

    private init(json: Any?) {
        status = 0
        headers = HTTPHeaders()
        bytes = []
        self.json = json
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The stable word of a problem.
    var code: String? { self["code"].string }
    /// The refused fields with their rules, such as `mail1:mail`.
    var refusals: [String] {
        self["errors"].list.map { "\($0["field"].string ?? ""):\($0["rule"].string ?? "")" }
    }

    subscript(name: String) -> APIAnswer { APIAnswer(json: (json as? [String: Any])?[name]) }
    subscript(index: Int) -> APIAnswer {
        let items = json as? [Any] ?? []
        return APIAnswer(json: items.indices.contains(index) ? items[index] : nil)
    }
    var list: [APIAnswer] { (json as? [Any] ?? []).map(APIAnswer.init(json:)) }
    var names: Set<String> { Set((json as? [String: Any] ?? [:]).keys) }
    var string: String? { json as? String }
    var number: Int? { (json as? NSNumber)?.intValue }
    var bool: Bool? { (json as? NSNumber)?.boolValue }
    var isNull: Bool { json == nil || json is NSNull }
}
