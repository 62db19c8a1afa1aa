import Domain
import Synchronization
import Tenants

/// Behind whom the pages ended that directories read lately, so that the next number goes on there whoever was deleted
/// meanwhile (`ListPlace`).
///
/// It is kept in memory: after a restart a number means what RFC 7644 says of it. Of two readers with one token who list the
/// same at the same time, the later page counts; whoever needs more uses cursors (RFC 9865).
final class SCIMPlaces: Sendable {
    /// For how long a page may be followed by its next one.
    static let life = Duration.seconds(15 * 60)
    /// So many pages at most; the oldest is forgotten first.
    static let most = 2_000

    /// Whose page of what.
    struct Key: Hashable, Sendable {
        let tenant: TenantID
        let actor: Actor
        /// What was asked for: the kind and the filter.
        let list: String
        /// The number with which the next page begins.
        let number: Int
    }

    private struct End: Sendable {
        let id: Int64
        let at: Instant
    }

    private let ends = Mutex<[Key: End]>([:])

    /// The identifier behind which a page begins; nil if nobody read the page before.
    func end(before key: Key, at now: Instant) -> Int64? {
        ends.withLock { ends in
            guard let end = ends[key], end.at > now - Self.life else { return nil }
            return end.id
        }
    }

    /// Notes where a page ended.
    func note(_ id: Int64, before key: Key, at now: Instant) {
        ends.withLock { ends in
            ends[key] = End(id: id, at: now)
            if ends.count <= Self.most { return }
            ends = ends.filter { $0.value.at > now - Self.life }
            while ends.count > Self.most, let oldest = ends.min(by: { $0.value.at < $1.value.at }) {
                ends[oldest.key] = nil
            }
        }
    }
}
