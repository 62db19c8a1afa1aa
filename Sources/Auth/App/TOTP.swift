import COath
import Domain

/// Codes that change with time (RFC 6238): six digits, steps of thirty seconds, SHA-1, as every authenticator app takes
/// them. liboath computes them.
enum TOTP {
    /// Seconds of one step.
    static let period = 30
    /// A code of the step before or after is taken too: clocks and fingers differ.
    static let window = 1
    /// How far a refused code is looked for, only to say that a clock is off.
    static let searched = 120

    private static let isReady = oath_init() == Int32(OATH_OK.rawValue)

    /// The step that an instant is in.
    static func step(at now: Instant) -> Int64 { now.milliseconds / 1_000 / Int64(period) }

    /// The code of a step; nil only if liboath refuses to work.
    static func code(_ secret: [UInt8], step: Int64) -> String? {
        guard isReady, step >= 0 else { return nil }
        var output = [CChar](repeating: 0, count: CodeText.length + 1)
        let code = secret.withUnsafeBytes { bytes in
            oath_totp_generate(
                bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, time_t(step) * period,
                UInt32(period), 0, UInt32(CodeText.length), &output)
        }
        guard code == Int32(OATH_OK.rawValue) else { return nil }
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The step that a code belongs to, if it is taken now.
    static func step(of code: CodeText, _ secret: [UInt8], now: Instant) -> Int64? {
        let present = step(at: now)
        let beside = (1...Int64(window)).flatMap { [present - $0, present + $0] }
        // Nearly all codes are of now.
        return ([present] + beside).first { matches(code, secret, step: $0) }
    }

    /// By how much the clock that made a refused code is off; nil if the code is of no time near.
    ///
    /// - Parameter tellsFast: Whether codes of later are told. At a login they are not: a guess that will be right in some
    ///   minutes would be one, and there are more than a hundred of them.
    static func skew(of code: CodeText, _ secret: [UInt8], now: Instant, tellsFast: Bool = false) -> ClockSkew? {
        let present = step(at: now)
        for distance in (window + 1)...searched {
            for steps in tellsFast ? [-distance, distance] : [-distance]
            where matches(code, secret, step: present + Int64(steps)) {
                return ClockSkew(steps: steps)
            }
        }
        return nil
    }

    /// Whether a code is that of a step.
    static func matches(_ code: CodeText, _ secret: [UInt8], step: Int64) -> Bool {
        guard let right = self.code(secret, step: step) else { return false }
        // Every digit is looked at, so that the time tells nothing.
        let difference = zip(right.utf8, code.digits.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return right.utf8.count == code.digits.utf8.count && difference == 0
    }
}
