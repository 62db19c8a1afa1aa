package import Domain
import Synchronization

/// How often one source address may try to log in: 30 tries a minute with a burst of 60. A company behind one address
/// fits; a guesser does not. Running sessions and answers are never touched by it. Of an IPv6 address the network (/64)
/// counts: whoever has one address of it has all of them.
package final class SourceLimit: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Instant
    }

    /// How long a source that has no try left should wait: after that it has thirty.
    package static let wait = Duration.seconds(60)

    private static let burst = 60.0
    private static let perMillisecond = 30.0 / 60_000
    private static let mostSources = 50_000

    private let buckets = Mutex<[String: Bucket]>([:])

    /// A limit that has seen nobody yet.
    package init() {}

    /// Takes one try from a source; false if it has none left.
    package func take(from source: String, now: Instant) -> Bool {
        let source = ClientNetwork.name(of: source, v4: 4, v6: 8)
        return buckets.withLock { buckets in
            if buckets.count >= Self.mostSources { Self.dropFull(&buckets, now: now) }
            var bucket = buckets[source] ?? Bucket(tokens: Self.burst, at: now)
            bucket.tokens = Self.tokens(of: bucket, now: now)
            bucket.at = max(now, bucket.at)
            defer { buckets[source] = bucket }
            guard bucket.tokens >= 1 else { return false }
            bucket.tokens -= 1
            return true
        }
    }

    private static func tokens(of bucket: Bucket, now: Instant) -> Double {
        let elapsed = max(0, Double(now.milliseconds - bucket.at.milliseconds))
        return min(burst, bucket.tokens + elapsed * perMillisecond)
    }

    /// A full bucket says nothing; forgetting it changes nothing. If all sources are busy, the whole memory is dropped
    /// rather than grown: the waits per account still stand.
    private static func dropFull(_ buckets: inout [String: Bucket], now: Instant) {
        buckets = buckets.filter { tokens(of: $0.value, now: now) < burst }
        if buckets.count >= mostSources { buckets.removeAll() }
    }
}
