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

    /// Replaces all rows of these people's profiles: at most some hundred at a time, in a few statements for all of them.
    ///
    /// An address that lies where it lay by this table keeps its place as it is stored. It may have been moved to a newer
    /// table than the one that this program started with, which does not know all of that place.
    static func store(
        _ sheets: [PersonID: ProfileSheet], in tenant: TenantID, _ table: RegionTable, now: Instant,
        _ transaction: Transaction
    ) throws {
        for (language, group) in Dictionary(grouping: sheets.keys, by: { sheets[$0]?.language }) {
            guard let language else { continue }
            for piece in group.sorted().paddedPieces {
                try transaction.execute(
                    """
                    UPDATE person SET language = \(language), changed_at = \(now)
                    WHERE tenant_id = \(tenant) AND id IN \(list: piece)
                    """)
            }
        }
        let earlier = try earlier(of: sheets.keys.sorted(), in: tenant, transaction)
        let places = try places(of: sheets.keys.sorted(), in: tenant, transaction)
        for piece in sheets.keys.sorted().paddedPieces {
            try transaction.execute(
                "DELETE FROM contact WHERE tenant_id = \(tenant) AND person_id IN \(list: piece)")
            try transaction.execute(
                "DELETE FROM address WHERE tenant_id = \(tenant) AND person_id IN \(list: piece)")
        }
        let ordered = sheets.sorted { $0.key < $1.key }
        for rows in ordered.flatMap({ contactRows($1, $0, tenant, now, earlier) }).inFewShapes {
            try transaction.execute(
                """
                INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at,
                                     verified_at, failed_at, failing_since, failure, came_back)
                VALUES \(rows: rows)
                """)
        }
        for rows in ordered.flatMap({ addressRows($1, $0, tenant, table, now, places) }).inFewShapes {
            try transaction.execute(
                """
                INSERT INTO address (tenant_id, person_id, kind, prefecture, region, municipality, city, street,
                                     changed_at)
                VALUES \(rows: rows)
                """)
        }
    }

    /// What stands in the profile of one person, wherever.
    private struct Owned: Hashable {
        let person: PersonID
        let value: String
    }

    /// What is known of an address or number; it stays with it, wherever in the profile it stands now.
    private struct Mark {
        var verifiedAt: Instant?
        var failedAt: Instant?
        var failingSince: Instant?
        var failure: String?
        var cameBack = false
    }

    /// Where an address or number stands.
    private struct Place: Hashable {
        let owned: Owned
        let kind: ContactKind
        let position: Int
    }

    /// What stood there before all rows are replaced.
    private struct Earlier {
        var marks: [Owned: Mark] = [:]
        /// Since when each stands where it stands. What is as it was keeps this: a report about a message that went there
        /// is about it, whatever else was changed meanwhile.
        var since: [Place: Instant] = [:]
    }

    private static func earlier(
        of people: [PersonID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> Earlier {
        var earlier = Earlier()
        for piece in people.paddedPieces {
            try transaction.forEach(
                """
                SELECT person_id, value, kind, position, changed_at,
                       verified_at, failed_at, failing_since, failure, came_back
                FROM contact WHERE tenant_id = \(tenant) AND person_id IN \(list: piece)
                """
            ) { row in
                let owned = Owned(person: try row.next(), value: try row.next())
                let place = Place(owned: owned, kind: try row.next(), position: try row.next())
                earlier.since[place] = try row.next()
                let mark = Mark(
                    verifiedAt: try row.next(), failedAt: try row.next(), failingSince: try row.next(),
                    failure: try row.next(), cameBack: try row.next())
                if mark.verifiedAt != nil || mark.failedAt != nil { earlier.marks[owned] = mark }
            }
        }
        return earlier
    }

    private static func contactRows(
        _ sheet: ProfileSheet, _ person: PersonID, _ tenant: TenantID, _ now: Instant, _ earlier: Earlier
    ) -> [[DatabaseValue]] {
        func row(_ kind: ContactKind, _ position: Int, _ value: String, _ order: ContactOrder?) -> [DatabaseValue] {
            let owned = Owned(person: person, value: value)
            let mark = earlier.marks[owned] ?? Mark()
            let since = earlier.since[Place(owned: owned, kind: kind, position: position)] ?? now
            return [
                tenant.databaseValue, person.databaseValue, kind.databaseValue, position.databaseValue,
                value.databaseValue, order.databaseValue, since.databaseValue, mark.verifiedAt.databaseValue,
                mark.failedAt.databaseValue, mark.failingSince.databaseValue, mark.failure.databaseValue,
                (mark.cameBack ? 1 : 0).databaseValue,
            ]
        }
        var rows = sheet.sending.mails.map { row(.mail, $0.position, $0.value, $0.order) }
        rows += sheet.sending.phones.map { row(.phone, $0.position, $0.value, $0.order) }
        if let mail = sheet.spareMail { rows.append(row(.spareMail, 1, mail, nil)) }
        if let phone = sheet.sparePhone { rows.append(row(.sparePhone, 1, phone, nil)) }
        return rows
    }

    /// One address of one person.
    private struct Home: Hashable {
        let person: PersonID
        let kind: String
    }

    /// Where the addresses lie as they are stored.
    private static func places(
        of people: [PersonID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [Home: StoredPlace] {
        var places: [Home: StoredPlace] = [:]
        for piece in people.paddedPieces {
            try transaction.forEach(
                """
                SELECT person_id, kind, prefecture, region, municipality FROM address
                WHERE tenant_id = \(tenant) AND person_id IN \(list: piece)
                """
            ) { row in
                let home = Home(person: try row.next(), kind: try row.next())
                places[home] = StoredPlace(
                    prefecture: try row.next(), region: try row.next(), municipality: try row.next())
            }
        }
        return places
    }

    private static func addressRows(
        _ sheet: ProfileSheet, _ person: PersonID, _ tenant: TenantID, _ table: RegionTable, _ now: Instant,
        _ places: [Home: StoredPlace]
    ) -> [[DatabaseValue]] {
        sheet.addresses.map { kind, address in
            let place = StoredPlace(
                of: address.region, over: places[Home(person: person, kind: kind.rawValue)], in: table)
            return [
                tenant.databaseValue, person.databaseValue, kind.rawValue.databaseValue,
                place.prefecture.databaseValue, place.region.databaseValue, place.municipality.databaseValue,
                address.city.databaseValue, address.street.databaseValue, now.databaseValue,
            ]
        }
    }

    private static func address(
        _ row: inout Row, _ table: RegionTable
    ) throws -> (AddressKind, ProfileSheet.Address)? {
        let kind = AddressKind(rawValue: try row.next())
        guard let address = try ProfileSheet.Address(row: &row, table), let kind else { return nil }
        return (kind, address)
    }
}

extension ProfileSheet.Address {
    /// Takes prefecture, region, municipality, city and street; nil if nothing of it is known.
    init?(row: inout Row, _ table: RegionTable) throws {
        let place = StoredPlace(
            prefecture: try row.next(), region: try row.next(), municipality: try row.next())
        let city = try row.next(String.self)
        let street = try row.next(String.self)
        let region = place.region(in: table)
        if region == nil && city.isEmpty && street.isEmpty { return nil }
        self.init(region: region, city: city, street: street)
    }
}
