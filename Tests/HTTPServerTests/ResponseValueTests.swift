import Domain
import Glibc
import Testing

@testable import HTTPServer

@Suite("Responses as values")
struct ResponseValueTests {
    @Test("The constructors set status and kind")
    func constructors() {
        #expect(HTTPResponse.html("<p>").headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(HTTPResponse.json([]).headers["Content-Type"] == "application/json")
        #expect(HTTPResponse.problem([], status: .conflict).headers["Content-Type"] == "application/problem+json")
        #expect(HTTPResponse.redirect(to: "/login").status == .seeOther)
        #expect(HTTPResponse.redirect(to: "/login").headers["Location"] == "/login")
        #expect(HTTPResponse.empty().status == .noContent)
    }

    @Test(
        "A header that could become two, or that belongs to the server, cannot be sent",
        arguments: [
            ("Location", "/a\r\nSet-Cookie: x=1"), ("Location", "/a\nb"), ("X", "a\tb"), ("X", "a\u{0}"), ("X", "安否"),
            ("X", "\u{7F}"), ("X: y", "z"), ("", "z"), ("X\r\nY", "z"), ("Content-Length", "3"),
            ("transfer-encoding", "chunked"), ("Connection", "close"),
        ])
    func unusableHeaders(name: String, value: String) {
        var response = HTTPResponse.text("x")
        response.headers.add(name, value)
        #expect(response.unusableHeader == name)
    }

    @Test(
        "A client that has the tagged version gets 304 without a body",
        arguments: [
            ("\"7\"", 304), ("W/\"7\"", 304), ("\"6\", \"7\"", 304), ("*", 304), ("\"6\"", 200), ("7", 200), ("", 200),
        ])
    func entityTags(ifNoneMatch: String, status: Int) throws {
        let request = try HTTPRequest(.get, "/", headers: HTTPHeaders([("If-None-Match", ifNoneMatch)]))
        let response = HTTPResponse.html("<p>").tagged("7", for: request)
        #expect(response.status.code == status)
        #expect(response.headers["ETag"] == "\"7\"")
        guard case .bytes(let body) = response.body else {
            Issue.record("A tagged page is made of bytes")
            return
        }
        #expect(body.isEmpty == (status == 304))
    }

    @Test("A changing request never gets 304")
    func postedTags() throws {
        let request = try HTTPRequest(.post, "/", headers: HTTPHeaders([("If-None-Match", "\"7\"")]))
        #expect(HTTPResponse.html("<p>").tagged("7", for: request).status == .ok)
    }

    @Test("A Japanese file name reaches new and old browsers")
    func download() {
        let response = HTTPResponse.download(
            ResponseFile(descriptor: -1, length: 0), contentType: "text/csv", fileName: "結果 \"1\".csv")
        #expect(
            response.headers["Content-Disposition"]
                == "attachment; filename=\"__ _1_.csv\"; filename*=UTF-8''%E7%B5%90%E6%9E%9C%20%221%22.csv")
        #expect(response.unusableHeader == nil)
    }

    @Test("A file that is never sent is closed")
    func unsentFile() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[1]) }
        do { _ = ResponseFile(descriptor: ends[0], length: 0) }
        var byte: UInt8 = 0
        signal(SIGPIPE, SIG_IGN)
        #expect(write(ends[1], &byte, 1) == -1)  // Nobody can read any more.
    }

    @Test(
        "Each refusal is a problem with its code, in the reader's language",
        arguments: [
            HTTPRefusal.malformedRequest, .malformedForm, .bodyTooLarge(limit: 5), .unknownTransferEncoding,
            .unknownVersion, .deadlinePassed, .stopping, .unusableResponse,
        ], ["ja", "en-GB,en;q=0.9", nil])
    func refusals(refusal: HTTPRefusal, acceptLanguage: String?) throws {
        var headers = HTTPHeaders()
        headers["Accept-Language"] = acceptLanguage
        let response = refusal.problem(for: try HTTPRequest(.get, "/", headers: headers))
        let language: Language = acceptLanguage?.hasPrefix("en") == true ? .english : .japanese
        guard case .bytes(let body) = response.body else {
            Issue.record("A problem is made of bytes")
            return
        }
        let text = String(decoding: body, as: UTF8.self)
        #expect(text.contains("\"code\":\"\(refusal.code)\"") && text.contains(refusal.text[language]))
        #expect(response.status == refusal.status)
    }

    @Test("Of many who answer at once one wins, and the connection is resumed exactly once or not at all")
    func handOffRace() async throws {
        for _ in 0..<200 {
            let handOff = HandOff()
            let outcomes = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        switch handOff.answer(.empty()) {
                        case .tooLate: 0
                        case .taken: 1
                        case .takenWhileSuspended: 100
                        }
                    }
                }
                group.addTask { handOff.suspend() ? 0 : 10 }
                return await group.reduce(0, +)
            }
            // Either the answer came first and the suspender resumes, or the one who answered does.
            #expect(outcomes == 11 || outcomes == 100)
        }
    }
}
