import Glibc
import Synchronization

/// Keeps other processes away from a file, by an advisory lock that the system drops when the process ends.
final class FileLock: Sendable {
    private let descriptor: Mutex<Int32>

    /// - Parameters:
    ///   - isShared: Whether others may hold it in the same way at the same time.
    ///   - refusal: What to say if another process holds it.
    /// - Throws: `DatabaseError` of kind `busy` if another process holds the lock.
    init(path: String, isShared: Bool, refusal: String) throws {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw DatabaseError(.connection, "cannot create the lock file") }
        guard flock(opened, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
            Glibc.close(opened)
            throw DatabaseError(.busy, refusal)
        }
        descriptor = Mutex(opened)
    }

    deinit {
        release()
    }

    /// Lets other processes in.
    func release() {
        descriptor.withLock { held in
            if held >= 0 { Glibc.close(held) }
            held = -1
        }
    }
}
