import Glibc
import Synchronization

/// A socket that listens, on loopback or on a file.
final class ListeningSocket: Sendable {
    /// Connections that may wait to be accepted.
    private static let backlog: Int32 = 1_024
    /// How often a free port is looked for that both loopback addresses have.
    private static let attempts = 16

    /// The port; nil for a socket file.
    let port: UInt16?
    private let path: String?
    private let open: Mutex<Int32>

    private init(_ descriptor: Int32, port: UInt16? = nil, path: String? = nil) {
        open = Mutex(descriptor)
        self.port = port
        self.path = path
    }

    deinit { close() }

    /// The socket's descriptor; -1 after it was closed or given up.
    var descriptor: Int32 { open.withLock { $0 } }

    /// Lets the kernel refuse new connections, which it would go on to queue until the socket is closed.
    func refuse() {
        open.withLock { _ = shutdown($0, Int32(SHUT_RDWR)) }
    }

    /// Closes the socket and removes its file.
    func close() {
        let left = abandon()
        guard left >= 0 else { return }
        Glibc.close(left)
        if let path { unlink(path) }
    }

    /// Forgets the descriptor without closing it.
    @discardableResult
    func abandon() -> Int32 {
        open.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
    }

    /// The sockets of a configuration: one, or two where the machine has both loopback addresses.
    static func open(_ listen: HTTPServer.Configuration.Listen) throws(HTTPListenError) -> [ListeningSocket] {
        switch listen {
        case .unixSocket(let path, let permissions): return [try file(path, permissions)]
        case .loopback(let port) where port != 0: return try loopback(port)
        case .loopback:
            for _ in 1..<attempts {
                do { return try loopback(0) } catch .inUse {}
            }
            return try loopback(0)
        }
    }

    private static func loopback(_ port: UInt16) throws(HTTPListenError) -> [ListeningSocket] {
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = port.bigEndian
        four.sin_addr = in_addr(s_addr: UInt32(INADDR_LOOPBACK).bigEndian)
        let first = try bound(AF_INET, four, "127.0.0.1:\(port)")

        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = (first.port ?? port).bigEndian
        six.sin6_addr = in6addr_loopback
        do {
            return [first, try bound(AF_INET6, six, "[::1]:\(first.port ?? port)")]
        } catch .system(_, EADDRNOTAVAIL), .system(_, EAFNOSUPPORT) {
            return [first]
        }
    }

    private static func bound<Address>(
        _ family: Int32, _ address: Address, _ name: String
    ) throws(HTTPListenError) -> ListeningSocket {
        let descriptor = try newSocket(family, name)
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        if family == AF_INET6 { setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size) }
        try check(bind(descriptor, address), descriptor, name)
        try check(listen(descriptor, backlog), descriptor, name)

        var actual = sockaddr_in6()  // The port stands at the same place in both families.
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &actual) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        try check(result, descriptor, name)
        return ListeningSocket(descriptor, port: UInt16(bigEndian: actual.sin6_port))
    }

    private static func file(_ path: String, _ permissions: UInt32) throws(HTTPListenError) -> ListeningSocket {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard (1...capacity).contains(path.utf8.count), !path.utf8.contains(0) else { throw .unusablePath(path) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        try removeLeftOver(path, address)

        let descriptor = try newSocket(AF_UNIX, path)
        try check(bind(descriptor, address), descriptor, path)
        // Nobody can connect before listen(), so nobody slips in under the permissions of the umask.
        try check(chmod(path, permissions), descriptor, path)
        try check(listen(descriptor, backlog), descriptor, path)
        return ListeningSocket(descriptor, path: path)
    }

    /// Removes the file of a server that died; a living server's file and any other file stay.
    private static func removeLeftOver(_ path: String, _ address: sockaddr_un) throws(HTTPListenError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .unusablePath(path) }
        let probe = try newSocket(AF_UNIX, path)
        defer { Glibc.close(probe) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result != 0, errno == ECONNREFUSED else { throw .inUse(path) }
        unlink(path)
    }

    private static func newSocket(_ family: Int32, _ name: String) throws(HTTPListenError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw .system(name, code: errno) }
        return descriptor
    }

    private static func bind<Address>(_ descriptor: Int32, _ address: Address) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func check(_ result: Int32, _ descriptor: Int32, _ name: String) throws(HTTPListenError) {
        guard result != 0 else { return }
        let code = errno
        Glibc.close(descriptor)
        throw code == EADDRINUSE ? .inUse(name) : .system(name, code: code)
    }
}
