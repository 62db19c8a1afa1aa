import Domain
import Glibc
import HTTPServer

/// A file without a name that is written piece by piece and then sent; it is gone when it was sent or when the program
/// ends, whatever ends it.
final class SpoolFile: Sendable {
    /// The file could not be made or written: the disk is full, or there are too many open files.
    struct Failure: Error {
        let number: Int32
    }

    private let descriptor: Int32
    private let keeper: ResponseFile

    /// An empty file in a folder of the installation, which nobody else can open.
    init(in folder: String) throws {
        var path = Array("\(folder)/spool-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(path)
        keeper = ResponseFile(descriptor: descriptor, length: 0)
    }

    /// Appends bytes.
    func append(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                throw Failure(number: errno)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// The bytes from this place on, at most this many; none at the end.
    func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let number = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, off_t(offset)) }
            if number < 0 {
                if errno == EINTR { continue }
                throw Failure(number: errno)
            }
            bytes.removeLast(count - number)
            return bytes
        }
    }

    /// The file, to be sent from its beginning.
    func finish() throws -> ResponseFile {
        let copy = dup(descriptor)
        guard copy >= 0 else { throw Failure(number: errno) }
        return ResponseFile(descriptor: copy, length: UInt64(max(0, lseek(copy, 0, SEEK_CUR))))
    }
}
