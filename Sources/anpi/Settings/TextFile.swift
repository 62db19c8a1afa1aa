import Glibc

/// Reads small files whole.
enum TextFile {
    /// The text of a file of at most a megabyte, or nil.
    static func read(_ path: String) -> String? {
        guard let bytes = bytes(path, upTo: 1 << 20) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The bytes of a file, or nil if it cannot be read or is larger.
    static func bytes(_ path: String, upTo limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 { return result }
            result.append(contentsOf: buffer[0..<count])
            if result.count > limit { return nil }
        }
    }
}
