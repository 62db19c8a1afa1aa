import Database
import Domain
import Notify
import Profiles
import Tenants

/// Writes an announcement to the people whom a number of the readiness report counts, once in 24 hours; it goes out after
/// the check that every broadcast has. Pages and API do it by this.
struct WriteReminder: Sendable {
    /// What there is to send, or was sent.
    enum Outcome: Sendable {
        /// A draft that was made just now.
        case made(BroadcastID)
        /// The one of the last 24 hours, and how far it is.
        case there(BroadcastID, BroadcastStatus)
        /// The number counts nobody.
        case nobody
    }

    private let reminders: ReadinessReminders
    private let readiness: ReadReadiness
    private let draft: SaveDraft
    private let read: ReadBroadcasts
    private let loginAddress: String

    /// The use case on one installation.
    ///
    /// - Parameter loginAddress: Where people log in to mend what they lack; stands in the text.
    init(database: Database, draft: SaveDraft, loginAddress: String) {
        reminders = ReadinessReminders(database: database)
        readiness = ReadReadiness(database: database)
        read = ReadBroadcasts(database: database)
        self.draft = draft
        self.loginAddress = loginAddress
    }

    /// Writes the draft, unless one of the last 24 hours is there. Drafts that the same person turned away from are
    /// removed.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    func callAsFunction(_ scope: TenantScope, _ flag: ReadinessFlag, now: Instant) async throws -> Outcome {
        try scope.require(.broadcast)
        try scope.require(.viewPeople)
        // Whoever may not see what is there would make a second one blindly.
        try scope.require(.viewResults)
        let last = try await reminders.last(scope, flag, now: now)
        if let there = try await standing(last, scope) { return there }
        guard try await readiness(scope).total[flag] > 0 else { return .nobody }
        let made = try await reminders.made(scope)
        let words = try BroadcastDraft(
            kind: .announcement, subject: Catalogue.Readiness.subject, body: body(flag), targets: [.readiness(flag)])
        let id = try await draft(words, scope)
        guard try await reminders.take(scope, flag, broadcast: id.rawValue, insteadOf: last, now: now) else {
            // Somebody else pressed at the same moment: theirs is the one.
            try await draft.delete(id, scope)
            return try await standing(try await reminders.last(scope, flag, now: now), scope) ?? .nobody
        }
        for (flag, other) in made { try await drop(BroadcastID(rawValue: other), of: flag, scope) }
        return .made(id)
    }

    private func body(_ flag: ReadinessFlag) -> String {
        Catalogue.Readiness.body(flag, "\(loginAddress)?next=\(Self.place(of: flag))")
    }

    /// The page where people mend it: there the login leads.
    static func place(of flag: ReadinessFlag) -> String {
        flag == .noFactor ? "/security" : "/me/profile"
    }

    /// Removes a reminder that the same person turned away from: a draft as it was made. What anybody changed stays.
    private func drop(_ id: BroadcastID, of flag: ReadinessFlag, _ scope: TenantScope) async throws {
        do {
            let found = try await read(id, scope)
            guard found.status == .draft, found.createdBy == scope.actor.auditName,
                found.subject == Catalogue.Readiness.subject, found.body == body(flag),
                found.targets == [.readiness(flag)]
            else { return }
            try await draft.delete(id, scope)
        } catch is NotFound {
            // Somebody removed it.
        }
    }

    /// How far a reminder of the last day is; nil if there is none, or it never went out and never will.
    private func standing(_ number: Int64?, _ scope: TenantScope) async throws -> Outcome? {
        guard let id = number.map(BroadcastID.init(rawValue:)) else { return nil }
        do {
            let status = try await read(id, scope).status
            return status == .calledOff ? nil : .there(id, status)
        } catch is NotFound {
            return nil
        }
    }
}
