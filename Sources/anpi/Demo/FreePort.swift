import Glibc

/// A port that nobody uses.
enum FreePort {
    /// Asks the system for one on the loopback interface.
    ///
    /// - Throws: `SettingsError` if there is none.
    static func find() throws -> UInt16 {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { throw SettingsError(reason: "No socket is left.") }
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(handle, plain, length) == 0 && getsockname(handle, plain, &length) == 0
            }
        }
        guard found else { throw SettingsError(reason: "No port is free.") }
        return UInt16(bigEndian: address.sin_port)
    }
}
