import Glibc

/// One thread of a `TransferPool` with its one connection. It is made, used and let go on that thread alone.
final class PoolThread {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let failure = pthread_key_create(&key, nil)
        precondition(failure == 0, "The system has no key for threads left")
        return key
    }()

    /// The thread of a pool that this code runs on; nil on any other.
    static var current: PoolThread? {
        pthread_getspecific(key).map { Unmanaged<PoolThread>.fromOpaque($0).takeUnretainedValue() }
    }

    private unowned let pool: TransferPool
    private let idle: Duration
    private var handle: EasyHandle?

    init(of pool: TransferPool, idle: Duration) {
        self.pool = pool
        self.idle = idle
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        pthread_setspecific(Self.key, nil)
    }

    func belongs(to pool: TransferPool) -> Bool { self.pool === pool }

    /// Has a conversation; blocks until it is over.
    func perform(_ transfer: Transfer, mustStop: @escaping () -> Bool) -> TransferReport {
        if handle == nil { handle = EasyHandle(idle: idle) }
        return handle?.perform(transfer, mustStop: mustStop) ?? TransferReport(end: .localTrouble)
    }

    /// Ends the connection.
    func hangUp() {
        handle = nil
    }
}
