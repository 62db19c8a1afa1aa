package import Database
package import Domain
package import Tenants

/// Makes first passwords and mails each to its person. The password and its mail are stored in one transaction: neither
/// exists without the other, and nobody but the person reads it.
package struct MailFirstPasswords: Sendable {
    /// Whom they are for.
    package enum Addressees: Sendable {
        /// These people, at most `IssueFirstPassword.mostPeople`.
        case people([PersonID])
        /// Whoever was never given a password and has not left.
        case everybodyWithoutPassword
    }

    /// What became of a call.
    package struct Report: Sendable {
        /// How many people get a mail.
        package fileprivate(set) var mailed = 0
        /// People without a mail contact: their passwords are as they were.
        package fileprivate(set) var withoutMail: [PersonID] = []
    }

    /// Queues the mail of one password; false if the person has no mail contact that may be used.
    package typealias Queue =
        @Sendable (IssueFirstPassword.Slip, TenantID, Instant, Transaction) throws -> Bool

    /// The people of one transaction, so that none takes the writer for long.
    private static let chunk = 50

    private let database: Database
    private let queue: Queue
    private let notices: Notices
    private let wake: @Sendable () -> Void

    /// The use case with what it needs.
    ///
    /// - Parameters:
    ///   - queue: Runs in the transaction that stores the password.
    ///   - notices: How whoever had an own password hears that it works no longer.
    ///   - wake: Says that mails wait.
    package init(
        database: Database, queue: @escaping Queue, notices: Notices, wake: @escaping @Sendable () -> Void
    ) {
        self.database = database
        self.queue = queue
        self.notices = notices
        self.wake = wake
    }

    /// Makes and mails first passwords. Earlier passwords of the same people stop working and their sessions end.
    ///
    /// - Parameter asked: When the form was shown that asks for it; nil where there is none.
    /// - Throws: `NotAllowed`, `MadeMeanwhile` if the password of one of the named people is newer than the form,
    ///   `NotFound` if one of them is not in the organization or has left (nothing is changed then), `InvalidInput` for more than `IssueFirstPassword.mostPeople`, or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ addressees: Addressees, asked: Instant? = nil, now: Instant, randomness: Randomness
    ) async throws -> Report {
        try scope.require(.managePasswords)
        defer { wake() }
        var report = Report()
        switch addressees {
        case .people(let people):
            try IssueFirstPassword.refuse(tooMany: people)
            try await database.write(scope) { transaction in
                try mail(people, scope, asked: asked, now, randomness, transaction)
            }.add(to: &report)
        case .everybodyWithoutPassword:
            var last: String? = ""
            while let after = last {
                let (part, next) = try await database.write(scope) { transaction in
                    let found = try PasswordStates.withoutPassword(
                        scope.tenant, after: after, limit: Self.chunk, transaction)
                    let part = try mail(
                        found.map(\.person), scope, asked: nil, now, randomness, transaction)
                    return (part, found.count < Self.chunk ? nil : found.last?.loginID)
                }
                part.add(to: &report)
                last = next
            }
        }
        return report
    }

    private func mail(
        _ people: [PersonID], _ scope: TenantScope, asked: Instant?, _ now: Instant, _ randomness: Randomness,
        _ transaction: Transaction
    ) throws -> Report {
        var report = Report()
        let end = now + (try ReadSettings.load(scope.tenant, in: transaction).temporaryPasswordLife)
        for person in people {
            let known = try Credential.find(person: person, tenant: scope.tenant, transaction)
            if let asked, let changed = known?.changedAt, changed > asked { throw MadeMeanwhile() }
            let hadOwn = known?.hash != nil
            let slip = try IssueFirstPassword.store(
                FirstPassword(randomness: randomness), for: person, by: scope, until: end, way: "mail", now: now,
                in: transaction
            ) { try queue($0, scope.tenant, now, transaction) }
            if slip == nil { report.withoutMail.append(person) } else { report.mailed += 1 }
            // Also where codes go: whoever reads one of the addresses only hears of it there.
            if slip != nil, hadOwn {
                try notices.queue(.passwordIssued(by: NoticeActor(scope)), scope.tenant, person, now, transaction)
            }
        }
        return report
    }
}

extension MailFirstPasswords.Report {
    fileprivate func add(to whole: inout Self) {
        whole.mailed += mailed
        whole.withoutMail += withoutMail
    }
}
