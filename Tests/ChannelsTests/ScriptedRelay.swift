import Foundation
import Glibc
import Synchronization
import Testing

/// A relay that plays one script a connection, byte for byte: what no mail server does on purpose.
///
/// A line of a script is `> WORD` (wait for a line that begins so), `message` (wait for a message's end), `quiet` (nothing
/// may come for a moment), `cut` (hang up), `hang` (until the other side hangs up), `stall` (read nothing until
/// `release`), `pieces TEXT` (say it byte for byte); everything else is said as it stands, with `\r\n` behind it unless it
/// ends with `…`.
final class ScriptedRelay: Sendable {
    let port: Int
    private let listening: Int32
    private let scripts: [[String]]
    private let stall = DispatchSemaphore(value: 0)
    private let end = Mutex<(isOver: Bool, waiting: CheckedContinuation<Void, Never>?)>((false, nil))
    private let seen = Mutex<[[String]]>([])

    /// Greets and answers EHLO with these lines before each script.
    init(offering lines: [String], _ scripts: [[String]]) throws {
        let hello = ["relay.example.jp"] + lines
        let answers = hello.enumerated().map { "250\($0.offset == hello.count - 1 ? " " : "-")\($0.element)" }
        self.scripts = scripts.map { ["220 relay.example.jp", "> EHLO"] + answers + $0 }
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A narrow way: a long message stands still as soon as nobody reads it.
        var narrow: Int32 = 4_096
        setsockopt(listening, SOL_SOCKET, SO_RCVBUF, &narrow, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length) == 0 && listen(listening, 16) == 0
                    && getsockname(listening, $0, &length) == 0
            }
        }
        try #require(isBound)
        setPatience(of: listening)
        self.listening = listening
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread { [self] in play() }.start()
    }

    /// What was said on each connection so far, line by line; a message is one of them.
    var lines: [[String]] { seen.withLock { $0 } }

    /// Lets a relay that reads nothing go on.
    func release() { stall.signal() }

    /// Waits until every script was played to its end, or nobody came for it.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = end.withLock { end in
                if !end.isOver { end.waiting = continuation }
                return end.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    private func play() {
        for script in scripts {
            let connection = accept(listening, nil, nil)
            guard connection >= 0 else { break }
            var client = Client(connection)
            let number = seen.withLock { seen in
                seen.append([])
                return seen.count - 1
            }
            for step in script {
                if step == "stall" { stall.wait() }
                let line = client.play(step)
                if let line { seen.withLock { $0[number].append(line) } }
            }
            while let line = client.line() { seen.withLock { $0[number].append(line) } }
            close(connection)
        }
        close(listening)
        let waiting = end.withLock { end in
            end.isOver = true
            return end.waiting
        }
        waiting?.resume()
    }
}

/// The other side of one connection.
private struct Client {
    private let connection: Int32
    private var bytes: [UInt8] = []
    private var start = 0
    private var isCut = false

    init(_ connection: Int32) {
        self.connection = connection
        setPatience(of: connection)
        var isOn: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Does one step; gives the line that it waited for.
    mutating func play(_ step: String) -> String? {
        switch step {
        case "cut":
            shutdown(connection, Int32(SHUT_WR))
            isCut = true
        case "hang", "stall": break
        case "quiet":
            var socket = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            let isQuiet = start == bytes.count && poll(&socket, 1, 100) == 0
            if !isQuiet { return "NOT QUIET" }
        case "message": return message()
        case let step where step.hasPrefix("> "):
            let line = line()
            guard let line, line.hasPrefix(step.dropFirst(2)) else { return "NOT \(step.dropFirst(2)): \(line ?? "")" }
            return line
        case let step where step.hasPrefix("pieces "):
            for byte in (step.dropFirst(7) + "\r\n").utf8 { say([byte]) }
        case let step where step.hasSuffix("…"): say(Array(step.dropLast().utf8))
        default: say(Array((step + "\r\n").utf8))
        }
        return nil
    }

    /// The next line; nil if the other side is gone.
    mutating func line() -> String? {
        while true {
            if let end = bytes[start...].firstIndex(of: 10) {
                defer { start = end + 1 }
                return String(decoding: bytes[start..<end], as: UTF8.self).trimmingCharacters(
                    in: .whitespaces.union(.newlines))
            }
            guard hear() else { return nil }
        }
    }

    private mutating func message() -> String {
        var lines: [String] = []
        while let line = line() {
            lines.append(line)
            if line == "." { return "MESSAGE" }
        }
        return "NO END: \(lines.count)"
    }

    private mutating func hear() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &piece, piece.count, 0)
        guard count > 0 else { return false }
        bytes = Array(bytes[start...] + piece[..<count])
        start = 0
        return true
    }

    private func say(_ words: [UInt8]) {
        _ = send(connection, words, words.count, Int32(MSG_NOSIGNAL))
    }
}

/// Whoever says nothing for so long, or doesn't come, never will; the test then fails at what it expected.
private func setPatience(of socket: Int32) {
    var patience = timeval(tv_sec: 40, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
}
