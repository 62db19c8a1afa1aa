import Database
import Domain
package import Tenants

/// The rows of family users.
enum StoredFamily {
    private static let mail = "mail"
    private static let phone = "phone"

    /// The family users of an employee, by code; some dozens at most.
    ///
    /// - Parameter progress: How it is known how far a mail came that asks for a confirmation; nil where nobody looks.
    static func load(
        of person: PersonID, in tenant: TenantID, _ table: RegionTable, _ transaction: Transaction,
        progress mail: ContactMail? = nil
    ) throws -> [FamilyMember] {
        var found = try transaction.all(
            """
            SELECT id, code, code_made, name_kana, name, language FROM family_member
            WHERE tenant_id = \(tenant) AND person_id = \(person) ORDER BY code
            """
        ) { row in
            FamilyMember(
                id: try row.next(),
                sheet: FamilySheet(
                    code: try row.next(), isCodeMade: try row.next(), kana: try row.next(), name: try row.next(),
                    language: try row.next(),
                    address: nil, mails: ["", "", ""], phone: ""))
        }
        let places = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($0.element.id, $0.offset) })
        try transaction.forEach(
            """
            SELECT member_id, kind, position, value, verified_at, failed_at, failing_since, failure, asked_at, is_older
            FROM family_contact
            WHERE tenant_id = \(tenant) AND member_id IN \(list: found.map(\.id))
            """
        ) { row in
            let index = try places[row.next(FamilyMemberID.self)]
            let kind = try row.next(String.self)
            let position = try row.next(Int.self)
            let value = try row.next(String.self)
            guard let index else { return }
            if kind == Self.phone {
                found[index].sheet.phone = value
            } else {
                found[index].sheet.mails[position - 1] = value
                found[index].addresses[value] = try address(&row)
            }
        }
        if let mail { try follow(mail, of: person, in: tenant, &found, transaction) }
        try transaction.forEach(
            """
            SELECT member_id, prefecture, region, municipality, city, street FROM family_address
            WHERE tenant_id = \(tenant) AND member_id IN \(list: found.map(\.id))
            """
        ) { row in
            let index = try places[row.next(FamilyMemberID.self)]
            let address = try ProfileSheet.Address(row: &row, table)
            if let index { found[index].sheet.address = address }
        }
        for (member, question) in try FamilyAddressQuestion.load(found.map(\.id), in: tenant, table, transaction) {
            if let index = places[member] { found[index].question = question }
        }
        return found
    }

    /// What is known of a mail address, from the columns after its value.
    private static func address(_ row: inout Row) throws -> FamilyAddress {
        let (verifiedAt, failedAt) = (try row.next(Instant?.self), try row.next(Instant?.self))
        let (failingSince, failure) = (try row.next(Instant?.self), try row.next(String?.self))
        let (askedAt, isOlder) = (try row.next(Instant?.self), try row.next(Bool.self))
        return FamilyAddress(
            state: ContactState(
                verifiedAt: verifiedAt, failedAt: failedAt, failingSince: failingSince, failure: failure),
            isTold: verifiedAt != nil || isOlder, askedAt: askedAt)
    }

    /// Learns how far the last mails came that nobody has answered.
    private static func follow(
        _ mail: ContactMail, of person: PersonID, in tenant: TenantID, _ found: inout [FamilyMember],
        _ transaction: Transaction
    ) throws {
        let places = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($0.element.id, $0.offset) })
        var last: [Int: [String: Int64]] = [:]
        try transaction.forEach(
            """
            SELECT member_id, value, message_id, asked_at FROM family_check
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND confirmed_at IS NULL
            """
        ) { row in
            let index = try places[row.next(FamilyMemberID.self)]
            let (value, message) = (try row.next(String.self), try row.next(Int64.self))
            let askedAt = try row.next(Instant.self)
            // Of several the one that was sent last.
            if let index, found[index].addresses[value]?.askedAt == askedAt {
                last[index, default: [:]][value] = message
            }
        }
        for (index, messages) in last {
            for (value, message) in messages {
                found[index].addresses[value]?.progress = try mail.progress(message, tenant, transaction)
            }
        }
    }

    /// Replaces contacts and address of a family user. What is known of an address stays with it, wherever in the family it
    /// stands now; a place that is the same by this table stays as it is stored, as in a profile.
    static func store(
        _ sheet: FamilySheet, of member: FamilyMemberID, _ person: PersonID, in tenant: TenantID,
        _ table: RegionTable, _ transaction: Transaction
    ) throws {
        let marks = try marks(of: person, in: tenant, transaction)
        let earlier = try transaction.first(
            """
            SELECT prefecture, region, municipality FROM family_address
            WHERE tenant_id = \(tenant) AND member_id = \(member)
            """
        ) { StoredPlace(prefecture: try $0.next(), region: try $0.next(), municipality: try $0.next()) }
        try transaction.execute(
            "DELETE FROM family_contact WHERE tenant_id = \(tenant) AND member_id = \(member)")
        try transaction.execute(
            "DELETE FROM family_address WHERE tenant_id = \(tenant) AND member_id = \(member)")
        let mails = sheet.mails.enumerated().map { (Self.mail, $0.offset + 1, $0.element) }
        for (kind, position, value) in mails + [(Self.phone, 1, sheet.phone)] where !value.isEmpty {
            let mark = kind == Self.mail ? marks[value] ?? Mark() : Mark()
            try transaction.execute(
                """
                INSERT INTO family_contact (tenant_id, member_id, kind, position, value, verified_at, failed_at,
                                            failing_since, failure, asked_at, is_older)
                VALUES (\(tenant), \(member), \(kind), \(position), \(value), \(mark.verifiedAt), \(mark.failedAt),
                        \(mark.failingSince), \(mark.failure), \(mark.askedAt), \(mark.isOlder))
                """)
        }
        guard let address = sheet.address else { return }
        let place = StoredPlace(of: address.region, over: earlier, in: table)
        try transaction.execute(
            """
            INSERT INTO family_address (tenant_id, member_id, prefecture, region, municipality, city, street)
            VALUES (\(tenant), \(member), \(place.prefecture), \(place.region), \(place.municipality),
                    \(address.city), \(address.street))
            """)
    }

    /// What stands beside a mail address.
    private struct Mark {
        var verifiedAt: Instant?
        var failedAt: Instant?
        var failingSince: Instant?
        var failure: String?
        var askedAt: Instant?
        var isOlder = false
    }

    /// What is known of the addresses of an employee's family. Where several have the same one, the one that is known best
    /// counts.
    private static func marks(
        of person: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [String: Mark] {
        var marks: [String: Mark] = [:]
        try transaction.forEach(
            """
            SELECT c.value, c.verified_at, c.failed_at, c.failing_since, c.failure, c.asked_at, c.is_older
            FROM family_contact c
            JOIN family_member m ON m.tenant_id = c.tenant_id AND m.id = c.member_id
            WHERE c.tenant_id = \(tenant) AND m.person_id = \(person) AND c.kind = 'mail'
            ORDER BY CASE WHEN c.verified_at IS NULL THEN 0 ELSE 1 END, c.is_older, COALESCE(c.asked_at, 0)
            """
        ) { row in
            marks[try row.next()] = Mark(
                verifiedAt: try row.next(), failedAt: try row.next(), failingSince: try row.next(),
                failure: try row.next(), askedAt: try row.next(), isOlder: try row.next())
        }
        return marks
    }
}

/// A family user (家族ユーザ) as the employee sees it.
package struct FamilyMember: Hashable, Sendable {
    /// The identifier; never used again for another family user.
    package let id: FamilyMemberID
    /// What was registered.
    package internal(set) var sheet: FamilySheet
    /// What is known of each mail address.
    package internal(set) var addresses: [String: FamilyAddress] = [:]
    /// Whether the address has to be chosen again; nil if it is fine.
    package internal(set) var question: FamilyAddressQuestion?
}

extension FamilyMember {
    /// The family user with as much of the address as an organization wants to know.
    func seen(_ precision: AddressPrecision) -> FamilyMember {
        var member = self
        member.sheet = sheet.seen(precision)
        // No prefecture is ever gone.
        if precision == .prefectureOnly { member.question = nil }
        return member
    }
}
