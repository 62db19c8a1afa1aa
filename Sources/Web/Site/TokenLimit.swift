package import Domain
import HTTPServer
import Synchronization

/// How many requests one token may make: whoever has a token of one organization keeps no thread and no writer from the
/// others. Pages, answers by link and the voice gateway are never touched by it.
package final class TokenLimit: Sendable {
    private struct Bucket {
        /// A request costs as many as the period has milliseconds, and each millisecond brings as many as the limit allows:
        /// whole numbers, in which nothing is rounded away.
        var left: Int64
        var at: Instant
    }

    private static let mostTokens = 50_000
    private let rate: RateLimit?
    /// By a number that tells tokens apart and nothing of them.
    private let buckets = Mutex<[Int: Bucket]>([:])

    /// A limit that has seen nobody yet; nil for none.
    package init(_ rate: RateLimit?) {
        self.rate = rate
    }

    /// Takes one request of a token; else after how long to try again.
    func take(_ token: String, now: Instant) -> Duration? {
        guard let rate else { return nil }
        let key = token.hashValue
        let (cost, gain) = (max(1, rate.period.inMilliseconds), Int64(rate.count))
        let full = cost * gain
        return buckets.withLock { buckets in
            func left(_ bucket: Bucket) -> Int64 {
                let passed = min(cost, max(0, now.milliseconds - bucket.at.milliseconds))
                return min(full, bucket.left + passed * gain)
            }
            if buckets.count >= Self.mostTokens {
                // A full bucket says nothing.
                buckets = buckets.filter { left($0.value) < full }
                if buckets.count >= Self.mostTokens { buckets.removeAll() }
            }
            var bucket = buckets[key] ?? Bucket(left: full, at: now)
            (bucket.left, bucket.at) = (left(bucket), max(now, bucket.at))
            defer { buckets[key] = bucket }
            guard bucket.left >= cost else { return .milliseconds((cost - bucket.left + gain - 1) / gain) }
            bucket.left -= cost
            return nil
        }
    }
}

/// The limits of both sides that programs use.
package struct TokenLimits: Sendable {
    private let api: TokenLimit
    private let directory: TokenLimit

    /// Limits for each token; nil for none.
    ///
    /// - Parameters:
    ///   - api: Under `/api`.
    ///   - directory: Under `/scim`.
    package init(api: RateLimit? = nil, directory: RateLimit? = nil) {
        self.api = TokenLimit(api)
        self.directory = TokenLimit(directory)
    }

    /// Refuses a request of whoever has made too many.
    ///
    /// - Throws: `ProblemError`.
    func check(_ request: HTTPRequest, now: Instant) throws(ProblemError) {
        guard let token = Gate.bearerToken(of: request) else { return }
        let limit = request.segments.first == "scim" ? directory : api
        guard let wait = limit.take(token, now: now) else { return }
        throw ProblemError(problem: .tooManyRequests(seconds: max(1, Int((wait.inMilliseconds + 999) / 1_000))))
    }
}

extension Problem {
    fileprivate static func tooManyRequests(seconds: Int) -> Problem {
        Problem(
            .tooManyRequests, "tooManyRequests",
            LocalizedText(
                ja: "このトークンからの要求が多すぎます。\(seconds)秒たってから、もう一度送ってください。",
                en: "This token sends too many requests. Try again in \(seconds) seconds."), retryAfter: seconds)
    }
}
