import Glibc

/// Runs blocking work on a thread of its own.
enum OwnThread {
    /// Starts a detached thread; false if the system has none left.
    static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        let box = Unmanaged.passRetained(Work(work))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        guard pthread_create(&thread, &attributes, runWork, box.toOpaque()) == 0 else {
            box.release()
            return false
        }
        return true
    }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

private let runWork: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { box in
    if let box { Unmanaged<Work>.fromOpaque(box).takeRetainedValue().run() }
    return nil
}
