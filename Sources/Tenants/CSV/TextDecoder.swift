import Glibc

/// What `iconv` returns when it stopped early.
private let iconvFailed = -1

/// Turns a stream of bytes into UTF-8, by the `iconv` of the C library. Used by one task at a time.
final class TextDecoder {
    /// A step's result.
    struct Output {
        /// UTF-8; what came before the first byte that could not be read.
        var bytes: [UInt8]
        /// Whether a byte could not be read; nothing can be decoded after it.
        var isBroken: Bool
    }

    private var encoding: TextEncoding
    private var descriptor: iconv_t?
    /// The beginning of a character whose other bytes are yet to come.
    private var rest: [UInt8] = []

    init(_ encoding: TextEncoding) {
        self.encoding = encoding
        if encoding != .automatic { descriptor = Self.open(encoding) }
    }

    deinit {
        if let descriptor { iconv_close(descriptor) }
    }

    /// Decodes the next bytes; `isLast` when no more will come.
    func decode(_ bytes: [UInt8], isLast: Bool) -> Output {
        let input = rest + bytes
        rest = []
        if encoding == .automatic { decide(by: input, isLast: isLast) }
        guard let descriptor else {
            // Only ASCII so far, which is the same in both.
            let plain = input.prefix { $0 < 0x80 }
            rest = Array(input[plain.endIndex...])
            return Output(bytes: Array(plain), isBroken: isLast && !rest.isEmpty)
        }
        var output = Self.convert(input, descriptor, &rest)
        if isLast && !rest.isEmpty { output.isBroken = true }
        return output
    }

    /// Decides at the first character outside ASCII; waits if it is not there yet.
    private func decide(by input: [UInt8], isLast: Bool) {
        guard let first = input.firstIndex(where: { $0 >= 0x80 }) else { return }
        guard let trial = Self.open(.utf8) else { return }
        defer { iconv_close(trial) }
        var open: [UInt8] = []
        let tried = Self.convert(Array(input[first...]), trial, &open)
        if tried.isBroken || (isLast && !open.isEmpty) {
            encoding = .shiftJIS
        } else if !tried.bytes.isEmpty {
            encoding = .utf8
        } else {
            return
        }
        descriptor = Self.open(encoding)
    }

    private static func open(_ encoding: TextEncoding) -> iconv_t? {
        let opened = iconv_open("UTF-8", encoding == .shiftJIS ? "CP932" : "UTF-8")
        return UInt(bitPattern: opened) == UInt.max ? nil : opened
    }

    private static func convert(_ input: [UInt8], _ descriptor: iconv_t, _ rest: inout [UInt8]) -> Output {
        var output = Output(bytes: [], isBroken: false)
        var input = input
        input.withUnsafeMutableBytes { source in
            var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
            var left = source.count
            // One byte of CP932 becomes at most three of UTF-8.
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: source.count * 3 + 16)
            defer { buffer.deallocate() }
            var to: UnsafeMutablePointer<CChar>? = buffer
            var room = source.count * 3 + 16
            let failed = left > 0 && iconv(descriptor, &from, &left, &to, &room) == iconvFailed
            let reason = errno
            let written = source.count * 3 + 16 - room
            output.bytes = Array(UnsafeRawBufferPointer(start: buffer, count: written))
            guard failed else { return }
            if reason == EINVAL {
                rest = Array(source[(source.count - left)...])
            } else {
                output.isBroken = true
            }
        }
        return output
    }
}
