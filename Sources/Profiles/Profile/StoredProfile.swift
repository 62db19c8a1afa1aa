import Database
import Domain

/// The profile's rows.
enum StoredProfile {
    /// A person's profile, or nil if there is no such person in the organization.
    static func load(
        _ person: PersonID, in tenant: TenantID, _ table: RegionTable, _ transaction: Transaction
    ) throws -> ProfileSheet? {
        try load([person], in: tenant, table, transaction)[person]
    }

    /// The profiles of these people; whoever is not in the organization is missing. At most some hundred at a time.
    static func load(
        _ people: [PersonID], in tenant: TenantID, _ table: RegionTable, _ transaction: Transaction
    ) throws -> [PersonID: ProfileSheet] {
        var sheets: [PersonID: ProfileSheet] = [:]
        let sending = try SendingContacts.load(of: people, in: tenant, transaction)
        try transaction.forEach(
            "SELECT id, language FROM person WHERE tenant_id = \(tenant) AND id IN \(list: people)"
        ) { row in
            let person = try row.next(PersonID.self)
            sheets[person] = ProfileSheet(
                language: try row.next(), sending: sending[person] ?? SendingContacts(), addresses: [:])
        }
        try transaction.forEach(
            """
            SELECT person_id, kind, value FROM contact
            WHERE tenant_id = \(tenant) AND person_id IN \(list: people)
              AND kind IN (\(ContactKind.spareMail), \(ContactKind.sparePhone))
            """
        ) { row in
            let person = try row.next(PersonID.self)
            let kind = try row.next(ContactKind.self)
            let value = try row.next(String.self)
            if kind == .spareMail { sheets[person]?.spareMail = value } else { sheets[person]?.sparePhone = value }
        }
        try transaction.forEach(
            """
            SELECT person_id, kind, prefecture, region, municipality, city, street FROM address
            WHERE tenant_id = \(tenant) AND person_id IN \(list: people)
            """
        ) { row in
            let person = try row.next(PersonID.self)
            if let (kind, address) = try Self.address(&row, table) { sheets[person]?.addresses[kind] = address }
        }
        return sheets
    }

    /// Replaces all rows of a person's profile.
    static func store(
        _ sheet: ProfileSheet, of person: PersonID, in tenant: TenantID, now: Instant, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE person SET language = \(sheet.language), changed_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(person)
            """)
        let marks = try marks(of: person, in: tenant, transaction)
        try transaction.execute("DELETE FROM contact WHERE tenant_id = \(tenant) AND person_id = \(person)")
        var rows: [[DatabaseValue]] = []
        func add(_ kind: ContactKind, _ position: Int, _ value: String, _ order: ContactOrder?) {
            rows.append([
                tenant.databaseValue, person.databaseValue, kind.databaseValue, position.databaseValue,
                value.databaseValue, order.databaseValue, now.databaseValue,
                marks[value]?.at.databaseValue ?? .null, marks[value]?.failure.databaseValue ?? .null,
            ])
        }
        for mail in sheet.sending.mails { add(.mail, mail.position, mail.value, mail.order) }
        for phone in sheet.sending.phones { add(.phone, phone.position, phone.value, phone.order) }
        if let mail = sheet.spareMail { add(.spareMail, 1, mail, nil) }
        if let phone = sheet.sparePhone { add(.sparePhone, 1, phone, nil) }
        if !rows.isEmpty {
            try transaction.execute(
                """
                INSERT INTO contact
                    (tenant_id, person_id, kind, position, value, contact_order, changed_at, failed_at, failure)
                VALUES \(rows: rows)
                """)
        }
        try transaction.execute("DELETE FROM address WHERE tenant_id = \(tenant) AND person_id = \(person)")
        for (kind, address) in sheet.addresses {
            let region = address.region
            try transaction.execute(
                """
                INSERT INTO address (tenant_id, person_id, kind, prefecture, region, municipality, city, street,
                                     changed_at)
                VALUES (\(tenant), \(person), \(kind.rawValue), \(region.prefecture.description),
                        \(region.region?.description), \(region.municipality?.description), \(address.city),
                        \(address.street), \(now))
                """)
        }
    }

    /// What stays known of addresses and numbers that did not work, wherever in the profile they stand afterwards.
    private static func marks(
        of person: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [String: (at: Instant, failure: String)] {
        let found = try transaction.all(
            """
            SELECT value, failed_at, failure FROM contact
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND failed_at IS NOT NULL
            """
        ) { (try $0.next(String.self), (at: try $0.next(Instant.self), failure: try $0.next(String.self))) }
        return Dictionary(found) { first, _ in first }
    }

    private static func address(
        _ row: inout Row, _ table: RegionTable
    ) throws -> (AddressKind, ProfileSheet.Address)? {
        let kind = AddressKind(rawValue: try row.next())
        let prefecture = PrefectureCode(try row.next(String.self))
        let region = try row.next(String?.self).flatMap { JMARegionCode($0) }
        let municipality = try row.next(String?.self).flatMap { MunicipalityCode($0) }
        let city = try row.next(String.self)
        let street = try row.next(String.self)
        guard let kind, let prefecture else { return nil }
        let place = AddressRegion(stored: prefecture, region: region, municipality: municipality, in: table)
        return (kind, ProfileSheet.Address(region: place, city: city, street: street))
    }
}
