import CMicrohttpd
import CShims
import Glibc

/// A connection of libmicrohttpd. Valid from the request line until the request's completion is reported.
struct MicrohttpdConnection {
    /// More parts than any form of ours has; further ones make the body malformed.
    private static let partLimit = 1_000
    /// Bounds a part's header line, and what each of them costs to move.
    private static let partBuffer = 4_096

    private let pointer: OpaquePointer

    /// Wraps the pointer that a callback was given.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// The header fields, in the order they were sent.
    func headers() -> HTTPHeaders {
        var fields = HTTPHeaders()
        withUnsafeMutablePointer(to: &fields) { collector in
            _ = MHD_get_connection_values_n(pointer, .HEADER_KIND, collectHeader, collector)
        }
        return fields
    }

    /// The peer's numeric address, `unix` where the socket has none.
    func peerAddress() -> String {
        guard let peer = anpi_mhd_peer(pointer) else { return "unix" }
        let length: Int
        switch Int32(peer.pointee.sa_family) {
        case AF_INET:
            // The most common one, without a walk through the C library for each request.
            return peer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                withUnsafeBytes(of: address.pointee.sin_addr.s_addr) { bytes in
                    "\(bytes[0]).\(bytes[1]).\(bytes[2]).\(bytes[3])"
                }
            }
        case AF_INET6: length = MemoryLayout<sockaddr_in6>.size
        default: return "unix"
        }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { host in
            guard
                getnameinfo(peer, socklen_t(length), host.baseAddress, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
                    == 0,
                let text = host.baseAddress
            else { return "unix" }
            return String(cString: text)
        }
    }

    /// The parts of a complete `multipart/form-data` body, or nil if it is not one.
    ///
    /// The body goes through the library's parser in one call: its buffer is then always filled up to the end of the
    /// part or of itself, so a first callback without bytes means an empty value and nothing else.
    func parts(of body: [UInt8]) -> FormData? {
        var collector = PartCollector(limit: Self.partLimit)
        let isWhole = withUnsafeMutablePointer(to: &collector) { collector in
            guard let processor = MHD_create_post_processor(pointer, Self.partBuffer, collectPart, collector) else {
                return false
            }
            let isRead = body.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    MHD_post_process(processor, text.baseAddress, text.count)
                }
            }
            return MHD_destroy_post_processor(processor) == .YES && isRead == .YES
        }
        return isWhole && !collector.fields.isEmpty ? FormData(fields: collector.fields) : nil
    }

    /// Takes the connection out of its loop. Only on its own thread, inside the access callback.
    func suspend() {
        MHD_suspend_connection(pointer)
    }

    /// Puts a suspended connection back, once, from any thread.
    func resume() {
        MHD_resume_connection(pointer)
    }

    /// Queues the response. Only on the connection's own thread, inside the access callback. False: close it.
    func send(_ response: HTTPResponse, closing: Bool) -> Bool {
        guard let made = Self.make(response) else { return false }
        defer { MHD_destroy_response(made) }
        for field in response.headers {
            // Not passed as they are: that would copy each of them once more.
            let isAdded = field.name.withCString { name in
                field.value.withCString { value in MHD_add_response_header(made, name, value) == .YES }
            }
            guard isAdded else { return false }
        }
        if closing, MHD_add_response_header(made, "Connection", "close") != .YES { return false }
        return MHD_queue_response(pointer, UInt32(response.status.code), made) == .YES
    }

    private static func make(_ response: HTTPResponse) -> OpaquePointer? {
        switch response.body {
        case .file(let file) where !response.status.forbidsBody:
            guard let descriptor = file.take() else { return nil }
            guard let made = MHD_create_response_from_fd64(file.length, descriptor) else {
                close(descriptor)
                return nil
            }
            return made
        case .bytes(let bytes) where !response.status.forbidsBody:
            return bytes.withUnsafeBytes { bytes in
                MHD_create_response_from_buffer(
                    bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .file, .bytes:
            return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
        }
    }
}

/// The parts that have been read so far.
private struct PartCollector {
    let limit: Int
    var fields: [FormData.Field] = []
}

private let collectHeader: MHD_KeyValueIteratorN = { collector, _, name, nameLength, value, valueLength in
    guard let collector = collector?.assumingMemoryBound(to: HTTPHeaders.self) else { return .NO }
    let name = String(decoding: UnsafeRawBufferPointer(start: name, count: nameLength), as: UTF8.self)
    var bytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueLength)[...]
    while let last = bytes.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { bytes.removeLast() }
    collector.pointee.add(name, String(decoding: bytes, as: UTF8.self))
    return .YES
}

private let collectPart: MHD_PostDataIterator = { collector, _, name, fileName, contentType, _, bytes, offset, count in
    guard let collector = collector?.assumingMemoryBound(to: PartCollector.self) else { return .NO }
    guard let name else { return .YES }
    let piece = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    if offset > 0, let last = collector.pointee.fields.indices.last {
        collector.pointee.fields[last].bytes.append(contentsOf: piece)
        return .YES
    }
    guard collector.pointee.fields.count < collector.pointee.limit else { return .NO }
    collector.pointee.fields.append(
        FormData.Field(
            name: String(cString: name), bytes: Array(piece), fileName: fileName.map { String(cString: $0) },
            contentType: contentType.map { String(cString: $0) }))
    return .YES
}
