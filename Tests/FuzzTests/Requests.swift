import Glibc
import Synchronization

@testable import HTTPServer

/// The head of a request as it arrived, its body behind an empty line, as forms and pages read them.
@Sendable func checkRequest(_ bytes: [UInt8]) throws {
    var (line, rest) = cut(bytes)
    let first = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    var headers = HTTPHeaders()
    while !rest.isEmpty {
        (line, rest) = cut(rest)
        if line.isEmpty { break }
        let field = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        headers.add(String(field[0]), field.count > 1 ? String(field[1].drop { $0 == " " }) : "")
    }
    try checkForm(rest)
    guard first.count == 3 else { return }
    let head = RequestHead(method: first[0], version: first[2], headers: headers)
    if let (method, host, framing) = try? head.checked() {
        try hold("a method is a word", HTTPMethod(rawValue: method.rawValue) == method)
        try hold("there is one host", headers.all("host") == [host] && isVisible(host))
        try hold(
            "no header ends early", headers.allSatisfy { !$0.value.utf8.contains { $0 == 0 || $0 == 10 || $0 == 13 } })
        try checkFraming(framing, headers)
    }
    guard let request = try? HTTPRequest(.post, first[1], headers: headers, body: rest) else { return }
    let coded = "/" + request.segments.map(PercentCoding.encode).joined(separator: "/")
    let query = request.queryItems.map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }
    let again = try HTTPRequest(.post, coded + "?" + query.joined(separator: "&"))
    try hold("segments survive their coding", again.segments == request.segments)
    try hold("a query survives its coding", again.queryItems.elementsEqual(request.queryItems) { $0 == $1 })
    try hold("a segment is one line", request.segments.allSatisfy { !$0.utf8.contains { $0 < 0x20 || $0 == 0x7F } })
    _ = request.formData()
    _ = request.cookie("__Host-anpi")
    let client = ForwardedClient(headers)
    try hold("a client's address is one", client.address.map { $0.utf8.allSatisfy(isOfAddress) } ?? true)
}

private func checkFraming(_ framing: RequestHead.Framing, _ headers: HTTPHeaders) throws {
    let lengths = headers.all("content-length")
    let codings = headers.all("transfer-encoding")
    switch framing {
    case .length(let length):
        try hold("a length stands alone", codings.isEmpty && lengths.count <= 1)
        try hold("a length is read one way", lengths.allSatisfy { Int($0) == length } && (0..<Int.max).contains(length))
    case .chunked: try hold("chunks stand alone", lengths.isEmpty && codings.map { $0.lowercased() } == ["chunked"])
    }
}

private func checkForm(_ body: [UInt8]) throws {
    let form = FormData(urlencoded: body)
    let coded = form.fields.map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.text))" }
    let again = FormData(urlencoded: Array(coded.joined(separator: "&").utf8))
    try hold(
        "a form survives its coding",
        again.fields.elementsEqual(form.fields) { $0.name == $1.name && $0.bytes == $1.bytes })
}

private func isVisible(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
}

private func isOfAddress(_ byte: UInt8) -> Bool {
    "0123456789abcdefABCDEF.:".utf8.contains(byte)
}

/// Raw bytes on a connection of the real server, which hands what it understood to a handler.
@Sendable func checkConnection(_ bytes: [UInt8]) throws {
    let (output, requests) = try house.get().exchange(bytes)
    for request in requests {
        let lengths = request.headers.all("content-length")
        let codings = request.headers.all("transfer-encoding")
        try hold("nobody sees an ambiguous request", lengths.count + codings.count <= 1)
        try hold("a request names one host", request.headers.all("host") == [request.host])
        if request.contentType != "multipart/form-data", let length = lengths.first {
            try hold("a body is as long as announced", Int(length) == request.body.count)
        }
        try hold("an address is a path", request.path.hasPrefix("/") && isVisible(request.path))
        if request.contentType == "multipart/form-data" {
            try hold("a multipart body has parts", !request.formData().fields.isEmpty)
        }
    }
    let lines = output.split(separator: UInt8(ascii: "\n"))
    let answers = lines.count { $0.starts(with: "anpi-fuzz: ".utf8) }
    try hold("there are no more answers than requests", answers <= requests.count)
}

private let house = Result { try House() }

/// A server that answers everything and keeps what its handler saw.
private final class House: Sendable {
    struct Unreachable: Error {}

    private let path = "/tmp/anpi-fuzz-\(getpid()).socket"
    private let seen = Mutex<[HTTPRequest]>([])
    private let server = Mutex<HTTPServer?>(nil)

    init() throws {
        var configuration = HTTPServer.Configuration(listen: .unixSocket(path: path))
        configuration.threads = 2
        let running = try HTTPServer.start(configuration) { [weak self] request in
            self?.seen.withLock { $0.append(request) }
            _ = request.formData().fields.map(\.text)
            var response = HTTPResponse.text("ok")
            response.headers["anpi-fuzz"] = "answered"
            return response
        }
        server.withLock { $0 = running }
    }

    /// Sends the bytes, reads until the server closes, and returns what came and what the handler saw.
    func exchange(_ bytes: [UInt8]) throws -> (output: [UInt8], requests: [HTTPRequest]) {
        seen.withLock { $0 = [] }
        let descriptor = try connected()
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // It was refused and closed; what came before is read below.
            guard sent > 0 else { break }
            rest = rest.dropFirst(sent)
        }
        shutdown(descriptor, Int32(SHUT_WR))
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { try hold("the connection ends", errno != EAGAIN) }
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        return (output, seen.withLock { $0 })
    }

    private func connected() throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw Unreachable()
        }
        return descriptor
    }
}
