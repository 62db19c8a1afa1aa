import CMicrohttpd
import CShims

/// A running daemon of libmicrohttpd on one listening socket.
///
/// `@unchecked Sendable`: `daemon` is set once and only given to library functions that are made to be called from any
/// thread; `stop()` is called once, by the supervisor, after which nobody uses it.
final class MicrohttpdDaemon: @unchecked Sendable {
    private let daemon: OpaquePointer
    private let socket: ListeningSocket
    private let context: Unmanaged<HTTPService>

    /// Starts to accept connections; nil if the library refuses.
    init?(_ service: HTTPService, on socket: ListeningSocket) {
        let configuration = service.configuration
        context = Unmanaged.passRetained(service)
        self.socket = socket
        var settings = anpi_mhd_settings(
            listening_socket: socket.descriptor, threads: max(2, configuration.threads),
            connection_limit: configuration.connectionLimit,
            idle_seconds: UInt32(max(1, configuration.idleTimeout.components.seconds)),
            connection_memory: configuration.connectionMemory, context: context.toOpaque(),
            target_received: targetReceived, access: access, completed: requestCompleted)
        guard let daemon = anpi_mhd_start(&settings) else {
            // The library may have closed the descriptor already, and closing it twice could close a stranger's.
            socket.abandon()
            context.release()
            return nil
        }
        self.daemon = daemon
    }

    /// Stops to accept connections; those that are open go on.
    func quiesce() {
        _ = MHD_quiesce_daemon(daemon)
        socket.refuse()
    }

    /// Closes every connection and waits for the threads. Blocks; no connection may be suspended.
    func stop() {
        MHD_stop_daemon(daemon)
        socket.close()
        context.release()
    }
}

private let targetReceived: anpi_mhd_target_callback = { context, target, connection in
    guard let context, let connection else { return nil }
    let service = Unmanaged<HTTPService>.fromOpaque(context).takeUnretainedValue()
    let target = target.map { String(cString: $0) } ?? ""
    return Unmanaged.passRetained(Exchange(service, MicrohttpdConnection(connection), target: target)).toOpaque()
}

private let access: MHD_AccessHandlerCallback = { _, _, _, method, version, piece, pieceLength, slot in
    guard let exchange = slot?.pointee, let method, let version, let pieceLength else { return .NO }
    let received = UnsafeRawBufferPointer(start: piece, count: piece == nil ? 0 : pieceLength.pointee)
    let goesOn = Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue().proceed(
        method: String(cString: method), version: String(cString: version), piece: received)
    pieceLength.pointee = 0
    return goesOn ? .YES : .NO
}

private let requestCompleted: MHD_RequestCompletedCallback = { _, _, slot, reason in
    guard let slot, let exchange = slot.pointee else { return }
    slot.pointee = nil
    Unmanaged<Exchange>.fromOpaque(exchange).takeRetainedValue().completed(
        wholly: reason == .REQUEST_TERMINATED_COMPLETED_OK)
}
