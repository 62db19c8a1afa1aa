import Domain

extension Randomness {
    /// A number from 0 to, not including, 1.
    func fraction() -> Double {
        Double(number() >> 11) / Double(1 << 53)
    }
}
