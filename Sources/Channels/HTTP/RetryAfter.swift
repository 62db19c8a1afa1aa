import CCurl
import Domain

/// Reads `Retry-After`: seconds or a date (RFC 9110 §10.2.3).
enum RetryAfter {
    /// The wait it asks for: at least zero, at most a day; nil if it is neither a number nor a date.
    static func duration(_ value: String, now: Instant) -> Duration? {
        let longest = Duration.seconds(86_400)
        if value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), !value.isEmpty {
            return Int(value).map { min(.seconds($0), longest) } ?? longest
        }
        let seconds = curl_getdate(value, nil)
        guard seconds > 0 else { return nil }
        return min(max(Instant(milliseconds: Int64(seconds) * 1_000) - now, .zero), longest)
    }
}
