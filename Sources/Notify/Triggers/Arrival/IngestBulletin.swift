import Database
package import Domain
package import Tenants

/// Takes a document, whatever way it came: reads it, records it exactly once, and lets the organizations that it
/// concerns decide. Nothing that cannot be read is ever half used.
package struct IngestBulletin: Sendable {
    private let decide: DecideBulletin
    private let identifiers: IdentifierSource
    private let log: Log

    /// Takes documents for the organizations that `decide` decides for.
    package init(decide: DecideBulletin, identifiers: IdentifierSource, log: Log) {
        self.decide = decide
        self.identifiers = identifiers
        self.log = log
    }

    /// Takes a document for all organizations: of the feed, the folder, or the operator.
    ///
    /// - Parameter name: What a person calls it, such as the name of its file; kept for what cannot be read.
    /// - Throws: `DatabaseError` if it could not be recorded; offer it again then.
    @discardableResult
    package func callAsFunction(
        _ bytes: [UInt8], from source: BulletinSource, name: String = "", now: Instant
    ) async throws -> IngestedBulletin {
        let (parsed, digest) = await decide.reader.read(bytes)
        let record = record(parsed, digest, bytes, size: bytes.count, source, name, now)
        return try await take(record, now: now)
    }

    /// Takes a document for the scope's organization only; requires `raiseBulletin`. No other one ever hears of it.
    ///
    /// - Throws: `NotAllowed`, or `DatabaseError` if it could not be recorded; offer it again then.
    @discardableResult
    package func callAsFunction(
        _ scope: TenantScope, _ bytes: [UInt8], now: Instant
    ) async throws -> IngestedBulletin {
        try scope.require(.raiseBulletin)
        let (parsed, digest) = await decide.reader.read(bytes)
        return try await take(parsed, digest, bytes, size: bytes.count, scope, now)
    }

    /// Records a document of the scope's organization that is too large to be read; requires `raiseBulletin`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func refuse(_ scope: TenantScope, tooLarge size: Int, now: Instant) async throws {
        try scope.require(.raiseBulletin)
        _ = try await take(
            .refused(.document(.tooLarge(bytes: size))), DocumentDigest([]), nil, size: size, scope, now)
    }

    private func take(
        _ parsed: ParsedBulletin, _ digest: DocumentDigest, _ bytes: [UInt8]?, size: Int, _ scope: TenantScope,
        _ now: Instant
    ) async throws -> IngestedBulletin {
        let tenant = scope.tenant
        let source = BulletinSource.organization(scope.actor.auditName)
        let record = record(parsed, digest, bytes, size: size, source, "", now)
        let failpoints = decide.failpoints
        let before = try await decide.database.write(scope, urgent: true) { transaction -> BulletinID? in
            guard try record.insert(for: tenant, transaction) else {
                return try transaction.value(
                    BulletinID.self,
                    "SELECT id FROM tenant_bulletin WHERE tenant_id = \(tenant) AND key = \(record.key)")
            }
            try AuditChain.append(
                AuditEvent("bulletin.raised", subject: "bulletin:\(record.id)"), by: scope, at: now, in: transaction)
            failpoints.reach(.ownBulletinUncommitted)
            return nil
        }
        if before == nil { failpoints.reach(.ownBulletinCommitted) }
        var undecided = 0
        if before == nil, record.needsDecision, let sighting = record.sighting {
            undecided = await attempt(record) {
                try await decide(sighting, only: tenant, now: now)
                return 0
            }
        }
        return said(record, before: before, undecided: undecided)
    }

    /// Records a document that must not be read: too large, or no file at all.
    ///
    /// - Parameter beginning: As much as was read of it, to tell it from others.
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func refuse(
        _ reason: BulletinRefusal, beginning: [UInt8], size: Int, from source: BulletinSource, name: String,
        now: Instant
    ) async throws -> IngestedBulletin {
        let digest = DocumentDigest(beginning + Array(name.utf8))
        return try await take(record(.refused(reason), digest, nil, size: size, source, name, now), now: now)
    }

    private func take(_ record: BulletinRecord, now: Instant) async throws -> IngestedBulletin {
        let before = try await BulletinsAcrossTenants(database: decide.database).record(record, decide.failpoints)
        if before == nil { decide.failpoints.reach(.bulletinCommitted) }
        var undecided = 0
        if before == nil, record.needsDecision, let sighting = record.sighting {
            undecided = await attempt(record) { try await decide(sighting, now: now) }
        }
        return said(record, before: before, undecided: undecided)
    }

    /// What is recorded is not lost: `ResumeTriggers` takes it up.
    private func attempt(_ record: BulletinRecord, _ decide: () async throws -> Int) async -> Int {
        do {
            return try await decide()
        } catch {
            log.error("bulletin.undecided", ("bulletin", "\(record.id)"), ("reason", error.logged))
            return 1
        }
    }

    private func record(
        _ parsed: ParsedBulletin, _ digest: DocumentDigest, _ bytes: [UInt8]?, size: Int, _ source: BulletinSource,
        _ name: String, _ now: Instant
    ) -> BulletinRecord {
        var key = digest.key(size: size)
        var xml: [UInt8]?
        switch parsed {
        case .bulletin(let bulletin): (key, xml) = (bulletin.key.description, bytes)
        // What JMA may have changed is worth a look; what an organization sends is not kept for it.
        case .refused: if case .organization = source { xml = nil } else { xml = bytes }
        case .notATrigger: xml = nil
        }
        if let bytes = xml, bytes.count > BulletinRecord.largestKept { xml = nil }
        return BulletinRecord(
            id: identifiers.next(now: now), key: key, digest: digest, size: size, receivedAt: now, source: source,
            parsed: parsed, name: name.storable, xml: xml)
    }

    private func said(_ record: BulletinRecord, before: BulletinID?, undecided: Int) -> IngestedBulletin {
        let result = IngestedBulletin(
            id: before ?? record.id, isNew: before == nil, document: record.parsed, undecided: undecided)
        let fields = [
            ("source", record.source.stored), ("bytes", "\(record.size)"), ("new", "\(before == nil)"),
        ]
        switch record.parsed {
        case .bulletin(let bulletin):
            log.info("bulletin.received", fields[0], fields[1], fields[2], ("key", "\(bulletin.key)"))
            if !bulletin.unread.isEmpty {
                log.warning("bulletin.partlyUnread", ("key", "\(bulletin.key)"), ("parts", "\(bulletin.unread.count)"))
            }
        case .notATrigger: log.info("bulletin.notATrigger", fields[0], fields[1], fields[2])
        case .refused(let refusal):
            log.warning(
                "bulletin.refused", fields[0], fields[1], fields[2], ("reason", refusal.explanation[.english]))
        }
        return result
    }
}

extension BulletinRecord {
    /// What organizations decide about, if it is a bulletin.
    var sighting: BulletinSighting? {
        guard case .bulletin(let bulletin) = parsed else { return nil }
        return BulletinSighting(id: id, key: key, bulletin: bulletin, seenAt: receivedAt)
    }
}

extension String {
    /// Without control characters and no longer than a name.
    fileprivate var storable: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }).prefix(100))
    }
}
