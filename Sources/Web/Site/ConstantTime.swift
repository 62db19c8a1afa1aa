import CSodium

/// Comparison that takes the same time whatever differs.
enum ConstantTime {
    /// Whether two secrets are the same.
    static func equal(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }
}
