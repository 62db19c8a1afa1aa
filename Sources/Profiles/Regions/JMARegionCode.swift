/// The code of one of the 188 regions (地震情報／細分区域) in which JMA reports seismic intensity, such as 390 for
/// 石川県能登.
///
/// Tsunami areas, epicentres and regions share numbers that mean different places, so only text whose kind of code
/// has been read may become one of these.
package struct JMARegionCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 100 to 999.
    package let number: Int

    /// The region with this number, or nil outside 100 to 999. Whether JMA has such a region is the table's knowledge.
    package init?(number: Int) {
        guard (100...999).contains(number) else { return nil }
        self.number = number
    }

    /// The region whose code was written in three digits, or nil if it was not.
    package init?(_ text: some StringProtocol) {
        guard let digits = DigitCode.read(text, digits: 3) else { return nil }
        self.init(number: digits)
    }

    /// Three digits, the form that is stored.
    package var description: String { String(number) }

    /// JMA's own order, from north to south.
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
