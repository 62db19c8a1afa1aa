import Domain
import Foundation
import HTTPServer
import Testing

@testable import HTTPServer
@testable import Web

/// What a browser does: keeps cookies, sends the hidden token of the form it shows, follows nothing by itself.
final class Browser {
    /// What came back.
    struct Reply {
        let status: Int
        let headers: HTTPHeaders
        let text: String

        var location: String? { headers["Location"] }
        /// The value of the first field of this name.
        func field(_ name: String) -> String? {
            for tag in MarkupScan(text).tags where tag["name"] == name { return tag["value"] ?? "" }
            return nil
        }
        /// The values of all fields of this name.
        func fields(_ name: String) -> [String] {
            MarkupScan(text).tags.filter { $0["name"] == name }.map { $0["value"] ?? "" }
        }
    }

    private let house: PageHouse
    var cookies: [String: String] = [:]
    /// The token of the last page that had one.
    var csrf: String?

    init(_ house: PageHouse) {
        self.house = house
    }

    @discardableResult
    func get(_ path: String, headers: [(String, String)] = []) async throws -> Reply {
        try await send(HTTPRequest(.get, path, headers: HTTPHeaders(headers + cookieHeader)))
    }

    /// Posts a form, with the token of the page that was shown last.
    @discardableResult
    func post(
        _ path: String, _ fields: [(String, String)] = [], headers: [(String, String)] = []
    ) async throws -> Reply {
        let all = (csrf.map { [("csrf", $0)] } ?? []) + fields
        let body = all.map { "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
        let kind = ("Content-Type", "application/x-www-form-urlencoded")
        return try await send(
            HTTPRequest(
                .post, path, headers: HTTPHeaders([kind] + headers + cookieHeader), body: Array(body.utf8)))
    }

    /// Posts a form with a file.
    func upload(_ path: String, file: [UInt8], _ fields: [(String, String)] = []) async throws -> Reply {
        let all = (csrf.map { [("csrf", $0)] } ?? []) + fields
        let parts = FormData(
            fields: all.map { FormData.Field(name: $0.0, bytes: Array($0.1.utf8)) } + [
                FormData.Field(name: "file", bytes: file, fileName: "people.csv", contentType: "text/csv")
            ])
        return try await send(
            HTTPRequest(
                .post, path, headers: HTTPHeaders([("Content-Type", "multipart/form-data; boundary=x")] + cookieHeader),
                parts: parts))
    }

    private var cookieHeader: [(String, String)] {
        cookies.isEmpty ? [] : [("Cookie", cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; "))]
    }

    private func send(_ request: HTTPRequest) async throws -> Reply {
        let response = await house.site.respond(to: request)
        for header in response.headers.all("Set-Cookie") {
            let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair[0]] = header.contains("Max-Age=0") ? nil : pair.count > 1 ? pair[1] : ""
        }
        let reply = Reply(
            status: response.status.code, headers: response.headers, text: try house.api.text(of: response))
        if reply.headers["Content-Type"]?.hasPrefix("text/html") == true {
            let scan = MarkupScan(reply.text)
            #expect(scan.faults.isEmpty, "\(request.path): \(scan.faults)")
            if let token = reply.field("csrf") { csrf = token }
        }
        return reply
    }
}
