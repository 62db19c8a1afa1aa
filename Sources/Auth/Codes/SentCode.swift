import CSodium
import Database
import Domain

/// What a code is for.
package enum CodePurpose: String, Sendable, DatabaseConvertible {
    /// Showing that the address or number is one's own, to set it as a factor.
    case set
    /// Showing a factor that is set.
    case show
}

/// The stored side of a code that was sent. There is one of each kind at most: a new one replaces it.
struct SentCode {
    let purpose: CodePurpose
    let binding: [UInt8]
    let mark: [UInt8]
    let target: String
    let way: CodeWay
    let delivery: Int64
    let sentAt: Instant
    let expiresAt: Instant

    static func load(
        _ kind: FactorKind, _ subject: FactorSubject, in transaction: Transaction
    ) throws -> SentCode? {
        try transaction.first(
            """
            SELECT purpose, binding, mark, target, way, delivery, sent_at, expires_at FROM sent_code
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
            """
        ) { row in
            SentCode(
                purpose: try row.next(), binding: try row.next(), mark: try row.next(), target: try row.next(),
                way: try row.next(), delivery: try row.next(), sentAt: try row.next(), expiresAt: try row.next())
        }
    }

    func store(_ kind: FactorKind, _ subject: FactorSubject, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO sent_code
                (tenant_id, person_id, kind, purpose, binding, mark, target, way, delivery, sent_at, expires_at)
            VALUES (\(subject.tenant), \(subject.person), \(kind), \(purpose), \(binding), \(mark), \(target), \(way),
                    \(delivery), \(sentAt), \(expiresAt))
            ON CONFLICT (tenant_id, person_id, kind) DO UPDATE SET
                purpose = excluded.purpose, binding = excluded.binding, mark = excluded.mark,
                target = excluded.target, way = excluded.way, delivery = excluded.delivery,
                sent_at = excluded.sent_at, expires_at = excluded.expires_at
            """)
    }

    /// Looks at a code and uses it up if it is right. One that was sent for another login or session is as wrong as
    /// any other.
    static func check(
        _ code: CodeText, _ kind: FactorKind, _ purpose: CodePurpose, _ subject: FactorSubject, keys: [[UInt8]],
        now: Instant, in transaction: Transaction
    ) throws -> (verdict: FactorVerdict, target: String) {
        guard let sent = try load(kind, subject, in: transaction), sent.purpose == purpose,
            sent.binding == subject.binding,
            keys.contains(where: { isEqual(mark(code.digits, kind, subject, key: $0), sent.mark) })
        else { return (.wrong(nil), "") }
        guard now < sent.expiresAt else { return (.expired, "") }
        let taken = try transaction.execute(
            """
            DELETE FROM sent_code
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
              AND mark = \(sent.mark)
            """)
        return (taken == 1 ? .right : .used, sent.target)
    }

    /// What stands for a code: bound to its person, login and kind by a key that is not in the database, where a
    /// million codes would soon be tried.
    static func mark(_ digits: String, _ kind: FactorKind, _ subject: FactorSubject, key: [UInt8]) -> [UInt8] {
        let input =
            Array("\(kind.rawValue):\(subject.tenant):\(subject.person):\(digits):".utf8) + subject.binding
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, input, UInt64(input.count), key, key.count)
        return output
    }

    static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }
}
