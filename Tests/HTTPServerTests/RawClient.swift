import Glibc

/// A client that sends exactly the bytes it is told to and reads what comes back. It blocks: use it in `onThread`.
final class RawClient {
    enum Failure: Error {
        case refused(Int32)
        case timedOut
        case closed
        case unreadable(String)
    }

    struct Answer: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    let descriptor: Int32
    private var received: [UInt8] = []

    /// Connects to a port of the loopback address.
    init(port: UInt16, overIPv6: Bool = false) throws {
        if overIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = in6addr_loopback
            descriptor = try Self.connected(AF_INET6, address)
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr = in_addr(s_addr: UInt32(INADDR_LOOPBACK).bigEndian)
            descriptor = try Self.connected(AF_INET, address)
        }
    }

    /// Connects to a socket file.
    init(path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        descriptor = try Self.connected(AF_UNIX, address)
    }

    deinit { close(descriptor) }

    private static func connected<Address>(_ family: Int32, _ address: Address) throws -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close(descriptor)
            throw Failure.refused(code)
        }
        return descriptor
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Failure.closed }
            rest = rest.dropFirst(sent)
        }
    }

    /// One whole response; interim ones (100) are skipped.
    func answer(hasBody: Bool = true) throws -> Answer {
        while true {
            let (status, headers) = try head()
            if (100..<200).contains(status) { continue }
            let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
            guard hasBody else { return Answer(status: status, headers: headers, body: []) }
            while received.count < length { try fill() }
            defer { received.removeFirst(length) }
            return Answer(status: status, headers: headers, body: Array(received[..<length]))
        }
    }

    private func head() throws -> (Int, [(name: String, value: String)]) {
        let end = Array("\r\n\r\n".utf8)
        var searched = 0
        while true {
            if received.count >= 4,
                let index = (searched...(received.count - 4)).first(where: { Array(received[$0..<$0 + 4]) == end })
            {
                let lines = String(decoding: received[..<index], as: UTF8.self).split(separator: "\r\n")
                received.removeFirst(index + 4)
                guard let first = lines.first, let status = Int(first.dropFirst(9).prefix(3)) else {
                    throw Failure.unreadable(lines.joined(separator: "|"))
                }
                let headers = lines.dropFirst().map { line in
                    let parts = line.split(separator: ":", maxSplits: 1)
                    return (String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
                }
                return (status, headers)
            }
            searched = max(0, received.count - 3)
            try fill()
        }
    }

    private func fill() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else {
            throw count == 0 || errno == ECONNRESET ? Failure.closed : Failure.timedOut
        }
        received += buffer[..<count]
    }

    /// Reads until the other side closes; false if it does not.
    func isClosedByPeer() -> Bool {
        while true {
            do { try fill() } catch Failure.closed { return true } catch { return false }
        }
    }

    /// What has arrived and was not read as a response.
    var leftOver: [UInt8] { received }
}
