import Domain
import Glibc

/// A folder that is open for as long as this lives, and the files in it. Names are never followed out of it: each is
/// opened or moved relative to the open folder, and symbolic links are not followed. Its calls block.
final class WatchedFolder: Sendable {
    /// What the folder says about one name.
    struct Item: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case file, folder, other
        }

        let name: String
        let kind: Kind
        let size: Int
        /// Nanoseconds; changes with each write.
        let changed: Int
    }

    /// The system refused something; its number.
    struct Failure: Error, Hashable {
        let number: Int32
    }

    private let descriptor: Int32

    /// Opens an existing folder.
    convenience init(path: String) throws(Failure) {
        try self.init(opening: open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    private init(opening descriptor: Int32) throws(Failure) {
        guard descriptor >= 0 else { throw Failure(number: errno) }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The folder of this name inside, made if it is not there.
    func subfolder(_ name: String) throws(Failure) -> WatchedFolder {
        if mkdirat(descriptor, name, 0o750) != 0, errno != EEXIST { throw Failure(number: errno) }
        return try WatchedFolder(
            opening: openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    }

    /// The visible names that are wanted, in order, at most `limit`.
    func items(limit: Int, where isWanted: (String) -> Bool) throws(Failure) -> [Item] {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw Failure(number: errno) }
        guard let stream = fdopendir(copy) else {
            close(copy)
            throw Failure(number: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if !name.hasPrefix("."), isWanted(name) { names.append(name) }
        }
        return names.sorted().compactMap { item($0) }
    }

    /// What is known about a name; nil if it is gone.
    func item(_ name: String) -> Item? {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        return Item(name: name, status)
    }

    /// A file, open for reading; whoever takes the descriptor closes it.
    func opened(_ name: String) throws(Failure) -> Int32 {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw Failure(number: errno) }
        return file
    }

    /// Removes a file.
    func remove(_ name: String) throws(Failure) {
        guard unlinkat(descriptor, name, 0) == 0 else { throw Failure(number: errno) }
    }

    /// The last bytes of a file.
    func end(of name: String, count: Int) throws(Failure) -> [UInt8] {
        try reading(name) { file, size throws(Failure) in
            try Self.read(file, from: max(0, size - count), count: min(size, count))
        }
    }

    /// The first bytes of a file.
    func beginning(of name: String, count: Int) throws(Failure) -> [UInt8] {
        try reading(name) { file, size throws(Failure) in try Self.read(file, from: 0, count: min(size, count)) }
    }

    /// Moves a file; false if the other folder has one of that name.
    func move(_ name: String, to folder: WatchedFolder, as newName: String) throws(Failure) -> Bool {
        guard folder.item(newName) == nil else { return false }
        guard renameat(descriptor, name, folder.descriptor, newName) == 0 else { throw Failure(number: errno) }
        return true
    }

    private func reading<Value>(
        _ name: String, _ body: (Int32, Int) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let file = try opened(name)
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Failure(number: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(number: EINVAL) }
        return try body(file, Int(status.st_size))
    }

    private static func read(_ file: Int32, from start: Int, count: Int) throws(Failure) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = result.withUnsafeMutableBytes { buffer in
                pread(file, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(start + filled))
            }
            if got < 0, errno == EINTR { continue }
            if got < 0 { throw Failure(number: errno) }
            if got == 0 { break }
            filled += got
        }
        result.removeLast(count - filled)
        return result
    }
}

extension WatchedFolder.Item {
    fileprivate init(name: String, _ status: stat) {
        self.name = name
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        default: kind = .other
        }
        size = Int(status.st_size)
        changed = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }
}
