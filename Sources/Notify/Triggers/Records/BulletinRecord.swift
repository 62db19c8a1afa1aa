import Database
package import Domain

/// Marks the identifiers of received documents.
package enum BulletinMark {}

/// The number of one received document.
package typealias BulletinID = Identifier<BulletinMark>

/// The record of one document, whatever became of it: every document that arrives leaves one, once.
struct BulletinRecord: Sendable {
    /// Documents of more bytes are never kept.
    static let largestKept = 2_000_000

    let id: BulletinID
    let key: String
    let digest: DocumentDigest
    let size: Int
    let receivedAt: Instant
    let source: BulletinSource
    let parsed: ParsedBulletin
    /// What is called when nothing better is known, such as the name of a file.
    let name: String
    let xml: [UInt8]?

    /// Whether organizations have to decide about it.
    var needsDecision: Bool {
        guard case .bulletin(let bulletin) = parsed else { return false }
        return bulletin.status == .normal && bulletin.type.carriesIntensity
    }

    /// Inserts the record into the table of the installation, or of one organization; false if it is there already.
    func insert(for tenant: TenantID?, _ transaction: Transaction) throws -> Bool {
        let columns = columns
        guard let tenant else {
            return try transaction.execute(
                """
                INSERT INTO bulletin
                    (id, key, hash, size, received_at, source, outcome, reason_ja, reason_en, title, event, type,
                     status, action, reported_at, headline, hypocentre, magnitude, maximum, shaking, xml, decided_at,
                 other_events)
                VALUES \(rows: [columns]) ON CONFLICT DO NOTHING
                """) == 1
        }
        return try transaction.execute(
            """
            INSERT INTO tenant_bulletin
                (tenant_id, id, key, hash, size, received_at, source, outcome, reason_ja, reason_en, title, event,
                 type, status, action, reported_at, headline, hypocentre, magnitude, maximum, shaking, xml, decided_at,
             other_events)
            VALUES \(rows: [[tenant.databaseValue] + columns]) ON CONFLICT DO NOTHING
            """) == 1
    }

    private var columns: [DatabaseValue] {
        let decidedAt = needsDecision ? nil : receivedAt
        let common = { (outcome: BulletinFate, reason: LocalizedText?, title: String) -> [DatabaseValue] in
            [
                id.databaseValue, .text(key), .blob(digest.hash), size.databaseValue, receivedAt.databaseValue,
                .text(source.stored), outcome.databaseValue, .text(reason?[.japanese] ?? ""),
                .text(reason?[.english] ?? ""), .text(title),
            ]
        }
        let unknown: [DatabaseValue] = [
            .null, .null, .null, .null, .null, .text(""), .null, .null, .null, .text(""), xml.databaseValue,
            decidedAt.databaseValue, .text(""),
        ]
        switch parsed {
        case .notATrigger(let title): return common(.notATrigger, nil, title) + unknown
        case .refused(let refusal): return common(.refused, refusal.explanation, name) + unknown
        case .bulletin(let bulletin):
            return common(.bulletin, nil, bulletin.type.name[.japanese]) + [
                bulletin.event.databaseValue, bulletin.type.databaseValue, bulletin.status.databaseValue,
                bulletin.action.databaseValue, bulletin.reportedAt.databaseValue, .text(bulletin.headline),
                bulletin.hypocentre.databaseValue, bulletin.magnitude.databaseValue, bulletin.maximum.databaseValue,
                .text(ShakingText.text(bulletin.shaking)), xml.databaseValue, decidedAt.databaseValue,
                .text(bulletin.events.dropFirst().map { " \($0) " }.joined()),
            ]
        }
    }
}

/// What became of a document as a whole.
enum BulletinFate: String, DatabaseConvertible, Sendable {
    /// It was read; organizations decide.
    case bulletin
    /// It is JMA's, but of a kind that triggers nothing.
    case notATrigger
    /// It could not be read, or must not be.
    case refused
}
