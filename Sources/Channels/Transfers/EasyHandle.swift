import CCurl
import CShims
import Domain
import Glibc

/// Owns one curl easy handle, with it one reused connection, and everything it points to. It lives and dies on one
/// thread of a `TransferPool`, which it blocks while it has a conversation.
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
        // curl says QUIT to a relay and would wait for the answer as long as for any other; this way it finds none.
        shutDown(SHUT_RD)
        curl_easy_cleanup(pointer)
        freeLists()
    }

    /// Has one conversation and says what was seen. `mustStop` is asked now and then, at least about once a second;
    /// when it says true the transfer is broken off, and a half-sent message is never ended as if it were whole.
    func perform(_ transfer: Transfer, mustStop: @escaping () -> Bool) -> TransferReport {
        guard prepare(transfer, mustStop: mustStop) else { return TransferReport(end: .localTrouble) }
        let report = report(TransferEnd(curl_easy_perform(pointer)))
        if transfer.kind == .mail && report.end != .finished && report.dialogue.reply == nil { cutConnection() }
        return report
    }

    /// Ends a connection on which a reply is still owed. curl would keep it for the next mail, which would take the late
    /// reply for its own, or say QUIT and wait for an answer.
    private func cutConnection() {
        shutDown(SHUT_RDWR)
    }

    private func shutDown(_ directions: Int) {
        var socket = curl_socket_t(-1)
        guard anpi_curl_get_socket(pointer, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK, socket >= 0 else { return }
        shutdown(socket, Int32(directions))
    }

    private func prepare(_ transfer: Transfer, mustStop: @escaping () -> Bool) -> Bool {
        curl_easy_reset(pointer)
        freeLists()
        let isMail = transfer.kind == .mail
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
            let sizeOption = isMail ? CURLOPT_INFILESIZE_LARGE : CURLOPT_POSTFIELDSIZE_LARGE
            check(anpi_curl_set_size(pointer, sizeOption, curl_off_t(upload.count)))
        }
        if transfer.isPublicOnly { check(anpi_curl_set_socket_callback(pointer, openPublicSocket)) }
        if isMail {
            // The only way to learn which command a reply belongs to.
            check(anpi_curl_set_debug_callback(pointer, noteCommand))
            check(anpi_curl_set_context(pointer, CURLOPT_DEBUGDATA, context))
            check(anpi_curl_set_long(pointer, CURLOPT_VERBOSE, 1))
        }
        for option in transfer.options {
            switch option {
            case .number(let name, let value): check(anpi_curl_set_long(pointer, name, value))
            case .text(let name, let value): check(anpi_curl_set_text(pointer, name, value))
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
        report.reusedConnection = number(CURLINFO_NUM_CONNECTS) == 0
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

/// What curl's callbacks read and write during one transfer, all on the handle's thread.
private final class TransferRecord {
    let upload: [UInt8]
    let isMail: Bool
    let maximumReplyBytes: Int
    let mustStop: () -> Bool
    var uploadOffset = 0
    var dialogue = SMTPDialogue()
    var headers: [HTTPField] = []
    var headerBytes = 0
    var body: [UInt8] = []
    var isTooLarge = false

    init(_ transfer: Transfer, mustStop: @escaping () -> Bool) {
        upload = transfer.upload ?? []
        isMail = transfer.kind == .mail
        maximumReplyBytes = transfer.maximumReplyBytes
        self.mustStop = mustStop
    }

    static func at(_ context: UnsafeMutableRawPointer) -> TransferRecord {
        Unmanaged<TransferRecord>.fromOpaque(context).takeUnretainedValue()
    }
}

/// Replies with more header bytes than this are cut off.
private let maximumHeaderBytes = 65_536

private func giveUpload(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let record = TransferRecord.at(context)
    let length = min(size * count, record.upload.count - record.uploadOffset)
    record.upload.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(start: bytes, count: length)
            .copyMemory(
                from: UnsafeRawBufferPointer(rebasing: source[record.uploadOffset..<record.uploadOffset + length]))
    }
    record.uploadOffset += length
    if record.isMail { record.dialogue.messageStarted() }
    return length
}

private func keepBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let record = TransferRecord.at(context)
    let length = size * count
    guard record.body.count + length <= record.maximumReplyBytes else {
        record.isTooLarge = true
        return 0
    }
    record.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
    return length
}

private func keepLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let record = TransferRecord.at(context)
    let length = size * count
    let line = UnsafeRawBufferPointer(start: bytes, count: length)
    record.headerBytes += length
    guard record.headerBytes <= maximumHeaderBytes else {
        record.isTooLarge = true
        return 0
    }
    if record.isMail {
        record.dialogue.lineReceived(line)
    } else if line.starts(with: "HTTP/".utf8) {
        record.headers = []  // an interim reply such as 100 came before
    } else if let field = HTTPField(line: line) {
        record.headers.append(field)
    }
    return length
}

/// Asked for each address that a host turned out to have, at the moment of connecting: a name that means something else
/// meanwhile gains nothing.
private func openPublicSocket(
    _: UnsafeMutableRawPointer?, _: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address, let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return -1 }
    let bytes = UnsafeRawBufferPointer(
        start: UnsafeRawPointer(address).advanced(by: offset), count: Int(address.pointee.addrlen))
    guard PublicAddress.isPublic(bytes) else { return -1 }
    return socket(
        address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.`protocol`)
}

private func noteCommand(
    _ handle: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard kind == CURLINFO_HEADER_OUT, let bytes, let context else { return 0 }
    TransferRecord.at(context).dialogue.commandSent(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

private func askWhetherToStop(
    _ context: UnsafeMutableRawPointer?, _: curl_off_t, _: curl_off_t, _: curl_off_t, _: curl_off_t
) -> Int32 {
    guard let context else { return 0 }
    return TransferRecord.at(context).mustStop() ? 1 : 0
}

/// Done once per process, before the first handle; curl of this age does it safely from any thread.
private let curlIsReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
