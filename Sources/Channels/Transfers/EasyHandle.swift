import CCurl
import CShims
import Domain
import Glibc

/// Owns one curl easy handle, with it one reused connection, and everything it points to. It lives and dies on one
/// thread of a `TransferPool`, which it blocks while it has a conversation. What was connected only
/// (`CURLOPT_CONNECT_ONLY`) can be read and written afterwards, through its TLS if it has one.
final class EasyHandle {
    private let pointer: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var record = TransferRecord(Transfer(kind: .http, options: []), mustStop: { false })

    private let idleSeconds: Int

    /// A fresh handle, or nil if curl has no memory for one. A connection that was idle for longer than `idle` is not
    /// used again.
    init?(idle: Duration) {
        _ = curlIsReady
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        idleSeconds = max(1, Int(idle.inMilliseconds / 1_000))
    }

    deinit {
        // curl may say QUIT to a relay and would wait for the answer as long as for any other; this way it finds none.
        shutDown(SHUT_RD)
        curl_easy_cleanup(pointer)
        freeLists()
    }

    /// Has one conversation and says what was seen. `mustStop` is asked now and then, at least about once a second;
    /// when it says true the transfer is broken off.
    func perform(_ transfer: Transfer, mustStop: @escaping () -> Bool) -> TransferReport {
        guard prepare(transfer, mustStop: mustStop) else { return TransferReport(end: .localTrouble) }
        let report = report(TransferEnd(curl_easy_perform(pointer)))
        if transfer.kind == .mail {
            // A reply is still owed: curl would say QUIT and wait for an answer.
            if report.end != .finished && report.dialogue.reply == nil { cutConnection() }
            // What goes over the connection from here on is nothing that curl shall tell.
            _ = anpi_curl_set_long(pointer, CURLOPT_VERBOSE, 0)
        }
        return report
    }

    /// Sends what it can without waiting. The same bytes must follow if it could send none: TLS may have begun with them.
    func send(_ bytes: UnsafeRawBufferPointer) -> Passage {
        var count = 0
        let code = curl_easy_send(pointer, bytes.baseAddress, bytes.count, &count)
        return Passage(code, count)
    }

    /// Reads what is there without waiting.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Passage {
        var count = 0
        let code = curl_easy_recv(pointer, buffer.baseAddress, buffer.count, &count)
        // No bytes and no reason to wait: the other side has hung up.
        return code == CURLE_OK && count == 0 ? .failed(.connectionLost) : Passage(code, count)
    }

    /// Waits until the connection can be read or written, whichever is asked for, or is no more.
    func wait(reading: Bool, writing: Bool, atMost time: Duration) {
        let events = (reading ? POLLIN : 0) | (writing ? POLLOUT : 0)
        var socket = pollfd(fd: socket ?? -1, events: Int16(events), revents: 0)
        // One more, or the last part of a millisecond would be spent asking.
        _ = poll(&socket, 1, Int32(clamping: time.inMilliseconds + 1))
    }

    /// Ends the connection for both sides at once, whatever is still under way.
    func cutConnection() {
        shutDown(SHUT_RDWR)
    }

    private func shutDown(_ directions: Int) {
        if let socket { shutdown(socket, Int32(directions)) }
    }

    private var socket: curl_socket_t? {
        var socket = curl_socket_t(-1)
        let code = anpi_curl_get_socket(pointer, CURLINFO_ACTIVESOCKET, &socket)
        return code == CURLE_OK && socket >= 0 ? socket : nil
    }

    private func prepare(_ transfer: Transfer, mustStop: @escaping () -> Bool) -> Bool {
        curl_easy_reset(pointer)
        freeLists()
        record = TransferRecord(transfer, mustStop: mustStop)
        let context = Unmanaged.passUnretained(record).toOpaque()  // `record` lives as long as the handle uses it
        var allSet = true
        func check(_ code: CURLcode) { allSet = allSet && code == CURLE_OK }

        check(anpi_curl_set_long(pointer, CURLOPT_NOSIGNAL, 1))
        check(anpi_curl_set_text(pointer, CURLOPT_PROXY, ""))
        check(anpi_curl_set_long(pointer, CURLOPT_MAXAGE_CONN, idleSeconds))
        check(anpi_curl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0))
        check(anpi_curl_set_long(pointer, CURLOPT_NOPROGRESS, 0))
        check(anpi_curl_set_progress_callback(pointer, askWhetherToStop))
        check(anpi_curl_set_context(pointer, CURLOPT_XFERINFODATA, context))
        check(anpi_curl_set_bytes_callback(pointer, CURLOPT_WRITEFUNCTION, keepBody))
        check(anpi_curl_set_context(pointer, CURLOPT_WRITEDATA, context))
        check(anpi_curl_set_bytes_callback(pointer, CURLOPT_HEADERFUNCTION, keepLine))
        check(anpi_curl_set_context(pointer, CURLOPT_HEADERDATA, context))
        if let upload = transfer.upload {
            check(anpi_curl_set_bytes_callback(pointer, CURLOPT_READFUNCTION, giveUpload))
            check(anpi_curl_set_context(pointer, CURLOPT_READDATA, context))
            check(anpi_curl_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(upload.count)))
        }
        if transfer.isPublicOnly { check(anpi_curl_set_socket_callback(pointer, openPublicSocket)) }
        if transfer.kind == .mail {
            // The only way to learn which command a reply belongs to.
            check(anpi_curl_set_debug_callback(pointer, noteCommand))
            check(anpi_curl_set_context(pointer, CURLOPT_DEBUGDATA, context))
            check(anpi_curl_set_long(pointer, CURLOPT_VERBOSE, 1))
        }
        for option in transfer.options {
            switch option {
            case .number(let name, let value): check(anpi_curl_set_long(pointer, name, value))
            case .text(let name, let value): check(anpi_curl_set_text(pointer, name, value))
            case .secret(let name, let value): check(anpi_curl_set_text(pointer, name, value.exposed))
            case .list(let name, let values):
                guard let list = makeList(values) else { return false }
                check(anpi_curl_set_list(pointer, name, list))
            }
        }
        return allSet
    }

    private func report(_ end: TransferEnd) -> TransferReport {
        var report = TransferReport(end: record.isTooLarge ? .tooLarge : end)
        report.bytesSent = Int(size(CURLINFO_SIZE_UPLOAD_T))
        report.requestBytes = number(CURLINFO_REQUEST_SIZE)
        report.status = number(CURLINFO_RESPONSE_CODE)
        report.dialogue = record.dialogue
        report.headers = record.headers
        report.body = record.body
        return report
    }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        return anpi_curl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    private func size(_ info: CURLINFO) -> curl_off_t {
        var value: curl_off_t = 0
        return anpi_curl_get_size(pointer, info, &value) == CURLE_OK ? value : 0
    }

    private func makeList(_ values: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values {
            guard let longer = curl_slist_append(list, value) else {
                curl_slist_free_all(list)
                return nil
            }
            list = longer
        }
        if let list { lists.append(list) }
        return list
    }

    private func freeLists() {
        lists.forEach(curl_slist_free_all)
        lists = []
    }
}

/// What became of an attempt to read or write without waiting.
enum Passage {
    /// So many bytes passed.
    case passed(Int)
    /// Not now: the connection has to be waited for.
    case mustWait
    /// The connection is of no use any more.
    case failed(TransferEnd)

    fileprivate init(_ code: CURLcode, _ count: Int) {
        self =
            switch code {
            case CURLE_OK: .passed(count)
            case CURLE_AGAIN: .mustWait
            default: .failed(TransferEnd(code))
            }
    }
}

/// Done once per process, before the first handle; curl of this age does it safely from any thread.
private let curlIsReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
