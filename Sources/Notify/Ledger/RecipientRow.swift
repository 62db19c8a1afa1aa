import Database
import Domain

/// What the ledger reads of a recipient before it changes one.
struct RecipientRow: Sendable, RowDecodable {
    let person: PersonID
    let level: RecipientLevel
    let paths: String
    var openAttempts: Int
    var wasHandedOn: Bool
    var handedOnGroup: Int?
    var handedOnAt: Instant?
    var isUnclear: Bool
    var deadContacts: ContactSet
    let fetchedAt: Instant?
    let answeredAt: Instant?
    var endReason: String?
    /// Nothing more is started of rounds up to this one; 0 for none.
    var endedRounds: Int
    /// How the recipient was counted in the results when the row was read.
    let standing: RecipientStanding

    static let columns: SQL = """
        person_id, level, paths, open_attempts, was_handed_on, handed_on_group, handed_on_at, is_unclear, dead_contacts,
        fetched_at, answered_at, end_reason, ended_rounds, \(RecipientStanding.columns)
        """

    init(row: inout Row) throws {
        person = try row.next()
        level = try row.next()
        paths = try row.next()
        openAttempts = try row.next()
        wasHandedOn = try row.next()
        handedOnGroup = try row.next()
        handedOnAt = try row.next()
        isUnclear = try row.next()
        deadContacts = try row.next()
        fetchedAt = try row.next()
        answeredAt = try row.next()
        endReason = try row.next()
        endedRounds = try row.next()
        standing = try RecipientStanding(row: &row)
    }

    /// The level that the row's present values amount to.
    var progress: RecipientProgress {
        RecipientProgress(
            hasPath: !paths.isEmpty, openAttempts: openAttempts, wasHandedOn: wasHandedOn, isUnclear: isUnclear,
            wasFetched: fetchedAt != nil, hasAnswered: answeredAt != nil, endReason: endReason)
    }

    /// Reads and locks the recipients of these people, by person.
    static func lock(
        _ people: [PersonID], of broadcast: BroadcastID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: RecipientRow] {
        var result: [PersonID: RecipientRow] = [:]
        result.reserveCapacity(people.count)
        for piece in Array(Set(people)).sorted().paddedPieces {
            try transaction.forEach(
                """
                SELECT \(columns) FROM recipient
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                ORDER BY person_id\(dialect: .forUpdate)
                """
            ) { row in
                let recipient = try RecipientRow(row: &row)
                result[recipient.person] = recipient
            }
        }
        return result
    }
}
