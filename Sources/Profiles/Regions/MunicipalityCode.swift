/// The code of a municipality (市町村等) as JMA's bulletins carry it: seven digits, of which the first two are the
/// prefecture.
///
/// 佐世保市 and 薩摩川内市 each lie in two regions and therefore have two of these codes, though one JIS code.
package struct MunicipalityCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 0100000 to 4799999.
    package let number: Int

    /// The municipality whose code was written in seven digits, or nil if it was not or there is no such prefecture.
    package init?(_ text: some StringProtocol) {
        guard let digits = DigitCode.read(text, digits: 7), (100_000..<4_800_000).contains(digits) else { return nil }
        number = digits
    }

    /// Seven digits, the form that is stored.
    package var description: String { DigitCode.write(number, digits: 7) }

    /// From north to south, and inside a prefecture in JIS order.
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
