import CCurl
import CShims
import Glibc

/// What curl's callbacks read and write during one transfer, all on the handle's thread.
final class TransferRecord {
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

func giveUpload(
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
    return length
}

func keepBody(
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

func keepLine(
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
func openPublicSocket(
    _: UnsafeMutableRawPointer?, _: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address, let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return -1 }
    let bytes = UnsafeRawBufferPointer(
        start: UnsafeRawPointer(address).advanced(by: offset), count: Int(address.pointee.addrlen))
    guard PublicAddress.isPublic(bytes) else { return -1 }
    return socket(
        address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.`protocol`)
}

func noteCommand(
    _ handle: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard kind == CURLINFO_HEADER_OUT, let bytes, let context else { return 0 }
    TransferRecord.at(context).dialogue.commandSent(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

func askWhetherToStop(
    _ context: UnsafeMutableRawPointer?, _: curl_off_t, _: curl_off_t, _: curl_off_t, _: curl_off_t
) -> Int32 {
    guard let context else { return 0 }
    return TransferRecord.at(context).mustStop() ? 1 : 0
}
