/// Names one exchange in the logs; unique within a run of the server and no secret.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// The number behind the name.
    let number: UInt64

    /// 16 hexadecimal digits.
    package var description: String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
