import Database
import Domain
package import Tenants

/// The rows of family users.
enum StoredFamily {
    private static let mail = "mail"
    private static let phone = "phone"

    /// The family users of an employee, by code; some dozens at most.
    static func load(
        of person: PersonID, in tenant: TenantID, _ table: RegionTable, _ transaction: Transaction
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
            SELECT member_id, kind, position, value FROM family_contact
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
            }
        }
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
        return found
    }

    /// Replaces contacts and address of a family user.
    static func store(
        _ sheet: FamilySheet, of member: FamilyMemberID, in tenant: TenantID, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            "DELETE FROM family_contact WHERE tenant_id = \(tenant) AND member_id = \(member)")
        try transaction.execute(
            "DELETE FROM family_address WHERE tenant_id = \(tenant) AND member_id = \(member)")
        let mails = sheet.mails.enumerated().map { (Self.mail, $0.offset + 1, $0.element) }
        for (kind, position, value) in mails + [(Self.phone, 1, sheet.phone)] where !value.isEmpty {
            try transaction.execute(
                """
                INSERT INTO family_contact (tenant_id, member_id, kind, position, value)
                VALUES (\(tenant), \(member), \(kind), \(position), \(value))
                """)
        }
        guard let address = sheet.address else { return }
        try transaction.execute(
            """
            INSERT INTO family_address (tenant_id, member_id, prefecture, region, municipality, city, street)
            VALUES (\(tenant), \(member), \(address.region.prefecture.description),
                    \(address.region.region?.description), \(address.region.municipality?.description),
                    \(address.city), \(address.street))
            """)
    }
}

/// A family user (家族ユーザ) as the employee sees it.
package struct FamilyMember: Hashable, Sendable {
    /// The identifier; never used again for another family user.
    package let id: FamilyMemberID
    /// What was registered.
    package internal(set) var sheet: FamilySheet
}
