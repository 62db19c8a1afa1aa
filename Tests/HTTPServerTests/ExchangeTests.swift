import Domain
import Glibc
import Synchronization
import Testing

@testable import HTTPServer

@Suite("Exchanges over real sockets")
struct ExchangeTests {
    @Test("A request arrives as a value and its response as it was given")
    func wholeExchange() async throws {
        let seen = Mutex<HTTPRequest?>(nil)
        try await withServer { request in
            seen.withLock { $0 = request }
            var response = HTTPResponse.json(Array("{\"安否\":1}".utf8), status: .created)
            response.headers.add("Set-Cookie", "a=1")
            response.headers.add("Set-Cookie", "b=2")
            return response
        } _: { _, port in
            let answer = try await exchange(
                port, post("/%E5%AE%89/x%2Fy?q=%2B+1", "日本", "Content-Type: text/plain", "X-Twice: 1", "x-twice: 2"))
            #expect(answer.status == 201)
            #expect(answer.text == "{\"安否\":1}")
            #expect(answer["Content-Type"] == "application/json")
            #expect(answer.headers.filter { $0.name == "Set-Cookie" }.map(\.value) == ["a=1", "b=2"])

            let request = try #require(seen.withLock { $0 })
            #expect(request.method == .post)
            #expect(request.path == "/%E5%AE%89/x%2Fy")
            #expect(request.segments == ["安", "x/y"])
            #expect(request.query("q") == "+ 1")
            #expect(request.headers.all("X-Twice") == ["1", "2"])
            #expect(request.host == "localhost")
            #expect(String(decoding: request.body, as: UTF8.self) == "日本")
            #expect(request.clientAddress == "127.0.0.1")
            #expect(!request.isSecure)
        }
    }

    @Test("One connection serves one request after the other, and several sent at once", arguments: [false, true])
    func keepAlive(handlerWaits: Bool) async throws {
        try await withServer { request in
            if handlerWaits { await Task.yield() }
            return .text(request.path + " " + String(decoding: request.body, as: UTF8.self))
        } _: { server, port in
            let texts = try await onThread {
                let client = try RawClient(port: port)
                var texts: [String] = []
                for number in 1...3 {
                    try client.send(post("/\(number)", "body \(number)"))
                    texts.append(try client.answer().text)
                }
                try client.send(post("/4", "four") + get("/5") + post("/6", "six"))
                for _ in 4...6 { texts.append(try client.answer().text) }
                return texts
            }
            #expect(texts == ["/1 body 1", "/2 body 2", "/3 body 3", "/4 four", "/5 ", "/6 six"])
            try await eventually { server.metrics.inFlight == 0 }
        }
    }

    @Test("A chunked body arrives in one piece")
    func chunkedBody() async throws {
        try await withServer {
            .text(String(decoding: $0.body, as: UTF8.self))
        } _: { _, port in
            let head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            let answer = try await exchange(port, head + "5\r\nHello\r\n7\r\n, Anpi!\r\n0\r\n\r\n")
            #expect(answer.text == "Hello, Anpi!")
        }
    }

    @Test("HEAD gets the headers of GET and no body; 204 and 304 have neither body nor length")
    func bodiless() async throws {
        try await withServer { request in
            switch request.path {
            case "/204": .empty()
            case "/304": HTTPResponse.html("page").tagged("1", for: request)
            default: .html("page")
            }
        } _: { _, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let head = try client.answer(hasBody: false)
                #expect(head.status == 200)
                #expect(head["Content-Length"] == "4")
                try client.send(get("/204"))
                let empty = try client.answer()
                #expect(empty.status == 204)
                #expect(empty["Content-Length"] == nil)
                try client.send(get("/304", "If-None-Match: \"1\""))
                let notModified = try client.answer()
                #expect(notModified.status == 304)
                #expect(notModified["ETag"] == "\"1\"")
                try client.send(get("/"))
                #expect(try client.answer().text == "page")  // Nothing was left over in between.
            }
        }
    }

    @Test("256 busy keep-alive connections are all served, round after round")
    func manyConnections() async throws {
        let gate = Gate()
        await gate.open()
        try await withServer { request in
            await gate.pass()  // Hops to an actor: every one of them is really suspended or raced with it.
            return .text(request.path)
        } _: { server, port in
            try await onThread {
                let clients = try (0..<256).map { _ in try RawClient(port: port) }
                for round in 0..<12 {
                    for (number, client) in clients.enumerated() { try client.send(get("/\(round)/\(number)")) }
                    for (number, client) in clients.enumerated() {
                        #expect(try client.answer().text == "/\(round)/\(number)")
                    }
                }
            }
            #expect(server.metrics.requests == 12 * 256)
            #expect(server.metrics.successes == 12 * 256)
        }
    }

    /// The epoll loop of libmicrohttpd sleeps on such a batch until something else happens; the poll loop must not.
    @Test("A batch of exactly 128 connections that become ready together on one thread is served")
    func fullBatch() async throws {
        let plug = Monitor((isStuck: false, isPulled: false))
        try await withServer({ $0.threads = 2 }) { request in
            if request.path == "/plug" {
                plug.withLock { $0.isStuck = true }
                plug.wake()
                plug.wait { $0.isPulled ? .found(()) : .sleep(until: nil) }  // Blocks the connection's own thread.
            } else if request.path != "/thread" {
                await Task.yield()
            }
            return .text(request.path == "/thread" ? "\(pthread_self())" : request.path)
        } _: { _, port in
            try await onThread {
                // With 258 connections on two threads, one has at least 129: a batch and a plug.
                var clients: [String: [RawClient]] = [:]
                for _ in 0..<258 {
                    let client = try RawClient(port: port)
                    try client.send(get("/thread"))
                    clients[try client.answer().text, default: []].append(client)
                }
                let ofOneThread = try #require(clients.values.max { $0.count < $1.count })
                let (plugged, batch) = (ofOneThread[128], ofOneThread[..<128])
                try plugged.send(get("/plug"))
                plug.wait { $0.isStuck ? .found(()) : .sleep(until: nil) }
                for (number, client) in batch.enumerated() { try client.send(get("/\(number)")) }
                plug.withLock { $0.isPulled = true }
                plug.wake()
                for (number, client) in batch.enumerated() { #expect(try client.answer().text == "/\(number)") }
                #expect(try plugged.answer().text == "/plug")
            }
        }
    }

    @Test("256 handlers can wait at the same moment, and then all answer")
    func manySuspended() async throws {
        let gate = Gate()
        try await withServer { request in
            await gate.pass()
            return .text(request.path)
        } _: { server, port in
            async let texts = onThread {
                let clients = try (0..<256).map { _ in try RawClient(port: port) }
                for (number, client) in clients.enumerated() { try client.send(get("/\(number)")) }
                return try clients.map { try $0.answer().text }
            }
            await gate.arrivals(256)
            #expect(server.metrics.inFlight == 256)
            await gate.open()
            let answered = try await texts
            #expect(answered == (0..<256).map { "/\($0)" })
        }
    }

    @Test("A handler that takes too long is answered for, cancelled, and its late response is dropped")
    func deadline() async throws {
        let gate = Gate()
        let wasCancelled = Mutex(false)
        try await withServer({
            $0.limits = { ExchangeLimits(deadline: $0.path == "/slow" ? .milliseconds(50) : .seconds(60)) }
        }) { request in
            guard request.path == "/slow" else { return .text("quick") }
            await withTaskCancellationHandler {
                await gate.pass()
            } onCancel: {
                wasCancelled.withLock { $0 = true }
            }
            return .text("late")
        } _: { server, port in
            async let answers = onThread {
                let client = try RawClient(port: port)
                try client.send(get("/slow"))
                let slow = try client.answer()
                try client.send(get("/"))
                return (slow, try client.answer())
            }
            let (slow, quick) = try await answers
            #expect(slow.status == 503)
            #expect(slow.text.contains("deadlinePassed"))
            #expect(slow["Retry-After"] != nil)
            #expect(quick.text == "quick")
            await gate.open()
            #expect(wasCancelled.withLock { $0 })
            #expect(server.metrics.deadlinesPassed == 1)
            #expect(server.metrics.serverErrors == 1)
        }
    }

    @Test("A file of some megabytes is sent whole and then closed")
    func fileResponse() async throws {
        let size = 6_000_000
        let expected = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let descriptor = try unlinkedFile(expected)
        var identity = stat()
        #expect(fstat(descriptor, &identity) == 0)
        let file = Mutex<ResponseFile?>(ResponseFile(descriptor: descriptor, length: UInt64(size)))
        try await withServer { _ in
            guard let file = file.withLock({ $0.take() }) else { return .empty(.notFound) }
            return .download(file, contentType: "text/csv; charset=utf-8", fileName: "結果.csv")
        } _: { server, port in
            let answer = try await exchange(port, get("/"))
            #expect(answer.status == 200)
            #expect(answer["Content-Length"] == "\(size)")
            #expect(answer.body == expected)
            let inode = identity.st_ino
            try await eventually {
                var now = stat()
                return fstat(descriptor, &now) != 0 || now.st_ino != inode
            }
        }
    }

    private func unlinkedFile(_ bytes: [UInt8]) throws -> Int32 {
        var template = Array("/tmp/anpi-response-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        unlink(template)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            try #require(count > 0)
            rest = rest.dropFirst(count)
        }
        return descriptor
    }

    @Test("A response whose header could become two is replaced and reported, without its value")
    func headerInjection() async throws {
        let lines = Mutex<[String]>([])
        let log = Log { level, event, fields in
            lines.withLock { $0.append("\(level) \(event) \(fields)") }
        }
        try await withServer(log: log) { request in
            .redirect(to: "/\(request.query("next") ?? "")")
        } _: { _, port in
            let answer = try await exchange(port, get("/?next=%0D%0ASet-Cookie:%20secret=1"))
            #expect(answer.status == 500)
            #expect(answer["Set-Cookie"] == nil)
            #expect(answer["Location"] == nil)
            #expect(answer.text.contains("unusableResponse"))
            let reported = lines.withLock { $0 }
            #expect(reported.count == 1)
            #expect(reported.first?.contains("Location") == true)
            #expect(reported.first?.contains("secret") == false)
        }
    }

    @Test("The counters tell how exchanges ended")
    func metrics() async throws {
        try await withServer { request in
            switch request.path {
            case "/see": .redirect(to: "/")
            case "/not": .empty(.notFound)
            case "/bad": .empty(500)
            default: .text("ok")
            }
        } _: { server, port in
            for path in ["/", "/", "/see", "/not", "/bad"] { _ = try await exchange(port, get(path)) }
            _ = try await exchange(port, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n")
            try await eventually { server.metrics.inFlight == 0 }
            let metrics = server.metrics
            #expect(metrics.requests == 6)
            #expect(metrics.successes == 2)
            #expect(metrics.redirections == 1)
            #expect(metrics.clientErrors == 2)
            #expect(metrics.serverErrors == 1)
            #expect(metrics.abandoned == 0)
        }
    }
}
