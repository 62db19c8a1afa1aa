import Domain
import Notify
import Tenants

extension PageServices {
    /// How far the mails of first passwords came; nothing for whoever may not hand out passwords.
    func passwordMails(
        of people: [PersonID], _ scope: TenantScope
    ) async throws -> [PersonID: [FirstPasswordDelivery]] {
        guard scope.capabilities.contains(.managePasswords) else { return [:] }
        return try await firstPasswordDeliveries(people, scope)
    }
}

extension AttemptOutcome {
    /// What became of one mail.
    init(_ delivery: FirstPasswordDelivery) {
        switch delivery.state {
        case .planned, .claimed: self = .planned
        case .handingOff, .ringing: self = .handingOff
        case .inDoubt, .unknown: self = .inDoubt
        case .accepted, .completed: self = .accepted
        case .failed, .noAnswer: self = .undeliverable(code: delivery.reason)
        case .cancelled, .expired: self = .gaveUp
        }
    }

    /// What became of a person's mails: one that was handed on is enough.
    init(best deliveries: [FirstPasswordDelivery]) {
        let outcomes = deliveries.map { AttemptOutcome($0) }
        let order: [AttemptOutcome] = [.accepted, .inDoubt, .handingOff, .planned]
        self = order.first { outcomes.contains($0) } ?? outcomes.first ?? .planned
    }
}
