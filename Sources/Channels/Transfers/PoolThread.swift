import Glibc

/// One thread of a `TransferPool` with its one connection of each kind. It is made, used and let go on that thread alone.
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
    private var relay: SMTPConnection?

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
        if let letter = transfer.letter { return handOff(letter, transfer, mustStop: mustStop) }
        if handle == nil { handle = EasyHandle(idle: idle) }
        return handle?.perform(transfer, mustStop: mustStop) ?? TransferReport(end: .localTrouble)
    }

    /// Ends the connections.
    func hangUp() {
        handle = nil
        relay = nil
    }

    /// A relay that had hung up just when its connection was used again has heard nothing of the letter, so a new
    /// connection gets one try at once.
    private func handOff(
        _ letter: SMTPLetter, _ transfer: Transfer, mustStop: @escaping () -> Bool
    ) -> TransferReport {
        let deadline = ContinuousClock.now + letter.relay.totalTimeout
        if let relay, relay.isUsable(for: letter.relay, idle: idle) {
            let (report, isUnheard) = relay.handOff(letter, until: deadline, mustStop: mustStop)
            if !isUnheard { return report }
        }
        relay = nil
        let (opened, report) = SMTPConnection.open(
            transfer, to: letter.relay, until: deadline, mustStop: mustStop)
        relay = opened
        return opened?.handOff(letter, until: deadline, mustStop: mustStop).report ?? report
    }
}
