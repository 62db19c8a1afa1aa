import CResolver
import Foundation

/// Asks the domain name system for TXT records, in the way of this machine or at one server.
package struct TextRecords: Sendable {
    /// What was answered.
    package enum Answer: Hashable, Sendable {
        /// These records, each in one piece; none if the name has none or does not exist.
        case records([String])
        /// No server answered, or none knew.
        case noAnswer
    }

    private struct Server: Sendable {
        let address: UInt32
        let port: UInt16
    }

    private let server: Server?

    /// Asks the servers that this machine is set up with.
    package init() {
        server = nil
    }

    /// Asks one server, such as `127.0.0.1:5353`; nil for another text.
    package init?(server text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var address = in_addr()
        guard parts.count == 2, let port = UInt16(parts[1]), inet_pton(AF_INET, String(parts[0]), &address) == 1 else {
            return nil
        }
        server = Server(address: address.s_addr, port: port)
    }

    /// The TXT records of a name; within some seconds.
    package func callAsFunction(_ name: String) async -> Answer {
        let server = server
        // The C library waits for the network: on a thread of its own.
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Self.ask(name, server)) }
        }
    }

    private static func ask(_ name: String, _ server: Server?) -> Answer {
        // A function of the library has the same name as the structure, so it cannot be made by its initializer.
        let state = UnsafeMutablePointer<__res_state>.allocate(capacity: 1)
        memset(state, 0, MemoryLayout<__res_state>.size)
        defer { state.deallocate() }
        guard __res_ninit(state) == 0 else { return .noAnswer }
        defer { __res_nclose(state) }
        state.pointee.retrans = 2
        state.pointee.retry = 2
        if let server {
            state.pointee.nscount = 1
            state.pointee.nsaddr_list.0 = sockaddr_in(
                sin_family: sa_family_t(AF_INET), sin_port: server.port.bigEndian,
                sin_addr: in_addr(s_addr: server.address), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
        }
        var bytes = [UInt8](repeating: 0, count: 65_535)
        let length = res_nquery(
            state, name, Int32(ns_c_in.rawValue), Int32(ns_t_txt.rawValue), &bytes, Int32(bytes.count))
        guard length >= 0 else {
            let isEmpty = [HOST_NOT_FOUND, NO_DATA].contains(state.pointee.res_h_errno)
            return isEmpty ? .records([]) : .noAnswer
        }
        guard let records = texts(in: Array(bytes.prefix(Int(length)))) else { return .noAnswer }
        return .records(records)
    }

    /// The TXT records in the bytes of an answer; nil for what is none.
    package static func texts(in answer: [UInt8]) -> [String]? {
        answer.withUnsafeBufferPointer { bytes -> [String]? in
            var message = ns_msg()
            guard let start = bytes.baseAddress, ns_initparse(start, Int32(bytes.count), &message) == 0 else {
                return nil
            }
            var found: [String] = []
            for index in 0..<Int32(message._counts.1) {
                var record = ns_rr()
                guard ns_parserr(&message, ns_s_an, index, &record) == 0 else { return nil }
                guard Int32(record.type) == Int32(ns_t_txt.rawValue), let data = record.rdata else { continue }
                found.append(text(UnsafeBufferPointer(start: data, count: Int(record.rdlength))))
            }
            return found
        }
    }

    /// A record is written in pieces of at most 255 bytes, each after its length.
    private static func text(_ data: UnsafeBufferPointer<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = data[...]
        while let length = rest.popFirst() {
            bytes += rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
