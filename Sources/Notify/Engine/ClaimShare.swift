package import Domain

/// The front of one queue: attempts of one lane, organization and step, and when its first is due.
package struct QueueHead: Hashable, Sendable {
    let lane: Lane
    let tenant: TenantID
    let step: Int
    let firstDue: Instant

    /// The front of one queue.
    package init(lane: Lane, tenant: TenantID, step: Int, firstDue: Instant) {
        self.lane = lane
        self.tenant = tenant
        self.step = step
        self.firstDue = firstDue
    }

    /// The queue itself, whatever its front.
    package struct Name: Hashable, Sendable {
        /// Its lane.
        package let lane: Lane
        /// Whose attempts they are.
        package let tenant: TenantID
        /// Which step of the plan they are.
        package let step: Int
    }

    var name: Name { Name(lane: lane, tenant: tenant, step: step) }
}

/// How many attempts to take from one queue.
package struct ClaimOrder: Hashable, Sendable {
    /// The queue.
    package let queue: QueueHead.Name
    /// At most so many.
    package let limit: Int
}

/// Who gets the free hand-offs (engines.md A4.7). Lanes go in their order, except for two small exceptions: a share is kept
/// free for codes, and announcements that can wait get a floor, so that neither ever waits for a crowd to pass. Inside a
/// lane the organizations share equally, whoever was served longest ago first, and each takes its earliest step first.
///
/// - Parameters:
///   - heads: The queues that have something, due or not.
///   - free: Hand-offs that may start now.
///   - capacity: Hand-offs that may run in all.
///   - quantum: The most for one organization at once.
///   - lastServed: A number that grows each time an organization is served.
package func shareClaims(
    _ heads: [QueueHead], now: Instant, free: Int, capacity: Int, quantum: Int, lastServed: [TenantID: Int]
) -> [ClaimOrder] {
    let ready = Dictionary(grouping: heads.filter { $0.firstDue <= now }, by: \.lane)
    let small = max(capacity / 16, capacity < 4 ? 0 : 1)
    var left = free
    var orders: [ClaimOrder] = []
    for lane in Lane.allCases {
        guard let queues = ready[lane] else { continue }
        let othersWait = lane < .bulletin && ready[.bulletin] != nil
        // What codes and the floor keep back comes from what is free now, so that both hold in a full house.
        let kept = (lane == .codes ? 0 : small) + (othersWait && lane != .codes ? small : 0)
        let available = left - kept
        guard available > 0 else { continue }
        let taken = share(queues, available, quantum, lastServed)
        left -= taken.reduce(0) { $0 + $1.limit }
        orders += taken
    }
    return orders
}

private func share(
    _ queues: [QueueHead], _ available: Int, _ quantum: Int, _ lastServed: [TenantID: Int]
) -> [ClaimOrder] {
    let byTenant = Dictionary(grouping: queues, by: \.tenant)
    let turn = byTenant.keys.sorted { (lastServed[$0] ?? 0, $0) < (lastServed[$1] ?? 0, $1) }
    var left = available
    var orders: [ClaimOrder] = []
    for (index, tenant) in turn.enumerated() {
        let limit = min(quantum, max(1, left / (turn.count - index)))
        guard left >= limit, let first = byTenant[tenant]?.min(by: { $0.step < $1.step }) else { break }
        orders.append(ClaimOrder(queue: first.name, limit: limit))
        left -= limit
    }
    return orders
}
